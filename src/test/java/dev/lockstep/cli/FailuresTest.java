package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Failures;
import dev.lockstep.cli.shell.RequiredSpark;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.LocalSpark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class FailuresTest {
  private final StringWriter err = new StringWriter();
  private final Main main = new Main();
  private final CommandLine line = new CommandLine(main).setErr(new PrintWriter(err, true));

  @Test
  void sparksOwnFailureIsToldInItsFirstLine() {
    assertReported(
        new SparkException("Could not parse Master URL: 'x'\n  at somewhere"),
        ExitCode.CLUSTER,
        "SparkException: Could not parse Master URL: 'x'");
  }

  @ParameterizedTest
  @CsvSource({
    "3.5.6, 2.13.8, 17, Spark 3.5.6 is too old",
    "3.5.6, 2.12.18, 17, Spark 3.5.6 is too old",
    "2.4.8, 2.12.18, 17, Spark 2.4.8 is too old",
    "4.2.0, 2.12.20, 17, this Spark is built for Scala 2.12.20",
    "4.2.0, 3.8.1, 25, this Spark is built for Scala 3.8.1",
    "4.1.0, 2.13.17, 25, Spark 4.1.0 does not run on Java 25: use JDK 17 or 21",
    "4.0.1-vendor, 2.13.16, 24, Spark 4.0.1-vendor does not run on Java 24",
    "4.0.0, 2.13.16, 17,",
    "4.1.0-SNAPSHOT, 2.13.17, 21,",
    "4.2.0, 2.13.18, 25,",
    "4.10.0, 2.13.18, 25,",
    "5, 2.13.18, 25,",
    ", , 25,",
  })
  void aSparkThatDoesNotServeIsRefused(String spark, String scala, int java, String refusal) {
    Optional<String> said =
        RequiredSpark.refusal(Optional.ofNullable(spark), Optional.ofNullable(scala), java);
    if (refusal == null) {
      assertThat(said).isEmpty();
    } else {
      assertThat(said).hasValueSatisfying(line -> assertThat(line).startsWith(refusal));
    }
    assertThat(RequiredSpark.refusal()).isEmpty();
  }

  @Test
  void aMistakeOfOursIsToldInOneLineAndItsTraceByVerbose() {
    assertReported(
        new IllegalStateException("impossible"),
        ExitCode.INTERNAL,
        "a mistake of Lockstep's own: IllegalStateException: impossible"
            + "; please report it with the trace that --verbose adds");
  }

  private void assertReported(Exception e, int exitCode, String message) {
    assertThat(new Failures().handleExecutionException(e, line, null)).isEqualTo(exitCode);
    assertThat(err.toString()).isEqualTo("lockstep: " + message + System.lineSeparator());
    err.getBuffer().setLength(0);
    main.verbose = true;
    assertThat(new Failures().handleExecutionException(e, line, null)).isEqualTo(exitCode);
    assertThat(err.toString())
        .startsWith("lockstep: " + message + System.lineSeparator() + e.getClass().getName())
        .contains("\tat dev.lockstep.cli.FailuresTest.");
  }

  /** Spark itself, with a task that throws. */
  @Nested
  class InSpark {
    @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

    @Test
    void theRootCauseOfATaskReachesTheDriver() {
      try {
        Session.open().parallelize(List.of(1, 0), 2).map(divisor -> 6 / divisor).collect();
      } catch (RuntimeException | Error e) {
        throw e;
      } catch (Exception e) {
        assertThat(Failures.report(e, line)).isEqualTo(ExitCode.INTERNAL);
      }
      assertThat(err.toString())
          .startsWith("lockstep: a mistake of Lockstep's own: ArithmeticException: / by zero;")
          .hasLineCount(1);
    }
  }
}

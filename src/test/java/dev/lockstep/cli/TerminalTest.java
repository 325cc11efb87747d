package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
  private static final String FULL = "No space left on device";

  @ParameterizedTest
  @CsvSource({"--help", "--version", "''"})
  void wordsThatCannotBeWrittenAreAFailure(String words) {
    Told told = run(words, FULL);
    assertThat(told.exitCode).isEqualTo(ExitCode.CLUSTER);
    assertThat(told.err).isEqualTo("lockstep: standard output cannot be written: " + FULL + "\n");
  }

  @Test
  void aReaderThatHasEnoughEndsTheCommandInSilence() {
    assertThat(run("--help", "Broken pipe")).isEqualTo(new Told(141, ""));
  }

  @Test
  void anotherFailureKeepsItsCode() {
    assertThat(run("nonsense", FULL).exitCode).isEqualTo(ExitCode.USAGE);
  }

  /** As threads of Spark's pools do, which end on their own. */
  @Test
  void whatLibrariesPrintWhileTheProcessEndsIsNotShown() {
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      Session.end();
      new RejectedExecutionException("the pool shuts down").printStackTrace();
    } finally {
      System.setErr(err);
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private record Told(int exitCode, String err) {}

  private static Told run(String words, String failure) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      Terminal.watch(
          new OutputStream() {
            @Override
            public void write(int b) throws IOException {
              throw new IOException(failure);
            }
          });
      int exitCode = words.isEmpty() ? Main.run() : Main.run(words);
      return new Told(exitCode, said.toString(StandardCharsets.UTF_8));
    } finally {
      Terminal.watch(OutputStream.nullOutputStream());
      System.setOut(out);
      System.setErr(err);
    }
  }
}

package dev.lockstep.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final String JOBS = "spark.ui.retainedJobs";
  private static final String STAGES = "spark.ui.retainedStages";

  @Test
  void withoutSparksPageNoStepIsRemembered() {
    SparkConf opened = Session.open().getConf();
    assertThat(opened.get(JOBS)).isEqualTo("1");
    assertThat(opened.get(STAGES)).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource({
    "spark.default.parallelism, abc, 'For input string: \"abc\"'",
    "spark.driver.bindAddress, 10.9.8.7, Cannot assign requested address",
  })
  void theSettingThatSparkCannotUseIsNamed(String setting, String value, String reason) {
    SparkConf conf = new SparkConf(false).set("spark.app.name", "x").set(setting, value);
    Exception failure =
        reason.startsWith("For") ? new NumberFormatException(reason) : new BindException(reason);
    assertThat(Session.doesNotStart(failure, conf))
        .hasMessage("Spark does not start: " + setting + "=" + value + ": " + reason);
    assertThat(Session.doesNotStart(new IllegalArgumentException("why"), conf))
        .hasMessage("Spark does not start: why");
  }

  @Test
  void whatTheUserAsksForStands() {
    SparkConf asked = new SparkConf(false).set("spark.ui.enabled", "false").set(JOBS, "50");
    Session.forgetWhatNobodyLooksAt(asked);
    assertThat(asked.get(JOBS)).isEqualTo("50");
    assertThat(asked.get(STAGES)).isEqualTo("1");
  }

  /** A task without memory then fails, and the driver says so in a line. */
  @Test
  void inLocalModeATaskDoesNotEndTheProcess() {
    String setting = "spark.executor.killOnFatalError.depth";
    assertThat(Session.open().getConf().get(setting)).isEqualTo("0");
    SparkConf cluster = new SparkConf(false).setMaster("spark://host:7077");
    Session.keepOnOutOfMemory(cluster);
    assertThat(cluster.contains(setting)).isFalse();
    SparkConf asked = new SparkConf(false).setMaster("local").set(setting, "3");
    Session.keepOnOutOfMemory(asked);
    assertThat(asked.get(setting)).isEqualTo("3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "local[*]", "local[2,3]"})
  void inLocalModeTheNetworkCannotReachTheDriver(String master) throws IOException {
    SparkConf conf = new SparkConf(false).setMaster(master);
    Session.stayOnThisMachine(conf, Map.of());
    for (String address : List.of("spark.driver.host", "spark.driver.bindAddress")) {
      assertThat(InetAddress.getByName(conf.get(address)).isLoopbackAddress()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "spark://host:7077, ,",
    "local-cluster[2,1,1024], ,",
    "local[2], spark.driver.host, ",
    "local[2], spark.driver.bindAddress, ",
    "local[2], , SPARK_LOCAL_IP",
    "local[2], , SPARK_LOCAL_HOSTNAME",
  })
  void onAClusterOrWhereTheUserNamesAnAddressSparkChooses(
      String master, String setting, String variable) {
    SparkConf conf = new SparkConf(false).setMaster(master);
    if (setting != null) {
      conf.set(setting, "10.0.0.1");
    }
    SparkConf before = conf.clone();
    Session.stayOnThisMachine(conf, variable == null ? Map.of() : Map.of(variable, "10.0.0.1"));
    assertThat(conf.getAll()).containsExactlyInAnyOrder(before.getAll());
  }

  @Test
  void withSparksPageItKeepsWhatSparkKeeps() {
    SparkConf unnamed = new SparkConf(false);
    SparkConf on = new SparkConf(false).set("spark.ui.enabled", "true");
    Session.forgetWhatNobodyLooksAt(unnamed);
    Session.forgetWhatNobodyLooksAt(on);
    assertThat(unnamed.contains(JOBS)).isFalse();
    assertThat(on.contains(JOBS)).isFalse();
    assertThat(on.contains(STAGES)).isFalse();
  }
}

package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.LocalSpark;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

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

  @Test
  void whatTheUserAsksForStands() {
    SparkConf asked = new SparkConf(false).set("spark.ui.enabled", "false").set(JOBS, "50");
    Session.forgetWhatNobodyLooksAt(asked);
    assertThat(asked.get(JOBS)).isEqualTo("50");
    assertThat(asked.get(STAGES)).isEqualTo("1");
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

package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.BuiltProject;
import dev.lockstep.testing.BuiltProject.Ended;
import dev.lockstep.testing.DailyTables;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.SparkHome;
import dev.lockstep.testing.YarnCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** submit.sh on a real YARN with data and registry on a real HDFS; with {@code -Pcampaign}. */
@Tag("campaign") // RetrainCommandTest has the days, SubmitToOpenClusterTest a cluster
@Tag("slow")
class RetrainOnYarnTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir static Path folder;
  private static YarnCluster cluster;
  private static BuiltProject project;
  private static Path sparkHome;
  private static Path tables;

  @BeforeAll
  static void start() throws IOException {
    cluster = YarnCluster.start(folder.resolve("cluster"));
    sparkHome = SparkHome.create(folder.resolve("spark"));
    project = BuiltProject.create(folder.resolve("project"), sparkHome);
    tables = DailyTables.write(folder.resolve("tables"), 2);
    cluster.files().copyFromLocalFile(hadoop(tables), hadoop(cluster.root() + "/tables"));
  }

  @AfterAll
  static void end() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void theRegistryIsThatOfOneProcess() throws Exception {
    String registry = cluster.root() + "/m/churn";
    Ended first = retrain("client", 1, registry);
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).startsWith("version 1 published: ");
    Ended second = retrain("cluster", 2, registry);
    assertThat(second.exitCode()).as(second.err() + cluster.logs()).isZero();
    Ended again = retrain("client", 2, registry);
    assertThat(again.out()).startsWith("version 2 was ");

    Path here = folder.resolve("churn");
    for (int day = 1; day <= 2; day++) {
      CommandLineRun same = CommandLineRun.of(DailyTables.retraining(here, tables, day).toArray());
      assertThat(same.exitCode()).as(same.err()).isZero();
      String model = "/versions/00000" + day + "/model.safetensors";
      Path there = folder.resolve("model" + day);
      cluster.files().copyToLocalFile(hadoop(registry + model), hadoop(there));
      assertThat(there).hasSameBinaryContentAs(Path.of(here + model));
    }
  }

  private static Ended retrain(String mode, int day, String registry, String... more)
      throws Exception {
    List<String> words = new ArrayList<>(List.of("--master", "yarn", "--deploy-mode", mode));
    words.addAll(List.of("--num-executors", "2", "--executor-memory", "512m"));
    words.addAll(List.of("--driver-memory", "512m"));
    String java = System.getProperty("java.home");
    for (String setting :
        List.of(
            "spark.yarn.jars=local:" + sparkHome + "/jars/*",
            "spark.yarn.maxAppAttempts=1",
            "spark.yarn.appMasterEnv.JAVA_HOME=" + java,
            "spark.executorEnv.JAVA_HOME=" + java)) {
      words.addAll(List.of("--conf", setting));
    }
    words.addAll(DailyTables.retraining(registry, cluster.root() + "/tables", day, more));
    return project.submit(Map.of("HADOOP_CONF_DIR", cluster.configuration().toString()), words);
  }

  private static org.apache.hadoop.fs.Path hadoop(Object place) {
    return new org.apache.hadoop.fs.Path(place.toString());
  }
}

package dev.lockstep.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.EndsWithParent;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Processes that publish, killed at random moments, and who comes after them. */
public final class KilledPublishers {
  private static final int MILLIS = 400;

  private final Publisher publisher;
  private final String classPath;

  private KilledPublishers(Publisher publisher, String classPath) {
    this.publisher = publisher;
    this.classPath = classPath;
  }

  /**
   * Fails if a reader gets no whole champion after a kill, or if a day is published twice, half or
   * not at all when the next one goes on.
   *
   * @param classPath of the processes, whose {@code new Configuration()} leads to the registry
   */
  public static void run(String registry, Configuration conf, String classPath, int kills)
      throws Exception {
    Publisher publisher = new Publisher(new Path(registry), conf);
    publisher.publish(1);
    Random random = new Random(1);
    for (int kill = 0; kill < kills; kill++) {
      new KilledPublishers(publisher, classPath).kill(random.nextInt(MILLIS));
    }
  }

  private void kill(int millis) throws Exception {
    int before = published();
    Process process = start(before + 1);
    try {
      while (published() == before) {
        assertThat(process.isAlive()).isTrue();
        Thread.sleep(20);
      }
      Thread.sleep(millis);
    } finally {
      process.destroyForcibly().onExit().join();
    }
    int after = published();
    assertThat(publisher.readChampion()).isEqualTo(after);
    publisher.publish(after + 1);
    assertWhole(before, after + 1);
  }

  private Process start(int day) throws IOException {
    return new ProcessBuilder(
            java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            classPath,
            EndsWithParent.class.getName(),
            PublisherMain.class.getName(),
            publisher.folder().toString(),
            String.valueOf(day))
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }

  private int published() throws IOException {
    return publisher.registry().champion().orElseThrow().version();
  }

  private void assertWhole(int before, int days) throws IOException {
    List<Entry> history = publisher.registry().history();
    assertThat(history).hasSize(days);
    for (int day = before; day <= days; day++) {
      assertThat(publisher.read(publisher.folder() + "@" + day)).isEqualTo(day);
      assertThat(history.get(day - 1).key()).contains("day " + day);
    }
    assertThat(names())
        .allMatch(
            name ->
                name.matches(
                    "champion\\.json|history\\.jsonl|begun|\\d{6}\\.json|step-1"
                        + "|model\\.safetensors|run\\.json|decision\\.json"))
        .hasSize(3 + 5 * days);
  }

  private List<String> names() throws IOException {
    FileSystem fs = publisher.folder().getFileSystem(publisher.conf());
    List<String> names = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> files = fs.listFiles(publisher.folder(), true);
    while (files.hasNext()) {
      FileStatus file = files.next();
      names.add(file.getPath().getName());
    }
    return names;
  }
}

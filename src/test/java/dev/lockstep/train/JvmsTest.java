package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.FastestKernels;
import dev.lockstep.testing.Jvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same models from JVMs of every width of vectors, in turn with every collector, and with C1
 * alone, on one, two and four cores of one process. {@code LanesTest} has more JVMs without Spark,
 * {@link LayoutsTest} more layouts.
 */
@Tag("campaign") // LanesTest has the widths, LayoutsTest the layouts
class JvmsTest {
  private static final List<String> COLLECTORS =
      List.of("-XX:+UseSerialGC", "-XX:+UseParallelGC", "-XX:+UseG1GC");

  @TempDir Path folder;

  @Test
  void theJvmAndTheCoresShowInNoModel() {
    int here = FastestKernels.create().lanes();
    long start = System.nanoTime();
    List<Jvm> jvms = jvms();
    Map<String, String> models = new ConcurrentSkipListMap<>();
    jvms.parallelStream()
        .filter(jvm -> jvm.lanes() <= here)
        .forEach(
            jvm -> {
              for (String line : run(jvm).lines().filter(l -> l.startsWith("models\t")).toList()) {
                String[] words = line.split("\t", -1);
                assertThat(words[2]).as("lanes of %s", jvm).isEqualTo("" + jvm.lanes());
                models.put(jvm + ", " + words[1] + " cores", words[3]);
              }
            });
    models.keySet().forEach(System.out::println);
    String first = models.values().iterator().next();
    assertThat(first.split(" ", -1)).hasSize(4).doesNotHaveDuplicates();
    assertThat(models.entrySet()).allSatisfy(e -> assertThat(e.getValue()).isEqualTo(first));
    int ran = (int) jvms.stream().filter(jvm -> jvm.lanes() <= here).count();
    assertThat(models).hasSize(ran * JvmsMain.CORES.size());
    System.out.printf(
        Locale.ROOT,
        "Spark: %d combinations gave the same models in %d s; %d JVMs left out,"
            + " because the CPU has no more than %d lanes%n",
        models.size(),
        (System.nanoTime() - start) / 1_000_000_000,
        jvms.size() - ran,
        here);
  }

  private static List<Jvm> jvms() {
    List<Jvm> jvms = new ArrayList<>();
    for (Path jdk : Stream.concat(Stream.of(Jvm.thisHome()), Jvm.otherHomes().stream()).toList()) {
      for (int lanes : new int[] {1, 4, 8, 16}) {
        String collector = COLLECTORS.get(jvms.size() % COLLECTORS.size());
        jvms.add(Jvm.ofLanes(jdk, lanes).and(collector));
      }
      jvms.add(Jvm.ofLanes(jdk, 1).and("-XX:TieredStopAtLevel=1"));
    }
    return jvms;
  }

  private String run(Jvm jvm) {
    List<String> options = new ArrayList<>();
    try {
      options.addAll(Files.readAllLines(Path.of("conf/jvm.options")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    options.removeIf(o -> o.isBlank() || o.startsWith("#") || o.equals(Jvm.VECTORS));
    options.add("-Xmx1g");
    options.add("-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"));
    options.add("-Djava.io.tmpdir=" + folder);
    Jvm whole = jvm.and(options.toArray(String[]::new));
    return whole.run(folder, JvmsMain.class.getName(), List.of()).output();
  }
}

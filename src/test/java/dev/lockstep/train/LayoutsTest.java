package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.data.Part;
import dev.lockstep.linalg.FastestKernels;
import dev.lockstep.testing.Campaign;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.StandaloneCluster;
import dev.lockstep.train.exchange.ExchangeKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same bytes over masters, cores, partitions, rhythms, files, widths of vectors and JDKs, each
 * width and JDK in a JVM of its own; with L-BFGS too, though Breeze has another BLAS there. A
 * handful of combinations of a small training; with {@code -Pcampaign} the built-in digits on
 * 784-128-10, 18 combinations a JVM, and a standalone cluster too.
 */
@Tag("slow")
class LayoutsTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  @TempDir static Path home;

  private static final List<String> MASTERS =
      Campaign.RUNS ? List.of("local[1]", "local[2]") : List.of("local[2]");
  private static final String VECTORS = "--add-modules=jdk.incubator.vector";

  /** By steps from one averaging to the next, from this JVM, one core and one partition. */
  private static final Map<Integer, String> EXPECTED = new TreeMap<>();

  @TempDir Path folder;

  @BeforeAll
  static void trainInThePlainestLayout() {
    IdxFixture digits = IdxFixture.digits(Part.TRAIN, LayoutsMain.EXAMPLES);
    digits.write(home.resolve(LayoutsMain.RAW), Part.TRAIN, false);
    digits.shuffled(1).write(home.resolve(LayoutsMain.GZ), Part.TRAIN, true);
    List<String> hashes =
        LayoutsMain.hashes(SPARK.on("local[1]"), home, LayoutsMain.RAW, 1, ExchangeKind.JOBS);
    for (int r = 0; r < hashes.size(); r++) {
      EXPECTED.put(LayoutsMain.RHYTHMS.get(r), hashes.get(r));
    }
  }

  static List<Integer> lanes() {
    return Campaign.RUNS ? List.of(1, 4, 8, 16) : List.of(1);
  }

  /** The others are the campaign's, each in a JVM of its own. */
  @Test
  void theExchangesAndCoresOfThisJvmShowInNoBit() {
    for (ExchangeKind exchange : LayoutsMain.EXCHANGES) {
      List<String> hashes =
          LayoutsMain.hashes(SPARK.on("local[2]"), home, LayoutsMain.GZ, 3, exchange);
      assertThat(hashes)
          .as("exchange %s", exchange)
          .isEqualTo(LayoutsMain.RHYTHMS.stream().map(EXPECTED::get).toList());
    }
  }

  /** Else the tests below could compare one constant with itself. */
  @Test
  void theRhythmsGiveDifferentModels() {
    assertThat(EXPECTED.values()).doesNotHaveDuplicates().hasSize(3);
  }

  @ParameterizedTest
  @MethodSource("lanes")
  @Tag("campaign") // LanesTest has all widths, ClusterFaultsTest an executor without vectors
  void theLayoutAndTheLanesShowInNoBit(int lanes) throws Exception {
    List<String> options = jvmOptions();
    if (lanes == 1) {
      options.remove(VECTORS);
      options.add("-Ddev.ludovic.netlib.blas.nativeLib=none"); // Breeze would take another one.
    } else {
      options.add("-XX:MaxVectorSize=" + 4 * lanes);
    }
    int found = run(Path.of(System.getProperty("java.home")), options, MASTERS);
    assertThat(found).isEqualTo(Math.min(lanes, FastestKernels.create().lanes()));
  }

  @Test
  void anotherJdkShowsInNoBit() throws Exception {
    String jdk = System.getenv("LOCKSTEP_OTHER_JDK");
    assumeTrue(
        jdk != null && !jdk.isEmpty(),
        "no second JDK to compare with: set LOCKSTEP_OTHER_JDK to its home");
    run(Path.of(jdk), jvmOptions(), MASTERS);
  }

  /** One of its two workers is without vectors. */
  @Test
  @Tag("campaign") // ClusterFaultsTest and SubmitToClusterTest have a cluster each
  void aClusterShowsInNoBit() throws Exception {
    try (StandaloneCluster cluster = StandaloneCluster.start()) {
      run(Path.of(System.getProperty("java.home")), jvmOptions(), List.of(cluster.url()));
    }
  }

  /** Trains in another JVM, compares, and returns how many lanes it had. */
  private int run(Path jdk, List<String> options, List<String> masters)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(jdk.resolve("bin/java").toString(), "-Xmx1g"));
    command.addAll(options);
    command.add("-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"));
    command.add("-Djava.io.tmpdir=" + folder);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("-Dlockstep.campaign=" + Campaign.RUNS);
    command.addAll(List.of(LayoutsMain.class.getName(), home.toString()));
    command.addAll(masters);
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(process.waitFor()).as("%s", Files.readString(errors)).isZero();
    } finally {
      process.destroyForcibly();
    }
    int lanes = 0;
    int combinations = 0;
    for (String line : Files.readAllLines(output)) {
      String[] words = line.split("\t", -1);
      if (words[0].equals("lanes")) {
        lanes = Integer.parseInt(words[1]);
      } else if (words[0].equals(LayoutsMain.MARK)) {
        combinations++;
        assertThat(words[2])
            .as("%s, averaged every %s, %d lanes", words[3], words[1], lanes)
            .isEqualTo(EXPECTED.get(Integer.valueOf(words[1])));
      }
    }
    System.out.println(
        "layouts: " + combinations + " combinations, " + lanes + " lanes, " + masters);
    assertThat(combinations)
        .isEqualTo(
            masters.size()
                * LayoutsMain.EXCHANGES.size()
                * LayoutsMain.PARTITIONS.size()
                * LayoutsMain.RHYTHMS.size());
    return lanes;
  }

  private static List<String> jvmOptions() throws IOException {
    List<String> options = new ArrayList<>(Files.readAllLines(Path.of("conf/jvm.options")));
    options.removeIf(line -> line.isBlank() || line.startsWith("#"));
    return options;
  }
}

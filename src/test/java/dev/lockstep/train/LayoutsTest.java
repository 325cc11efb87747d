package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.lockstep.data.Part;
import dev.lockstep.linalg.FastestKernels;
import dev.lockstep.testing.Campaign;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.Jvm;
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
      options.remove(Jvm.VECTORS);
      options.add("-Ddev.ludovic.netlib.blas.nativeLib=none"); // Breeze would take another one.
    } else {
      options.add("-XX:MaxVectorSize=" + 4 * lanes);
    }
    int found = run(Jvm.thisHome(), options, MASTERS);
    assertThat(found).isEqualTo(Math.min(lanes, FastestKernels.create().lanes()));
  }

  @Test
  void anotherJdkShowsInNoBit() throws Exception {
    List<Path> jdks = Jvm.otherHomes();
    assumeFalse(
        jdks.isEmpty(), "no second JDK to compare with: set LOCKSTEP_OTHER_JDK to its home");
    for (Path jdk : jdks) {
      run(jdk, jvmOptions(), MASTERS);
    }
  }

  /** One of its two workers is without vectors. */
  @Test
  @Tag("campaign") // ClusterFaultsTest and SubmitToClusterTest have a cluster each
  void aClusterShowsInNoBit() throws Exception {
    try (StandaloneCluster cluster = StandaloneCluster.start()) {
      run(Jvm.thisHome(), jvmOptions(), List.of(cluster.url()));
    }
  }

  /** Trains in another JVM, compares, and returns how many lanes it had. */
  private int run(Path jdk, List<String> options, List<String> masters) {
    List<String> more = new ArrayList<>(options);
    more.add("-Xmx1g");
    more.add("-Dlog4j2.configurationFile=" + System.getProperty("log4j2.configurationFile"));
    more.add("-Djava.io.tmpdir=" + folder);
    more.add("-Dlockstep.campaign=" + Campaign.RUNS);
    List<String> arguments = new ArrayList<>(List.of(home.toString()));
    arguments.addAll(masters);
    String output =
        new Jvm(jdk, more, 0).run(folder, LayoutsMain.class.getName(), arguments).output();
    int lanes = 0;
    int combinations = 0;
    for (String line : output.lines().toList()) {
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

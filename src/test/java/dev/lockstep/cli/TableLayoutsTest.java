package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.PlacedTable.Place;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.testing.Campaign;
import dev.lockstep.testing.LocalSpark;
import dev.lockstep.testing.StandaloneCluster;
import dev.lockstep.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * One raw table, by every recipe the same bytes of model, whatever the format, the dialect, the
 * files, the order of the rows, the partitions, the exchange and the master. A few combinations;
 * with {@code -Pcampaign} each recipe with half of the places or more, on one core, on all, on a
 * cluster, and in memory that is too little.
 */
@Tag("slow")
class TableLayoutsTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);
  @TempDir static Path home;

  private static final int ROWS = 240;
  private static final PlacedTable VISITS = PlacedTable.ofVisits(ROWS);
  private static final PlacedTable NUMBERS = PlacedTable.ofNumbers(ROWS);
  private static final String USUAL = "train --quiet --report none --hidden 6 --shards 3 --epochs ";

  /** What is predicted, and what is not learned from. */
  private static final String CLASSES = "--label kind --exclude demand,note,price,rent ";

  private static final String PRICES = "--label price --exclude demand,kind,note,rent ";

  /** The recipes of the small test, by their names. */
  private static final Map<String, String> FEW =
      Map.of(
          "classes",
          CLASSES
              + "--missing median --missing-flag --dates number --max-categories 3 --weight weight"
              + " --categorical code --validation 0.2 --early-stopping 1",
          "targets",
          "--label price,rent --exclude demand,kind,note --missing most-frequent --dates number"
              + " --loss quantile --quantile 0.3 --average-every 2");

  /** The other recipes of the visits. */
  private static final Map<String, String> MORE =
      Map.ofEntries(
          Map.entry("mean", CLASSES + "--missing mean --categorical code"),
          Map.entry("zero", CLASSES + "--missing zero --missing-flag"),
          Map.entry("unseen", CLASSES + "--missing most-frequent --unseen refuse --test-share 0"),
          Map.entry("lbfgs", CLASSES + "--missing mean --optimizer lbfgs --activation sigmoid"),
          Map.entry("local", CLASSES + "--missing median --average-every 3 --optimizer sgd"),
          Map.entry(
              "stopping",
              CLASSES + "--missing zero --validation 0.3 --early-stopping 1 --stop-on accuracy"),
          Map.entry("squared", PRICES + "--missing mean --dates number"),
          Map.entry("absolute", PRICES + "--missing median --loss absolute --weight weight"),
          Map.entry("huber", PRICES + "--missing zero --loss huber --delta 0.5 --categorical code"),
          Map.entry(
              "quantile", PRICES + "--missing mean --missing-flag --loss quantile --quantile 0.1"),
          Map.entry(
              "poisson",
              "--label demand --exclude kind,note,price,rent --missing median --loss poisson"),
          Map.entry("curve", PRICES + "--missing mean --optimizer lbfgs --loss huber"),
          Map.entry(
              "rmse",
              PRICES + "--missing mean --validation 0.2 --early-stopping 1 --stop-on rmse"));

  /** Learns from a column whose cells have ends of lines. */
  private static final String LINES = "--label kind --exclude demand,price,rent --missing mean";

  private static final Map<String, String> OF_NUMBERS =
      Map.of(
          "n classes", "--label y",
          "n values", "--label y --task regression --optimizer lbfgs",
          "n counts", "--label y --loss poisson --average-every 2");

  /** How the work is laid out, on one core, and on two or more. */
  private static final List<String> ON_ONE =
      List.of("1 --exchange jobs", "1 --exchange resident", "3 --exchange jobs", "7");

  private static final List<String> ON_MORE =
      List.of("2 --exchange resident", "3", "1 --exchange jobs", "7 --exchange jobs", "2", "1");

  /** Where Spark may drop shards to disk, so that no task can stay. */
  private static final List<String> IN_LITTLE = List.of("2", "3", "1 --exchange jobs");

  private static final Map<String, String> LITTLE_MEMORY =
      Map.of(
          "spark.testing.memory", "16384",
          "spark.testing.reservedMemory", "0",
          "spark.storage.unrollMemoryThreshold", "1024");

  /** Where no cell holds an end of line. */
  private static final List<Place> TEXT = new ArrayList<>();

  /** Where cells may hold them. */
  private static final List<Place> WHOLE = new ArrayList<>();

  private static final List<Place> NUMBERS_HERE = new ArrayList<>();
  private static Path visits;

  @TempDir Path runs;

  /** By recipe: the model's hash, with names of columns and without, and its weights' hash. */
  private final Map<String, String> expected = new TreeMap<>();

  private final List<String> differences = new ArrayList<>();
  private final Map<String, Integer> compared = new TreeMap<>();
  private int turn;

  @BeforeAll
  static void writeTheTables() throws IOException {
    SparkSession spark = session("local[2]", Map.of());
    visits = Files.createDirectories(home.resolve("visits"));
    TEXT.addAll(VISITS.writeText(visits));
    WHOLE.add(VISITS.writeLines(visits));
    WHOLE.add(VISITS.writeTyped(visits, "orc", spark));
    WHOLE.add(VISITS.writeTyped(visits, "json", spark));
    if (Campaign.RUNS) {
      TEXT.addAll(VISITS.writeCompressed(visits));
      WHOLE.add(VISITS.writeTyped(visits, "parquet", spark));
      WHOLE.add(VISITS.writeTyped(visits, "avro", spark));
      Path numbers = Files.createDirectories(home.resolve("numbers"));
      NUMBERS_HERE.addAll(NUMBERS.writeText(numbers));
      NUMBERS_HERE.addAll(NUMBERS.writeCompressed(numbers));
      for (String format : List.of("orc", "json", "parquet")) {
        NUMBERS_HERE.add(NUMBERS.writeTyped(numbers, format, spark));
      }
      NUMBERS_HERE.add(NUMBERS.writeLibsvm(numbers));
    }
  }

  /** Opens Spark as commands do, and makes the table of its catalog. */
  private static SparkSession session(String master, Map<String, String> settings) {
    SPARK.on(master, settings);
    return SparkSession.builder().getOrCreate();
  }

  /** RawTableTest has partitions and Parquet, TableFormatsTest compression and the catalog. */
  @Test
  void aFewPlacesAndLayoutsShowInNoBit() throws IOException {
    session("local[2]", Map.of());
    for (Map.Entry<String, String> recipe : FEW.entrySet()) {
      train(recipe, VISITS, place(TEXT, "semicolons"), ON_MORE);
      train(recipe, VISITS, place(TEXT, "files"), ON_MORE);
      for (Place place : WHOLE) {
        train(recipe, VISITS, place, ON_MORE);
      }
    }
    assertSame(2 * 5);
  }

  @Test
  @Tag("campaign")
  void noPlaceAndNoLayoutShowsInABit() throws Exception {
    Map<String, String> recipes = new TreeMap<>(FEW);
    recipes.putAll(MORE);
    everyPlace("local[*]", recipes, 2);
    everyPlace("local[1]", recipes, 4);
    SPARK.stop();
    try (StandaloneCluster cluster = StandaloneCluster.start()) {
      String classes = Path.of("target/classes").toAbsolutePath().toString();
      session(cluster.url(), Map.of("spark.executor.extraClassPath", classes));
      for (Map.Entry<String, String> recipe : recipes.entrySet()) {
        train(recipe, VISITS, place(WHOLE, "parquet"), ON_MORE);
        train(recipe, VISITS, place(TEXT, "semicolons"), ON_MORE);
      }
      SPARK.stop();
    }
    session("local[2]", LITTLE_MEMORY);
    for (Map.Entry<String, String> recipe : recipes.entrySet()) {
      train(recipe, VISITS, place(WHOLE, "json"), IN_LITTLE);
      train(recipe, VISITS, place(TEXT, "files"), IN_LITTLE);
    }
    assertSame(300);
  }

  /** Trains by every recipe at one in so many of the places. */
  private void everyPlace(String master, Map<String, String> recipes, int oneIn)
      throws IOException {
    SparkSession spark = session(master, Map.of());
    List<String> layouts = master.equals("local[1]") ? ON_ONE : ON_MORE;
    List<Place> whole = new ArrayList<>(WHOLE);
    whole.addAll(VISITS.inSession(visits, spark));
    List<Place> all = new ArrayList<>(TEXT);
    all.addAll(whole);
    int count = 0;
    for (Map.Entry<String, String> recipe : recipes.entrySet()) {
      for (Place place : all) {
        if (count++ % oneIn == 0) {
          train(recipe, VISITS, place, layouts);
        }
      }
    }
    for (Place place : whole) {
      train(Map.entry("lines", LINES), VISITS, place, layouts);
    }
    for (Map.Entry<String, String> recipe : OF_NUMBERS.entrySet()) {
      for (Place place : NUMBERS_HERE) {
        if (count++ % oneIn == 0) {
          train(recipe, NUMBERS, place, layouts);
        }
      }
    }
  }

  private static Place place(List<Place> places, String name) {
    return places.stream().filter(place -> place.name().equals(name)).findFirst().orElseThrow();
  }

  /** Trains in the next layout, and compares with the first model of the recipe. */
  private void train(
      Map.Entry<String, String> recipe, PlacedTable table, Place place, List<String> layouts)
      throws IOException {
    List<String> options = List.of(recipe.getValue().split(" "));
    int epochs = options.contains("--early-stopping") ? 6 : 2;
    List<String> words = new ArrayList<>(List.of((USUAL + epochs).split(" ")));
    words.addAll(place.named() ? options : table.numbered(options));
    words.addAll(place.options());
    String layout = layouts.get(turn++ % layouts.size());
    words.addAll(List.of(("--partitions " + layout).split(" ")));
    Path out = runs.resolve("run" + turn);
    words.addAll(List.of("--data", place.data(), "--out", out.toString()));
    String what =
        recipe.getKey()
            + ", "
            + place.name()
            + ", "
            + SparkContext.getOrCreate().master()
            + ", "
            + layout;
    CommandLineRun run = CommandLineRun.of(words.toArray());
    assertThat(run.exitCode()).as(what + ": " + run.err()).isZero();
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(out + "/" + Model.FILE_NAME);
    Model model = ModelFile.read(file, new Configuration());
    String columns = place.named() ? "" : ", " + place.name();
    compare(recipe.getKey() + columns, bytesHash(model, file), what);
    compare(recipe.getKey() + ", weights", Model.weightsSha256(model.parameters()), what);
    compared.merge(recipe.getKey(), 1, Integer::sum);
  }

  /** Returns the hash of a model's file, without the note about the dialect. */
  private static String bytesHash(Model model, org.apache.hadoop.fs.Path file) throws IOException {
    org.apache.hadoop.fs.Path copy = file.suffix(".copy");
    ModelFile.write(model.withDialect(Map.of()), copy, new Configuration());
    byte[] bytes = Files.readAllBytes(Path.of(copy.toString()));
    byte[] written = Files.readAllBytes(Path.of(file.toString()));
    assertThat(Arrays.equals(bytes, written)).isEqualTo(model.dialect().isEmpty());
    return Sha256.hex(bytes);
  }

  private void compare(String key, String hash, String what) {
    String first = expected.putIfAbsent(key, hash);
    if (first != null && !first.equals(hash)) {
      differences.add(what + ": another " + key);
    }
  }

  private void assertSame(int fewest) {
    int all = compared.values().stream().mapToInt(Integer::intValue).sum();
    System.out.println(
        "tables: " + all + " combinations, " + differences.size() + " differences " + compared);
    assertThat(differences).isEmpty();
    assertThat(all).isGreaterThanOrEqualTo(fewest);
    // Else the hashes could be those of anything.
    List<String> weights =
        expected.entrySet().stream()
            .filter(entry -> entry.getKey().endsWith(", weights"))
            .map(Map.Entry::getValue)
            .toList();
    assertThat(weights).hasSize(compared.size()).doesNotHaveDuplicates();
  }
}

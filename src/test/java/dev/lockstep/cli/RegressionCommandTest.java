package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.testing.Houses;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Numbers to predict, from the table to the predictions. */
@Tag("slow")
class RegressionCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int HOUSES = 1_500;
  private static final String TRAIN =
      "train --quiet --hidden 24 --epochs 40 --batch 64 --learning-rate 0.01 --label ";

  @TempDir Path folder;

  @Test
  void pricesAreLearnedMeasuredAndPredicted() throws IOException {
    Path table = Houses.write(folder.resolve("t.csv"), HOUSES, "price", h -> price(h));
    CommandLineRun trained =
        run(
            TRAIN.replace("--quiet ", "") + "price --validation 0.1",
            "--data",
            table,
            "--out",
            out());
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(trained.out())
        .contains("predicts price: regression, because some of its numbers are not whole")
        .contains("test RMSE ")
        .contains("validation: loss ")
        .doesNotContain("accuracy");
    JsonNode test = record().path("test");
    assertThat(test.path("rmse").asDouble()).isBetween(0.8 * Houses.NOISE, 3 * Houses.NOISE);
    assertThat(test.path("r2").asDouble()).isGreaterThan(0.99);
    assertThat(test.at("/targets/0/name").asText()).isEqualTo("price");
    assertThat(record().at("/data/read/targetNames/0").asText()).isEqualTo("price");
    assertThat(out().resolve("report.html")).content().contains("Test RMSE");

    CommandLineRun evaluated = run("evaluate --json", out());
    assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
    JsonNode measures = JSON.readTree(evaluated.out());
    assertThat(measures.path("rmse")).isEqualTo(test.path("rmse"));
    assertThat(measures.path("mae")).isEqualTo(test.path("mae"));
    CommandLineRun bounded = run("evaluate --max-rmse 1", out());
    assertThat(bounded.exitCode()).isEqualTo(ExitCode.KEPT);
    assertThat(run("evaluate --min-accuracy 0.5", out()).errLines())
        .anyMatch(line -> line.contains("--min-accuracy is for classes"));

    List<Double> predicted = predicted(table, "prediction", 0);
    double squares = 0;
    for (int h = 0; h < HOUSES; h++) {
      squares += Math.pow(predicted.get(h) - Houses.price(h), 2);
    }
    assertThat(Math.sqrt(squares / HOUSES)).isLessThan(3 * Houses.NOISE);
    assertThat(run("inspect", out()).out()).contains("predicts price, scaled by");
    double[] prices = IntStream.range(0, HOUSES).mapToDouble(Houses::price).sorted().toArray();
    assertThat(run("inspect --label price", table).out())
        .contains("numbers to predict: price from " + prices[0] + " to " + prices[HOUSES - 1])
        .doesNotContain("class");
    CommandLineRun verified = run("verify --quiet", out());
    assertThat(verified.exitCode()).as(verified.out() + verified.err()).isZero();
  }

  /** The scaling takes the factor out again, so the network is the same but for roundings. */
  @Test
  void aTargetTimesAThousandGivesPredictionsTimesAThousand() throws IOException {
    Path once = Houses.write(folder.resolve("once.csv"), HOUSES, "price", h -> price(h));
    Path more =
        Houses.write(
            folder.resolve("more.csv"), HOUSES, "price", h -> fixed(1_000 * Houses.price((int) h)));
    List<Double> first = trainAndPredict("price --task regression --epochs 3", once);
    Files.delete(folder.resolve("predicted.csv"));
    deleteRun();
    List<Double> second = trainAndPredict("price --task regression --epochs 3", more);
    // The ids differ, and with them the order of the examples and the held-out fifth.
    double squares = 0;
    double spread = 0;
    for (int h = 0; h < HOUSES; h++) {
      squares += Math.pow(second.get(h) / 1_000 - first.get(h), 2);
      spread += Math.pow(Houses.price(h) - 200_000, 2);
    }
    assertThat(Math.sqrt(squares / spread)).isLessThan(0.1);
  }

  @Test
  void countsAreLearnedByPoisson() throws IOException {
    Path table =
        Houses.write(folder.resolve("t.csv"), HOUSES, "offers", h -> Houses.offers((int) h));
    List<Double> predicted = trainAndPredict("offers --loss poisson", table);
    assertThat(predicted).allMatch(value -> value > 0);
    double sum = predicted.stream().mapToDouble(Double::doubleValue).sum();
    double offers = 0;
    for (int h = 0; h < HOUSES; h++) {
      offers += Houses.offers(h);
    }
    assertThat(sum).isCloseTo(offers, within(0.1 * offers));
    JsonNode target = record().at("/test/targets/0");
    // The deviance of counts around their true means is about 1.
    assertThat(target.path("meanDeviance").asDouble()).isBetween(0.7, 1.6);
  }

  @Test
  void aQuantileCoversItsShare() throws IOException {
    Path table = Houses.write(folder.resolve("t.csv"), HOUSES, "price", h -> price(h));
    List<Double> predicted = trainAndPredict("price --loss quantile --quantile 0.9", table);
    int covered = 0;
    for (int h = 0; h < HOUSES; h++) {
      covered += Houses.price(h) <= predicted.get(h) ? 1 : 0;
    }
    assertThat((double) covered / HOUSES).isCloseTo(0.9, within(0.06));
  }

  @Test
  void toWatchTheRmseMeansRegression() throws IOException {
    Path table = Houses.write(folder.resolve("t.csv"), HOUSES, "price", h -> price(h));
    CommandLineRun trained =
        run(
            TRAIN.replace("40", "2") + "price --stop-on rmse --validation 0.2 --early-stopping 1",
            "--data",
            table,
            "--out",
            out());
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(record().path("test").path("rmse").asDouble()).isPositive();
  }

  @Test
  void severalTargetsHaveMeasuresOfTheirOwn() throws IOException {
    Path table =
        Houses.write(
            folder.resolve("t.csv"),
            HOUSES,
            "price,offers",
            h -> price(h) + "," + Houses.offers((int) h));
    CommandLineRun trained =
        run(
            TRAIN.replace("--quiet ", "") + "price,offers",
            "--data",
            table,
            "--out",
            out()); // Several can only be numbers.
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(trained.out())
        .containsPattern("\ntest RMSE of price [\\d.,]+ \\(before training [\\d.,]+\\)\n")
        .containsPattern("\ntest RMSE of offers [\\d.,]+ \\(before training [\\d.,]+\\)\n")
        .containsPattern("\ntest mean loss [\\d.]+\n");
    assertThat(out().resolve("report.html")).content().contains("Test R2");
    assertThat(record().at("/test/targets/0/r2").asDouble()).isGreaterThan(0.98);
    assertThat(record().at("/test/targets/1/r2").asDouble()).isBetween(0.1, 0.9);
    predict(table);
    assertThat(Files.readAllLines(folder.resolve("predicted.csv")).get(0))
        .isEqualTo("prediction_price,prediction_offers");
    assertThat(run("evaluate", out()).out()).contains("price", "offers", "\nmean R2 ");
  }

  @Test
  void modelsInOtherUnitsOfTargetsCompareWithATest() throws IOException {
    Path table =
        Houses.write(
            folder.resolve("t.csv"),
            HOUSES,
            "price,offers",
            h -> price(h) + "," + Houses.offers((int) h));
    Path part =
        Houses.write(
            folder.resolve("u.csv"),
            150,
            "offers,price",
            h -> Houses.offers((int) h) + "," + price(h));
    String targets = "price,offers --task regression";
    assertThat(run(TRAIN + targets, "--data", table, "--out", out()).exitCode()).isZero();
    Path weak = folder.resolve("weak");
    String turned = TRAIN.replace("--hidden 24", "--hidden 4") + "offers,price --task regression";
    assertThat(run(turned, "--data", part, "--out", weak).exitCode()).isZero();

    CommandLineRun compared = run("compare --json", weak, out(), "--data", table);
    assertThat(compared.exitCode()).as(compared.out() + compared.err()).isZero();
    JsonNode root = JSON.readTree(compared.out());
    assertThat(root.path("metric").asText()).isEqualTo("loss");
    assertThat(root.at("/test/name").asText()).isEqualTo("paired t test");
    assertThat(root.at("/test/p").asDouble()).isLessThan(0.001);
    assertThat(root.path("outcome").asText()).isEqualTo("better");
    JsonNode first = root.at("/scores/first");
    JsonNode second = root.at("/scores/second");
    double share = 1 - second.path("meanLoss").asDouble() / first.path("meanLoss").asDouble();
    assertThat(root.path("gain").asDouble()).isCloseTo(share, within(1e-4));
    JsonNode ofWeak = measures("evaluate --json", weak, table);
    JsonNode ofStrong = measures("evaluate --json", out(), table);
    assertThat(first.path("targets")).isEqualTo(ofWeak.path("targets"));
    assertThat(first.path("meanLoss")).isEqualTo(ofWeak.path("meanLoss"));
    for (int t = 0; t < 2; t++) {
      assertThat(second.at("/targets/" + t).path("rmse").asDouble())
          .isCloseTo(
              ofStrong.at("/targets/" + (1 - t)).path("rmse").asDouble(), withinPercentage(1e-9));
    }
    // The second's mean squared error in the first's scaling follows from its errors.
    TargetScaling scaling =
        ModelFile.read(new org.apache.hadoop.fs.Path(weak.toUri()), Session.configuration())
            .task()
            .targetScaling()
            .orElseThrow();
    double factor = first.path("meanLoss").asDouble() / meanSquares(first, scaling);
    assertThat(second.path("meanLoss").asDouble())
        .isCloseTo(factor * meanSquares(second, scaling), withinPercentage(0.1));

    CommandLineRun back = run("compare", out(), weak, "--data", table);
    assertThat(back.exitCode()).isEqualTo(ExitCode.KEPT);
    assertThat(back.out())
        .contains("RMSE")
        .contains("offers")
        .contains("R2")
        .contains("not better");
    CommandLineRun itself = run("compare --json", out(), out(), "--data", table);
    assertThat(JSON.readTree(itself.out()).path("gain").asDouble()).isZero();
    assertThat(run("compare --metric accuracy", out(), weak, "--data", table).err())
        .contains("--metric accuracy is for classes");
  }

  /** Returns the sum of the targets' mean squared errors, each in the unit of a scaling. */
  private static double meanSquares(JsonNode measures, TargetScaling scaling) {
    double sum = 0;
    for (int t = 0; t < scaling.targets(); t++) {
      double rmse = measures.at("/targets/" + t).path("rmse").asDouble();
      sum += Math.pow(rmse / scaling.divisors().get(t), 2);
    }
    return sum;
  }

  private static JsonNode measures(String words, Path model, Path table) throws IOException {
    return JSON.readTree(run(words, model, "--data", table).out());
  }

  @Test
  void badTargetsAreNamedInALine() throws IOException {
    assertThat(refused("1.5\nmany\n", "--task regression"))
        .endsWith("t.csv: row 3, column 'y': 'many' is not a number");
    assertThat(refused("1.5\n\n", "--task regression")).endsWith("row 3, column 'y': is empty");
    assertThat(refused("1.5\nInfinity\n", "--task regression")).contains("row 3, column 'y'");
    assertThat(refused("1\n-1\n", "--loss poisson"))
        .endsWith("row 3, column 'y': '-1' is negative: a count is 0 or more");
  }

  @Test
  void whatIsForClassesIsRefused() throws IOException {
    for (String option :
        List.of("--label-smoothing 0.1", "--class-weights balanced", "--loss cross-entropy")) {
      CommandLineRun run = refusal("1.5\n2.5\n3.5\n4.5\n".repeat(9), "--task regression " + option);
      assertThat(run.exitCode()).as(option + run.err()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains(option.substring(0, option.indexOf(" ")));
    }
    assertThat(refusal("1\n2\n", "--task classification --loss absolute").err())
        .contains("--loss absolute predicts numbers, not classes");
  }

  private String refused(String cells, String options) throws IOException {
    CommandLineRun run = refusal(cells, options);
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    return run.errLines().get(run.errLines().size() - 1);
  }

  private CommandLineRun refusal(String cells, String options) throws IOException {
    StringBuilder text = new StringBuilder("x,y\n");
    List<String> lines = cells.lines().toList();
    for (int row = 0; row < lines.size(); row++) {
      text.append(row).append(',').append(lines.get(row)).append('\n');
    }
    Path table = Files.writeString(folder.resolve("t.csv"), text);
    return run("train --quiet --label y " + options, "--data", table, "--out", out());
  }

  private List<Double> trainAndPredict(String options, Path table) throws IOException {
    CommandLineRun trained = run(TRAIN + options, "--data", table, "--out", out());
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    return predicted(table, "prediction", 0);
  }

  private List<Double> predicted(Path table, String heading, int column) throws IOException {
    predict(table);
    List<String> lines = Files.readAllLines(folder.resolve("predicted.csv"));
    assertThat(lines.get(0)).isEqualTo(heading);
    List<Double> numbers = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      numbers.add(Double.valueOf(line.split(",", -1)[column]));
    }
    return numbers;
  }

  private void predict(Path table) {
    CommandLineRun run =
        run("predict", out(), "--data", table, "--out", folder.resolve("predicted.csv"));
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  private static String price(double house) {
    return fixed(Houses.price((int) house));
  }

  private static String fixed(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }

  private Path out() {
    return folder.resolve("run");
  }

  private JsonNode record() throws IOException {
    return JSON.readTree(out().resolve("run.json").toFile());
  }

  private void deleteRun() throws IOException {
    try (var files = Files.walk(out())) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static CommandLineRun run(String words, Object... more) {
    List<Object> args = new ArrayList<>(List.of((Object[]) words.split(" ")));
    args.addAll(List.of(more));
    return CommandLineRun.of(args.toArray());
  }
}

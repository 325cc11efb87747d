package dev.lockstep.cli;

import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.cli.option.ModelArgument;
import dev.lockstep.cli.option.PathText;
import dev.lockstep.cli.option.TableArguments;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.data.DataException;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.FeatureOrder;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.Part;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.TestFifth;
import dev.lockstep.model.Model;
import dev.lockstep.report.Evaluation;
import dev.lockstep.report.EvaluationTable;
import dev.lockstep.run.DataOrigin;
import dev.lockstep.run.RunJson;
import dev.lockstep.text.Counted;
import dev.lockstep.train.state.Evaluator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "evaluate", description = "Measures a model on a test set.")
final class EvaluateCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ModelArgument modelArgument;

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      converter = PathText.class,
      description =
          "digits, mnist, fashion-mnist, or a folder of IDX files, their test set; or a table."
              + " Default: the run's own test set; of a model.safetensors alone, digits")
  String data;

  @Mixin TableArguments table;

  @Option(
      names = "--held-out",
      description =
          "Of a table, only the fifth that train holds out where it is given no test set.")
  boolean testFifth;

  /** Where the test set lies. */
  private List<String> places;

  /** True if the run has learned from some of the examples. */
  private boolean alsoLearned;

  @Override
  public Integer call() throws IOException {
    // A missing model is reported before Spark starts.
    Configuration conf = Session.configuration();
    Path path = modelArgument.path();
    Model model = Model.read(path, conf);
    data = DataLoading.locate(data, conf);
    places = data == null ? List.of() : List.of(data);
    RunJson.findOrigin(path, conf).ifPresent(training -> readAs(training, conf));
    places = places.isEmpty() ? List.of("digits") : places;
    JavaSparkContext spark = Session.open();
    DataSet test = load(spark, open(spark, model), model);
    Evaluation evaluation =
        Evaluator.evaluate(spark, test, model.network(), model.scaling(), model.parameters());
    print(evaluation, model.classNames());
    return ExitCode.DONE;
  }

  /** Opens the test set and checks that it has the model's features. */
  private ExampleSource open(JavaSparkContext spark, Model model) {
    ExampleSource source =
        FeatureOrder.of(
            DataLoading.open(
                spark,
                places,
                Part.TEST,
                table.options(),
                LabelEncoder.ofClasses(model.classNames())),
            model.featureNames(),
            "the model");
    if (testFifth && source.labels().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--held-out goes with a table, which " + source.name() + " is not");
    }
    if (source.features() != model.network().features()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s has %s, but the model takes %d",
              source.name(),
              Counted.of(source.features(), "feature"),
              model.network().features()));
    }
    return source;
  }

  private DataSet load(JavaSparkContext spark, ExampleSource source, Model model) {
    DataLoading loading = DataLoading.byDefault(spec);
    int classes = model.network().classes();
    DataSet test =
        testFifth
            ? loading.sets(spark, source, classes, 0, TestFifth.ALONE).test()
            : loading.load(spark, source, classes);
    return test.narrowed(model.scaling());
  }

  private void print(Evaluation evaluation, List<String> classNames) {
    Terminal.printLines(EvaluationTable.of(evaluation, classNames));
    Terminal.print(
        "%naccuracy %.2f%% (%,d of %,d), mean loss %.4f%n",
        100 * evaluation.accuracy(),
        evaluation.correct(),
        evaluation.count(),
        evaluation.meanLoss());
    if (table.weight != null) {
      Terminal.print("%s%n", EvaluationTable.WITHOUT_WEIGHTS);
    }
    if (alsoLearned) {
      Terminal.print(
          "note: the run learned from four fifths of these; --held-out evaluates on the others only%n");
    }
  }

  /** Reads data as in training, unless the options say otherwise. */
  private void readAs(DataOrigin training, Configuration conf) {
    List<String> testData = training.testData().isEmpty() ? training.data() : training.testData();
    if (places.isEmpty()) {
      places = DataLoading.locate(testData, conf);
      testFifth |= training.testFifth();
    }
    boolean learned = DataLoading.isSame(places, training.data(), conf);
    alsoLearned = training.testFifth() && !testFifth && learned;
    table.orElse(training.table(), learned || DataLoading.isSame(places, testData, conf));
  }
}

package dev.lockstep.cli.option;

import dev.lockstep.cli.shell.Session;
import dev.lockstep.data.DataException;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.FeatureOrder;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.files.TableSettings;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.TestPart;
import dev.lockstep.data.shard.TestPart.Use;
import dev.lockstep.input.InputColumn;
import dev.lockstep.model.Model;
import dev.lockstep.report.EvaluationTable;
import dev.lockstep.run.DataOrigin;
import dev.lockstep.run.RunJson;
import dev.lockstep.text.Counted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The test set of commands that measure models. */
public final class TestSetOptions {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      converter = PathText.class,
      description =
          "digits, mnist, fashion-mnist, or a folder of IDX files, their test set; or a table."
              + " Default: the run's own test set; of a model.safetensors alone, digits")
  private String data;

  /** Where the data lie. */
  private List<String> places;

  @Mixin private TableArguments table;

  @Option(
      names = "--held-out",
      description =
          "Of a table, only the part that train holds out where it is given no test set: a fifth, or"
              + " the run's --test-share.")
  private boolean heldOut;

  /** The share that training holds out. */
  private double testShare = TestPart.USUAL;

  /** Of the models' runs. */
  private final List<DataOrigin> origins = new ArrayList<>();

  /**
   * Looks for the data, which are read as in the training of the first model whose run tells,
   * unless the options say otherwise. Needs no Spark.
   */
  public void readAs(Path... models) throws IOException {
    Configuration conf = Session.configuration();
    places = data == null ? List.of() : List.of(DataLoading.locate(data, conf));
    for (Path model : models) {
      RunJson.findOrigin(model, conf).ifPresent(origins::add);
    }
    origins.stream().findFirst().ifPresent(training -> readAs(training, conf));
    places = places.isEmpty() ? List.of("digits") : places;
  }

  private void readAs(DataOrigin training, Configuration conf) {
    training.testShare().filter(share -> share > 0).ifPresent(share -> testShare = share);
    List<String> testData = training.testData().isEmpty() ? training.data() : training.testData();
    if (places.isEmpty()) {
      places = DataLoading.locate(testData, conf);
      heldOut |= training.testShare().isPresent();
      if (training.testShare().equals(Optional.of(0.0))) {
        throw new ParameterException(
            command.commandLine(),
            "the run has no test set (--test-share 0): name one with --data");
      }
    }
    if (heldOut && training.testShare().equals(Optional.of(0.0)) && learned(training, conf)) {
      throw new ParameterException(
          command.commandLine(), "the run has held out nothing of its data (--test-share 0)");
    }
    boolean same = learned(training, conf) || DataLoading.isSame(places, testData, conf);
    table.orElse(training.table(), same);
  }

  private boolean learned(DataOrigin training, Configuration conf) {
    return DataLoading.isSame(places, training.data(), conf);
  }

  /** Returns the examples as read, with the features and the classes of a model. */
  public DataSet load(JavaSparkContext spark, Model model) {
    return load(spark, model, List.of());
  }

  /**
   * Returns the examples as above.
   *
   * @param others columns of another model, whose categories the examples have too
   */
  public DataSet load(JavaSparkContext spark, Model model, List<InputColumn> others) {
    ExampleSource source = open(spark, model, InputColumn.knowing(model.inputColumns(), others));
    DataLoading loading = DataLoading.byDefault(command);
    int classes = model.task().names(model.network());
    TestPart part = new TestPart(Use.ALONE, testShare);
    return heldOut
        ? loading.sets(spark, source, classes, 0, part).test().requireExamples()
        : loading.load(spark, source, classes);
  }

  /** Opens the test set and checks that it has the model's features. */
  private ExampleSource open(JavaSparkContext spark, Model model, List<InputColumn> columns) {
    ExampleSource source =
        FeatureOrder.of(
            DataLoading.open(
                spark,
                places,
                Part.TEST,
                tables(model, columns),
                model.task().hasClasses() ? LabelEncoder.ofClasses(model.classNames()) : null),
            model.featureNames(),
            "the model");
    if (heldOut && source.labels().isEmpty() && source.targetNames().isEmpty()) {
      throw new ParameterException(
          command.commandLine(),
          "--held-out goes with a table, which " + source.name() + " is not");
    }
    TableSettings.requireRead(table.made(), List.of(source));
    if (!model.task().hasClasses() && source.targetNames().size() != model.names().size()) {
      throw new DataException(
          source.name()
              + ": the model predicts "
              + String.join(", ", model.names())
              + ", and "
              + Counted.of(source.targetNames().size(), "column")
              + " of numbers to predict "
              + (source.targetNames().size() == 1 ? "is" : "are")
              + " named: ",
          "{label} names one for each, in their order");
    }
    if (source.features() != model.preprocessing().cells()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s has %s, but the model takes %d",
              source.name(),
              Counted.of(source.features(), "feature"),
              model.preprocessing().cells()));
    }
    return source;
  }

  /** Returns the choices for the classes or the numbers that a model predicts. */
  private TableOptions tables(Model model, List<InputColumn> columns) {
    if (origins.isEmpty()) {
      table.orElse(model);
    }
    TableOptions known =
        table.options().withKnown(columns).withWidth(model.preprocessing().cells());
    if (model.task().hasClasses()) {
      return known.predicting(Predicted.CLASSES);
    }
    TableOptions named =
        known.label() == null ? known.labelled(String.join(",", model.names())) : known;
    return named.predicting(Task.REGRESSION.predicted(model.network().loss().function()));
  }

  /** Returns what a reader of the measures should know. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (table.weight != null) {
      notes.add(EvaluationTable.WITHOUT_WEIGHTS);
    }
    Configuration conf = Session.configuration();
    if (origins.stream().anyMatch(training -> alsoLearned(training, conf))) {
      notes.add(
          "note: "
              + (origins.size() == 1 ? "the run" : "a run")
              + " learned from "
              + (testShare == TestPart.USUAL ? "four fifths" : "all but a share of " + testShare)
              + " of these; --held-out evaluates on the others only");
    }
    return notes;
  }

  private boolean alsoLearned(DataOrigin training, Configuration conf) {
    return training.testShare().orElse(0.0) > 0 && !heldOut && learned(training, conf);
  }
}

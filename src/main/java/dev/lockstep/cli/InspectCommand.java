package dev.lockstep.cli;

import dev.lockstep.cli.option.ColumnArguments;
import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.cli.option.ForeignOptions;
import dev.lockstep.cli.option.PathText;
import dev.lockstep.cli.option.TableArguments;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Failure;
import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.data.CellException;
import dev.lockstep.data.CellException.Fault;
import dev.lockstep.data.ColumnLine;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.LeftOut;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.files.SparkPlace;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.files.TableSettings;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.model.file.PlaceKind;
import dev.lockstep.model.file.PlaceProbe;
import dev.lockstep.registry.ModelReference;
import dev.lockstep.report.EvaluationTable;
import dev.lockstep.text.Counted;
import dev.lockstep.text.NamesSettings;
import dev.lockstep.text.Printable;
import dev.lockstep.train.TargetRange;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "inspect",
    footer = {"  ./submit.sh inspect runs/first", "  ./submit.sh inspect mnist"},
    description = "Shows a model or a data set in a few lines.")
final class InspectCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL|DATA",
      converter = PathText.class,
      description =
          "A run folder, a model.safetensors, REGISTRY@champion or REGISTRY@VERSION; weights of another program: plain safetensors or NPZ; or digits, mnist, fashion-mnist, a folder of IDX files, a table.")
  String target;

  @Mixin TableArguments table;

  @Mixin ColumnArguments columns;

  @Mixin ForeignOptions foreign;

  @Override
  public Integer call() throws IOException {
    Configuration conf = Session.configuration();
    Path path =
        SparkPlace.isOne(target) ? null : ModelReference.resolve(target, conf, Terminal::warn);
    if (path != null && isModel(path, conf)) {
      InspectedModel.print(foreign.read(path));
    } else {
      target = DataLoading.locate(target, conf);
      JavaSparkContext spark = Session.open();
      ExampleSource train = open(spark, Part.TRAIN);
      TableSettings.requireRead(table.options().made(), List.of(train));
      inspectData(spark, train, Part.TRAIN);
      if (!train.isAlone()) {
        inspectData(spark, open(spark, Part.TEST), Part.TEST);
      }
    }
    return ExitCode.DONE;
  }

  private boolean isModel(Path path, Configuration conf) throws IOException {
    boolean isTable = table.format != null || TableFormat.ofNamedFile(path.getName()).isPresent();
    if (isTable) {
      return false;
    }
    Optional<PlaceKind> kind = PlaceProbe.kind(path, conf);
    FileSystem files = path.getFileSystem(conf);
    return kind.isPresent()
        ? !kind.get().isData()
        : files.exists(path) && files.getFileStatus(path).isFile();
  }

  private ExampleSource open(JavaSparkContext spark, Part part) {
    table.inputs = columns.choices().withAllRows();
    return open(spark, part, table.options());
  }

  /** Labels that are numbers, of which some are not whole, are numbers to predict. */
  private ExampleSource open(JavaSparkContext spark, Part part, TableOptions options) {
    Predicted either = options.classes() == null ? Predicted.EITHER : Predicted.CLASSES;
    return DataLoading.open(spark, target, part, options.predicting(either), null).withNumbers();
  }

  /** Returns the examples; empty cells, which were told, are no reason to tell no more. */
  private DataSet load(JavaSparkContext spark, ExampleSource source, Part part) {
    DataLoading loading = DataLoading.byDefault(spec);
    try {
      return loading.load(spark, source);
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      boolean gap =
          CellException.behind(e).filter(cell -> cell.fault() == Fault.MISSING).isPresent();
      if (!gap || table.inputs.takesMissing()) {
        throw e;
      }
      TableOptions options = table.options();
      InputChoices gaps = options.inputs().withGaps();
      return loading.load(spark, open(spark, part, options.withInputs(gaps)));
    }
  }

  private void inspectData(JavaSparkContext spark, ExampleSource source, Part part) {
    source
        .guessedLabel()
        .filter(label -> table.options().label() == null)
        .ifPresent(
            label ->
                print(
                    "columns have no names: column %s is the label; --label names another%n",
                    label));
    for (ColumnLine column : source.columnLines()) {
      String advice = NamesSettings.fill(column.advice(), OptionNames::of);
      print("column %s%s%n", column.text(), advice.isEmpty() ? "" : " (" + advice + ")");
    }
    DataSet data = load(spark, source, part);
    print(
        "%s %s: %s, %s%s, %s%.1f MiB cached%n",
        data.name(),
        part.name().toLowerCase(Locale.ROOT),
        Counted.grouped(data.count(), "example"),
        Counted.of(data.features(), "feature"),
        data.columns().isEmpty()
            ? " from " + data.statistics().smallest() + " to " + data.statistics().largest()
            : "",
        source.targetNames().isEmpty()
            ? Counted.of(data.statistics().classes(), "class") + ", "
            : "",
        data.statistics().sizeBytes() / 0x1p20);
    source.labels().ifPresent(labels -> print("%s%n", InspectedModel.classLine(labels.names())));
    LeftOut.lines(source.leftOut()).forEach(line -> print("%s%n", line));
    if (source.targetNames().isEmpty()) {
      print("%s%n", perClassLine(data.statistics().perClass(), source));
    } else {
      rangeLines(source.targetNames(), TargetRange.of(data)).forEach(line -> print("%s%n", line));
    }
    print("fingerprint %s%n", data.statistics().fingerprint());
    warnOfLabels(source);
  }

  /** Says so of labels that train takes for classes only if it is told to. */
  private static void warnOfLabels(ExampleSource source) {
    try {
      source.requireClasses("--task says what they are");
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      Failure failure = Failure.of(e);
      if (failure.exitCode() != ExitCode.DATA) {
        throw e;
      }
      print("train refuses these labels without --task: %s%n", failure.message());
    }
  }

  private static List<String> rangeLines(List<String> names, List<TargetRange> ranges) {
    return IntStream.range(0, names.size())
        .mapToObj(
            t ->
                "numbers to predict: "
                    + Printable.line(names.get(t))
                    + " from "
                    + ranges.get(t).smallest()
                    + " to "
                    + ranges.get(t).largest())
        .toList();
  }

  private static String perClassLine(long[] perClass, ExampleSource source) {
    if (perClass.length <= EvaluationTable.MOST_CLASSES) {
      return "examples of each class " + Arrays.toString(perClass);
    }
    int fewest = 0;
    int most = 0;
    for (int c = 0; c < perClass.length; c++) {
      fewest = perClass[c] < perClass[fewest] ? c : fewest;
      most = perClass[c] > perClass[most] ? c : most;
    }
    return String.format(
        Locale.ROOT,
        "examples of each class from %,d (%s) to %,d (%s)",
        perClass[fewest],
        className(source, fewest),
        perClass[most],
        className(source, most));
  }

  private static String className(ExampleSource source, int c) {
    return source.labels().map(labels -> labels.names().get(c)).orElse(String.valueOf(c));
  }

  private static void print(String format, Object... args) {
    Terminal.print(format, args);
  }
}

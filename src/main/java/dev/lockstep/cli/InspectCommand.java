package dev.lockstep.cli;

import dev.lockstep.cli.option.ColumnArguments;
import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.cli.option.ForeignOptions;
import dev.lockstep.cli.option.PathText;
import dev.lockstep.cli.option.TableArguments;
import dev.lockstep.cli.shell.ExitCode;
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
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.PlaceKind;
import dev.lockstep.model.file.PlaceProbe;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.TargetScaling;
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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
      inspectModel(foreign.read(path));
    } else {
      target = DataLoading.locate(target, conf);
      JavaSparkContext spark = Session.open();
      ExampleSource train = open(spark, Part.TRAIN);
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

  private static void inspectModel(Model model) {
    Network network = model.network();
    print(
        "network %s, %s; %s, %s, output %s; input scaling %s%n",
        network,
        Counted.grouped(network.parameterCount(), "parameter"),
        network.activation(),
        network.loss(),
        network.output(),
        model.scaling());
    for (int l = 0; l < network.layers(); l++) {
      int weights = network.weightOffset(l);
      int bias = network.biasOffset(l);
      print(
          "layer%d weight [%d x %d] %s  bias [%d] %s%n",
          l,
          network.inputs(l),
          network.outputs(l),
          range(model.parameters(), weights, bias),
          network.outputs(l),
          range(model.parameters(), bias, bias + network.outputs(l)));
    }
    if (!model.featureNames().isEmpty()) {
      List<String> names = model.featureNames();
      String first = String.join(" ", names.subList(0, Math.min(20, names.size())));
      print("features %s%s%n", first, names.size() > 20 ? " ..." : "");
    }
    if (!model.dialect().isEmpty()) {
      print("reads tables with %s%n", options(model.dialect()));
    }
    ModelColumns.lines(model.preprocessing()).forEach(line -> print("%s%n", line));
    print(
        "%s%n",
        model
            .task()
            .targetScaling()
            .map(scaling -> targetLine(model.names(), scaling))
            .orElseGet(() -> classLine(model.names())));
    print("weights SHA-256 %s%n", Model.weightsSha256(model.parameters()));
  }

  private static String options(Map<String, String> dialect) {
    return new TreeMap<>(dialect)
        .entrySet().stream()
            .map(o -> OptionNames.of(o.getKey()) + " '" + Printable.line(o.getValue()) + "'")
            .collect(Collectors.joining(" "));
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
    source.labels().ifPresent(labels -> print("%s%n", classLine(labels.names())));
    LeftOut.lines(source.leftOut()).forEach(line -> print("%s%n", line));
    print(
        "%s%n",
        source.targetNames().isEmpty()
            ? perClassLine(data.statistics().perClass(), source)
            : rangeLine(source.targetNames(), TargetRange.of(data)));
    print("fingerprint %s%n", data.statistics().fingerprint());
  }

  private static String classLine(List<String> names) {
    boolean all = names.size() <= EvaluationTable.MOST_CLASSES;
    return all
        ? "classes " + String.join(" ", names)
        : String.format(
            Locale.ROOT,
            "classes %s ... (%,d in all)",
            String.join(" ", names.subList(0, EvaluationTable.MOST_CLASSES)),
            names.size());
  }

  private static String targetLine(List<String> names, TargetScaling scaling) {
    return IntStream.range(0, names.size())
        .mapToObj(
            t ->
                "predicts "
                    + names.get(t)
                    + ", scaled by offset "
                    + scaling.offsets().get(t)
                    + " and divisor "
                    + scaling.divisors().get(t))
        .collect(Collectors.joining("\n"));
  }

  private static String rangeLine(List<String> names, List<TargetRange> ranges) {
    return IntStream.range(0, names.size())
        .mapToObj(
            t ->
                "numbers to predict: "
                    + Printable.line(names.get(t))
                    + " from "
                    + ranges.get(t).smallest()
                    + " to "
                    + ranges.get(t).largest())
        .collect(Collectors.joining("\n"));
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

  private static String range(float[] values, int from, int to) {
    float smallest = Float.POSITIVE_INFINITY;
    float largest = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      smallest = Math.min(smallest, values[i]);
      largest = Math.max(largest, values[i]);
    }
    return "from " + smallest + " to " + largest;
  }

  private static void print(String format, Object... args) {
    Terminal.print(format, args);
  }
}

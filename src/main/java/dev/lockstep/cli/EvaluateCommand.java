package dev.lockstep.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.option.ModelArgument;
import dev.lockstep.cli.option.TestSetOptions;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.model.Model;
import dev.lockstep.report.EvaluationJson;
import dev.lockstep.report.EvaluationTable;
import dev.lockstep.report.Measured;
import dev.lockstep.train.state.AreaUnderCurve;
import dev.lockstep.train.state.Evaluator;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

@Command(
    name = "evaluate",
    footer = {
      "  ./submit.sh evaluate runs/first",
      "  ./submit.sh evaluate torch.safetensors --data mnist --activation tanh",
      "docs/export.md says which weights of other programs are read."
    },
    description = "Measures a model on a test set.")
final class EvaluateCommand implements Callable<Integer> {
  @Mixin ModelArgument modelArgument;

  @Mixin TestSetOptions testSet;

  @Option(
      names = "--json",
      description =
          "Print one JSON object: also averages over classes, calibration, and the area under the"
              + " curve of two classes.")
  boolean json;

  final MetricBounds bounds = new MetricBounds();

  @Mixin final CommandSpec boundOptions = bounds.mixin();

  @Override
  public Integer call() throws IOException {
    // A missing model is reported before Spark starts.
    Path path = modelArgument.path();
    Model model = modelArgument.model();
    testSet.readAs(path);
    JavaSparkContext spark = Session.open();
    DataSet test = testSet.load(spark, model).prepared(model.preprocessing(), model.featureNames());
    Measured measured = Evaluator.measure(spark, test, model);
    List<String> missed = bounds.missed(measured);
    if (json) {
      Terminal.printLines(json(spark, test, model, measured, missed) + "\n");
    } else {
      print(measured, model.names(), missed);
    }
    return missed.isEmpty() ? ExitCode.DONE : ExitCode.KEPT;
  }

  private void print(Measured measured, List<String> names, List<String> missed) {
    Terminal.printLines(EvaluationTable.of(measured, names));
    Terminal.print("%n%s%n", measured.line());
    testSet.notes().forEach(note -> Terminal.print("%s%n", note));
    missed.forEach(line -> Terminal.print("%s%n", line));
  }

  private ObjectNode json(
      JavaSparkContext spark, DataSet test, Model model, Measured measured, List<String> missed)
      throws IOException {
    ObjectNode root = EvaluationJson.of(measured, model.names());
    if (model.task().hasClasses() && model.network().classes() == 2) {
      AreaUnderCurve.of(spark, test, model).ifPresent(area -> root.put("areaUnderCurve", area));
    }
    root.put("model", modelArgument.path().toString())
        .put("weightsSha256", Model.weightsSha256(model.parameters()))
        .put("loss", model.network().loss().function().toString())
        .put("data", test.name())
        .put("fingerprint", test.statistics().fingerprint().toString());
    ArrayNode notes = root.putArray("notes");
    testSet.notes().forEach(notes::add);
    ArrayNode lines = root.putArray("missed");
    missed.forEach(lines::add);
    return root;
  }
}

package dev.lockstep.cli.retrain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.option.PathText;
import dev.lockstep.cli.option.TestSetOptions;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.registry.ModelReference;
import dev.lockstep.report.Metric;
import dev.lockstep.report.paired.PairedMeasures;
import dev.lockstep.retrain.Gate;
import dev.lockstep.retrain.Verdict;
import dev.lockstep.retrain.VerdictJson;
import dev.lockstep.train.state.ModelPair;
import dev.lockstep.train.state.PairedEvaluator;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "compare",
    footer = "  ./submit.sh compare models@champion runs/new --data t.csv",
    description =
        "Measures two models on the same test set: exit code 0 if B is better, else 8. Models that"
            + " predict numbers are compared by --metric loss.",
    sortOptions = false)
public final class CompareCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "A",
      converter = PathText.class,
      description = "A run folder, a model.safetensors, REGISTRY@champion or REGISTRY@VERSION.")
  String first;

  @Parameters(
      index = "1",
      paramLabel = "B",
      converter = PathText.class,
      description = "Another one, with the same features, and the same classes or targets.")
  String second;

  @Mixin TestSetOptions testSet;

  @Mixin GateOptions gateOptions;

  @Option(names = "--json", description = "Print one JSON object in place of the lines.")
  boolean json;

  @Override
  public Integer call() throws IOException {
    gateOptions.check();
    Path firstPath = ModelReference.resolve(first, Session.configuration(), Terminal::warn);
    Path secondPath = ModelReference.resolve(second, Session.configuration(), Terminal::warn);
    Model one = ModelFile.read(firstPath, Session.configuration());
    Model other = ModelFile.read(secondPath, Session.configuration());
    Gate gate = gateOptions.gate(one.task().hasClasses());
    ModelPair pair = pair(one, other, gate.metric());
    testSet.readAs(firstPath, secondPath);
    JavaSparkContext spark = Session.open();
    DataSet test = testSet.load(spark, one, other.inputColumns());
    PairedMeasures scores = PairedEvaluator.measure(spark, test, pair);
    Verdict verdict = gate.judge(scores, one.names());
    if (json) {
      Terminal.printLines(json(test, one, other, scores, verdict) + "\n");
    } else {
      Terminal.printLines(ComparisonTable.of(scores, one.names(), verdict));
      testSet.notes().forEach(note -> Terminal.print("%s%n", note));
      Terminal.print("%s: %s%n", verdict.isBetter() ? "better" : "not better", verdict.reason());
    }
    return verdict.isBetter() ? ExitCode.DONE : ExitCode.KEPT;
  }

  private ModelPair pair(Model one, Model other, Metric metric) {
    try {
      return ModelPair.of(one, other, metric);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), first + " and " + second + " do not compare: " + e.getMessage(), e);
    }
  }

  private ObjectNode json(
      DataSet test, Model one, Model other, PairedMeasures scores, Verdict verdict) {
    ObjectNode root = VerdictJson.of(verdict);
    ObjectNode both = VerdictJson.of(scores, one.names());
    ((ObjectNode) both.get("first"))
        .put("model", first)
        .put("weightsSha256", Model.weightsSha256(one.parameters()));
    ((ObjectNode) both.get("second"))
        .put("model", second)
        .put("weightsSha256", Model.weightsSha256(other.parameters()));
    root.set("scores", both);
    root.put("data", test.name());
    root.put("fingerprint", test.statistics().fingerprint().toString());
    ArrayNode notes = root.putArray("notes");
    testSet.notes().forEach(notes::add);
    return root;
  }
}

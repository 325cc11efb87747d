package dev.lockstep.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.input.InputScaling;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the kernels against the core's peak. */
@Command(
    name = "kernels",
    footer = "  ./submit.sh bench kernels",
    description =
        "How fast the kernels are on one core, against the peak measured in the same process.",
    sortOptions = false)
final class BenchKernelsCommand implements Callable<Integer> {
  private static final int CLASSES = 10;

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      defaultValue = "digits",
      description = "As for train; features from 0 to 255. Default: ${DEFAULT-VALUE}")
  String data;

  @Option(
      names = "--examples",
      defaultValue = "4096",
      description = "How many of them. Default: ${DEFAULT-VALUE}")
  int examples;

  @Option(
      names = "--batch",
      defaultValue = "64",
      description = "Examples that go through the network together. Default: ${DEFAULT-VALUE}")
  int batch;

  @Option(
      names = "--hidden",
      paramLabel = "N[,N...]",
      split = ",",
      defaultValue = "128",
      description = "The hidden layers' widths. Default: ${DEFAULT-VALUE}")
  List<Integer> hidden;

  @Option(names = "--json", description = "Writes JSON instead of a table.")
  boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    data = DataLoading.locate(data, Session.configuration());
    JavaSparkContext spark = Session.open();
    ExampleSource source = DataLoading.open(spark, data, Part.TRAIN);
    List<Example> chosen = source.examples(spark, CLASSES).take(examples);
    float[][] rows = new float[chosen.size()][];
    int[] labels = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = chosen.get(i).features().clone();
      InputScaling.BYTES.applyUniformly(rows[i], rows[i].length);
      labels[i] = chosen.get(i).label();
    }
    KernelReport report = KernelBenchmark.run(rows, labels, batch, hidden);
    Terminal.printLines(
        json ? new ObjectMapper().writeValueAsString(report) + "\n" : report.table());
    return ExitCode.DONE;
  }
}

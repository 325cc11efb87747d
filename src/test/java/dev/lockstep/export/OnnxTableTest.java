package dev.lockstep.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.lockstep.input.CategoryColumn;
import dev.lockstep.input.CategoryColumn.Unseen;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.input.NumberColumn.Kind;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.model.ColumnsJson;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.scorer.Prediction;
import dev.lockstep.scorer.RawTable;
import dev.lockstep.scorer.Scorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of tables with categories and gaps, in the ONNX runtime. */
class OnnxTableTest {
  private static final double GAP = Double.NaN;

  @TempDir Path folder;

  @Test
  void eachColumnIsAnInputWhereSomeAreCategories() throws IOException, OrtException {
    double[] raw = RawTable.raw();
    int rows = raw.length / 7;
    Map<String, Object> inputs = new HashMap<>();
    List<InputColumn> columns = RawTable.MODEL.preprocessing().columns();
    for (int c = 0; c < columns.size(); c++) {
      String[][] texts = new String[rows][1];
      double[][] numbers = new double[rows][1];
      for (int r = 0; r < rows; r++) {
        String text = RawTable.lines().get(r).split(",", -1)[c];
        texts[r][0] = columns.get(c).name().equals("port") ? text.replaceAll("\\.0+$", "") : text;
        numbers[r][0] = raw[r * 7 + c];
      }
      boolean isText = columns.get(c) instanceof CategoryColumn;
      inputs.put(columns.get(c).name(), isText ? texts : numbers);
    }
    OnnxRun run = OnnxRun.of(export(RawTable.MODEL), "probabilities", inputs);
    assertClose(run, RawTable.probabilities());
    assertThat(run.metadata())
        .containsEntry("preprocessing", ColumnsJson.write(columns))
        .containsEntry("inputScaling", "standardise");
  }

  @Test
  void rowsOfNumbersWithGapsAreOneInput() throws IOException, OrtException {
    List<InputColumn> columns =
        List.of(
            NumberColumn.of("a"),
            new NumberColumn("b", Kind.NUMBER, 0.1, true),
            new NumberColumn("c", Kind.TIMESTAMP, null, false),
            new NumberColumn("d", Kind.NUMBER, -3.0, false),
            new NumberColumn("e", Kind.NUMBER, 7.5, true));
    Model model = model(columns, InputScaling.divideBy(3));
    float[][] rows = {
      {1, 2, 3, 4, 5},
      {1, Float.NaN, 3, Float.NaN, 5},
      {0, 0, 0, 0, Float.NaN},
      {-1, 2, 0.5f, Float.NaN, Float.NaN},
    };
    float[] flat = new float[20];
    for (int i = 0; i < 20; i++) {
      flat[i] = rows[i / 5][i % 5];
    }
    assertClose(
        OnnxRun.of(export(model), "probabilities", rows),
        outputs(Scorer.of(model).predictAll(flat)));
  }

  /** All three ways of a text that training has not seen, and of a missing one. */
  @Test
  void categoriesAlone() throws IOException, OrtException {
    List<InputColumn> columns =
        List.of(
            new CategoryColumn("label", List.of("", "x"), Unseen.OTHER, "", false),
            new CategoryColumn("y", List.of("x", "y"), Unseen.ZEROS, "rare", true),
            new CategoryColumn("layer0.weight", List.of("x", "z"), Unseen.OTHER, "rare", true));
    Model model = model(columns, InputScaling.NONE);
    double[] raw = {0, 1, 1, 1, GAP, GAP, -1, -1, -1, GAP, 0, 0};
    Map<String, Object> inputs =
        Map.of(
            "column label", new String[][] {{""}, {"x"}, {"?"}, {""}},
            "y", new String[][] {{"y"}, {""}, {"?"}, {"x"}},
            "column layer0.weight", new String[][] {{"z"}, {""}, {"?"}, {"x"}});
    assertClose(
        OnnxRun.of(export(model), "probabilities", inputs),
        outputs(Scorer.of(model).predictAll(raw)));
  }

  @Test
  void columnsMayHaveTheNamesOfValuesWithinTheGraph() throws IOException, OrtException {
    List<String> names =
        List.of("values", "scaled", "scaled.double", "spread", "target.offsets", "target.divisors");
    List<InputColumn> columns = new ArrayList<>();
    for (String name : names) {
      columns.add(new CategoryColumn(name, List.of("x", "y"), Unseen.ZEROS, "x", false));
    }
    Preprocessing preprocessing = Preprocessing.of(columns, InputScaling.NONE);
    Network network =
        new Network(
            List.of(preprocessing.inputs(), 1),
            Activation.RELU,
            new Loss(LossFunction.POISSON, 0),
            Activation.LINEAR);
    ValueTask task = new ValueTask(new TargetScaling(List.of(0.0), List.of(2.0)));
    float[] parameters = new float[network.parameterCount()];
    Path file =
        export(new Model(network, preprocessing, task, List.of(), List.of("n"), parameters));
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
      assertThat(session.getInputNames())
          .containsExactlyElementsOf(names.stream().map(name -> "column " + name).toList());
    }
  }

  @Test
  void textFilesNameTheInputs() throws IOException {
    ExportFormat.CSV.write(
        RawTable.MODEL, new org.apache.hadoop.fs.Path(folder.toUri()), new Configuration());
    assertThat(Files.readAllLines(folder.resolve("input.names.csv")))
        .hasSameSizeAs(Files.readAllLines(folder.resolve("layer0.weight.csv")))
        .startsWith("\"age\"", "\"fare\"", "\"joined\"", "\"alone\"", "\"age (missing)\"")
        .endsWith("\"deck (other)\"", "\"port=1\"", "\"port=2\"");
    assertThat(Files.readAllLines(folder.resolve("input.offsets.csv"))).hasSize(4);
    assertThat(ExportFormat.isOfCsvFolder("input.names.csv")).isTrue();
  }

  private static Model model(List<InputColumn> columns, InputScaling scaling) {
    Preprocessing preprocessing = Preprocessing.of(columns, scaling);
    Network network =
        new Network(
            List.of(preprocessing.inputs(), 6, 3),
            Activation.TANH,
            Loss.CROSS_ENTROPY,
            Activation.LINEAR);
    float[] parameters = new float[network.parameterCount()];
    AddressedRandom random = AddressedRandom.of(7, "parameters");
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = (float) (4 * random.uniform(i) - 2);
    }
    return new Model(network, preprocessing, List.of(), List.of("a", "b", "c"), parameters);
  }

  private Path export(Model model) throws IOException {
    Path file = folder.resolve("model.onnx");
    ExportFormat.ONNX.write(
        model, new org.apache.hadoop.fs.Path(file.toUri()), new Configuration());
    return file;
  }

  private static float[] outputs(List<Prediction> predictions) {
    float[] outputs = new float[predictions.size() * 3];
    for (int r = 0; r < predictions.size(); r++) {
      System.arraycopy(predictions.get(r).outputs(), 0, outputs, 3 * r, 3);
    }
    return outputs;
  }

  private static void assertClose(OnnxRun run, float[] expected) {
    assertThat(run.outputs()).hasDimensions(expected.length / 3, 3);
    for (int i = 0; i < expected.length; i++) {
      assertThat(run.outputs()[i / 3][i % 3])
          .as("row %d of %s", i / 3, Arrays.toString(expected))
          .isCloseTo(expected[i], within(1e-5f));
    }
  }
}

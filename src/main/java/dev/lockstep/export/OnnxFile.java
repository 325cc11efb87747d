package dev.lockstep.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.model.ColumnsJson;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFormat;
import dev.lockstep.model.WeightSlot;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.storage.RunFiles;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Writes a model as an ONNX file (onnx.ai, onnx.proto): the graph, and metadata for its readers.
 */
final class OnnxFile {
  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 17;
  private static final int ML_OPERATOR_SET = 3;

  /** Protobuf's lengths end at 2 GiB. */
  private static final int MAX_PARAMETERS = Integer.MAX_VALUE / Float.BYTES - (1 << 20);

  private OnnxFile() {}

  static void write(Model model, Path file, Configuration conf) throws IOException {
    if (model.network().parameterCount() > MAX_PARAMETERS) {
      throw new IllegalArgumentException(
          "ONNX holds " + MAX_PARAMETERS + " parameters at most; NPZ and CSV hold more");
    }
    byte[] bytes = bytes(model);
    RunFiles.write(file, conf, out -> out.write(bytes));
  }

  private static byte[] bytes(Model model) {
    Protobuf file =
        new Protobuf()
            .add(/* ir_version */ 1, IR_VERSION)
            .add(/* producer_name */ 2, "lockstep")
            .add(/* graph */ 7, graph(model))
            .add(
                /* opset_import */ 8,
                new Protobuf().add(/* domain */ 1, "").add(/* version */ 2, OPERATOR_SET));
    if (!model.preprocessing().isPlain()) {
      file.add(
          /* opset_import */ 8,
          new Protobuf()
              .add(/* domain */ 1, OnnxGraph.ML_DOMAIN)
              .add(/* version */ 2, ML_OPERATOR_SET));
    }
    metadata(file, "activation", model.network().activation().toString());
    metadata(file, model.task().hasClasses() ? "classNames" : "targetNames", json(model));
    metadata(file, "inputScaling", model.scaling().method().toString());
    Loss loss = model.network().loss();
    metadata(file, "loss", loss.function().toString());
    loss.function()
        .parameter()
        .ifPresent(name -> metadata(file, name, Float.toString(loss.parameter())));
    metadata(file, "network", model.network().toString());
    if (!model.preprocessing().isPlain()) {
      metadata(file, ColumnsJson.KEY, ColumnsJson.write(model.preprocessing().columns()));
    }
    metadata(file, "weightsSha256", Model.weightsSha256(model.parameters()));
    return file.bytes();
  }

  private static Protobuf graph(Model model) {
    OnnxGraph graph = new OnnxGraph(model.network());
    String x = new OnnxInputs(model, graph).add();
    for (int l = 0; l < model.network().layers(); l++) {
      x = graph.layer(l, x, WeightSlot.weightName(l), WeightSlot.biasName(l));
    }
    Optional<TargetScaling> targets = model.task().targetScaling();
    if (targets.isPresent()) {
      graph.numbers(x, targets.get());
    } else {
      graph.outputs(x);
    }
    ModelArrays.wide(model).forEach(graph::constant);
    ModelArrays.of(model)
        .forEach(
            (name, array) -> {
              if (!name.equals(ModelFormat.OFFSETS) || !model.scaling().isUniform()) {
                graph.constant(name, array);
              }
            });
    return graph.message();
  }

  private static void metadata(Protobuf file, String key, String value) {
    file.add(
        /* metadata_props */ 14, new Protobuf().add(/* key */ 1, key).add(/* value */ 2, value));
  }

  private static String json(Model model) {
    try {
      return new ObjectMapper().writeValueAsString(model.names());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings are always JSON", e);
    }
  }
}

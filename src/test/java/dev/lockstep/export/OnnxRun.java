package dev.lockstep.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the ONNX runtime makes of an exported model.
 *
 * @param labels [N]
 * @param outputs [N][C]
 */
public record OnnxRun(long[] labels, float[][] outputs, Map<String, String> metadata) {

  /** Runs a file on rows as read, [N][I] of floats or doubles. */
  public static OnnxRun of(Path file, String outputName, Object rows) throws OrtException {
    return of(file, outputName, Map.of("features", rows));
  }

  /** Runs a file of a model of numbers on rows as read; returns [N][T]. */
  public static double[][] values(Path file, float[][] rows) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor features = OnnxTensor.createTensor(environment, rows);
        OrtSession.Result result = session.run(Map.of("features", features))) {
      return (double[][]) result.get("values").orElseThrow().getValue();
    }
  }

  /** Runs a file on columns, each [N][1] of floats, doubles or strings. */
  public static OnnxRun of(Path file, String outputName, Map<String, Object> inputs)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> tensors = new HashMap<>();
    for (Map.Entry<String, Object> input : inputs.entrySet()) {
      tensors.put(input.getKey(), OnnxTensor.createTensor(environment, input.getValue()));
    }
    try (OrtSession session = environment.createSession(file.toString());
        OrtSession.Result result = session.run(tensors)) {
      return new OnnxRun(
          (long[]) result.get("label").orElseThrow().getValue(),
          (float[][]) result.get(outputName).orElseThrow().getValue(),
          session.getMetadata().getCustomMetadata());
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }
}

package dev.lockstep.export;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
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
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor features = OnnxTensor.createTensor(environment, rows);
        OrtSession.Result result = session.run(Map.of("features", features))) {
      return new OnnxRun(
          (long[]) result.get("label").orElseThrow().getValue(),
          (float[][]) result.get(outputName).orElseThrow().getValue(),
          session.getMetadata().getCustomMetadata());
    }
  }
}

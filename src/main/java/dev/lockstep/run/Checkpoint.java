package dev.lockstep.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.model.Safetensors;
import dev.lockstep.model.Tensor;
import dev.lockstep.model.file.SafetensorsFile;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.nn.Network;
import dev.lockstep.recipe.JsonFields;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.RecipeJson;
import dev.lockstep.report.Metric;
import dev.lockstep.report.Validation;
import dev.lockstep.text.Counted;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.train.state.EpochSum;
import dev.lockstep.train.state.LbfgsMemory;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The file of a training's state, with the recipe and the data that it belongs to: safetensors with
 * the parameters, the optimizer's slots and, with early stopping, the best epoch's parameters as
 * tensors [P]; everything else as JSON in the metadata; and a SHA-256 over all of it.
 *
 * @param recipe of the training
 * @param fingerprints of the examples, the validation set's included
 * @param state of the training
 * @param meanLosses of each past epoch's examples; empty if the writer keeps them elsewhere
 */
public record Checkpoint(
    Recipe recipe, Fingerprints fingerprints, TrainingState state, List<Double> meanLosses) {
  private static final String FORMAT_VERSION = "1";
  private static final String PARAMETERS = "parameters";
  private static final String SLOT = "slot";
  private static final String BEST = "best";

  public Checkpoint {
    state.requireOf(recipe);
    meanLosses = List.copyOf(meanLosses);
  }

  /** Creates a checkpoint without the mean losses of epochs. */
  public Checkpoint(Recipe recipe, Fingerprints fingerprints, TrainingState state) {
    this(recipe, fingerprints, state, List.of());
  }

  /** Creates or replaces a file; its old content stays until the new one is complete. */
  public void write(Path file, Configuration conf) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(PARAMETERS, tensor(state.parameters()));
    for (int s = 0; s < state.slots().length; s++) {
      tensors.put(SLOT + s, tensor(state.slots()[s]));
    }
    if (state.best().length > 0) {
      tensors.put(BEST, tensor(state.best()));
    }
    String json = toJson();
    Map<String, String> metadata =
        Map.of(
            "checkpointVersion", FORMAT_VERSION,
            "checkpoint", json,
            "sha256", sha256(json, tensors));
    SafetensorsFile.write(new Safetensors(tensors, metadata), file, conf);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws DamagedFileException if there is none, or a bit of it has changed, or it is of another
   *     version
   */
  public static Checkpoint read(Path file, Configuration conf) throws IOException {
    return of(file, SafetensorsFile.read(file, conf));
  }

  /** Returns the checkpoint in a file's content. */
  static Checkpoint of(Path file, Safetensors content) {
    String version = content.metadata().get("checkpointVersion");
    if (!FORMAT_VERSION.equals(version)) {
      throw new DamagedFileException(
          file,
          version == null
              ? "is not a checkpoint: its metadata has no checkpointVersion"
              : "is a checkpoint of format version "
                  + DamagedFileException.quote(version)
                  + "; this release reads version "
                  + FORMAT_VERSION);
    }
    String json = content.metadata().getOrDefault("checkpoint", "");
    if (!sha256(json, content.tensors()).equals(content.metadata().get("sha256"))) {
      throw new DamagedFileException(file, "its content does not match its SHA-256");
    }
    try {
      return fromJson(StrictJson.parse(file, json), content.tensors());
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException(file, "is not a checkpoint: " + e.getMessage(), e);
    }
  }

  /** The fields in JSON. Older releases wrote neither the test set's fingerprint nor the hits. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Fields(
      JsonNode recipe,
      String fingerprint,
      String testFingerprint,
      int epoch,
      long stepInEpoch,
      long step,
      long examples,
      double epochLossSum,
      long epochExamples,
      double seconds,
      Long epochHits,
      int[] exponents,
      List<String> epochSha256,
      List<double[]> validation,
      LbfgsMemory lbfgs,
      List<Double> meanLosses) {}

  private String toJson() {
    EpochSum sum = state.epochSum();
    boolean hasValidation = recipe.stopping().validation() > 0;
    return StrictJson.write(
            new Fields(
                RecipeJson.write(recipe),
                fingerprints.train(),
                fingerprints.test().orElse(null),
                state.epoch(),
                state.stepInEpoch(),
                state.step(),
                state.examples(),
                sum.lossSum(),
                sum.examples(),
                state.seconds(),
                sum.hits().isPresent() ? sum.hits().getAsLong() : null,
                state.exponents(),
                state.epochSha256(),
                hasValidation ? pairs(state.validation()) : null,
                recipe.optimizer().pairs() > 0 ? state.lbfgs() : null,
                meanLosses.isEmpty() ? null : meanLosses))
        .toString();
  }

  private static List<double[]> pairs(List<Validation> epochs) {
    return epochs.stream().map(v -> new double[] {v.meanLoss(), v.measure()}).toList();
  }

  private static Checkpoint fromJson(JsonNode node, Map<String, Tensor> tensors) {
    Recipe recipe = RecipeJson.read(JsonFields.field(node, "recipe"));
    Fields fields = StrictJson.read(node, Fields.class, "fingerprint", "exponents", "epochSha256");
    Network network = recipe.network();
    float[][] slots = new float[recipe.optimizer().slots()][];
    for (int s = 0; s < slots.length; s++) {
      slots[s] = values(tensors, SLOT + s, network);
    }
    float[] best = tensors.containsKey(BEST) ? values(tensors, BEST, network) : new float[0];
    int tensorCount = 1 + slots.length + (best.length > 0 ? 1 : 0);
    if (tensors.size() != tensorCount) {
      throw new IllegalArgumentException(
          "it has " + Counted.of(tensors.size(), "tensor") + ", not " + tensorCount);
    }
    TrainingState state =
        new TrainingState(
            fields.epoch,
            fields.stepInEpoch,
            fields.step,
            fields.examples,
            epochSum(fields),
            fields.seconds,
            fields.exponents,
            fields.epochSha256,
            values(tensors, PARAMETERS, network),
            slots,
            recipe.stopping().validation() > 0 ? validation(recipe, fields.validation) : List.of(),
            best,
            fields.lbfgs == null ? LbfgsMemory.NONE : fields.lbfgs);
    Optional<String> test = Optional.ofNullable(fields.testFingerprint);
    Fingerprints fingerprints = new Fingerprints(fields.fingerprint, test);
    List<Double> losses = fields.meanLosses == null ? List.of() : fields.meanLosses;
    return new Checkpoint(recipe, fingerprints, state, losses);
  }

  private static EpochSum epochSum(Fields fields) {
    OptionalLong unknown = fields.epochExamples == 0 ? OptionalLong.of(0) : OptionalLong.empty();
    OptionalLong hits = fields.epochHits == null ? unknown : OptionalLong.of(fields.epochHits);
    return new EpochSum(fields.epochLossSum, fields.epochExamples, hits);
  }

  private static float[] values(Map<String, Tensor> tensors, String name, Network network) {
    Tensor tensor = tensors.get(name);
    if (tensor == null || tensor.values().length != network.parameterCount()) {
      throw new IllegalArgumentException(
          "it has no tensor " + name + " of " + network.parameterCount() + " elements");
    }
    return tensor.values();
  }

  private static List<Validation> validation(Recipe recipe, List<double[]> pairs) {
    if (pairs == null || pairs.stream().anyMatch(pair -> pair.length != 2)) {
      throw new IllegalArgumentException("validation: missing, or not of [loss, measure]");
    }
    Metric metric = recipe.task().hasClasses() ? Metric.ACCURACY : Metric.RMSE;
    return pairs.stream().map(pair -> new Validation(pair[0], metric, pair[1])).toList();
  }

  private static Tensor tensor(float[] values) {
    return Tensor.of(values, values.length);
  }

  static String sha256(String json, Map<String, Tensor> tensors) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(json.getBytes(StandardCharsets.UTF_8));
      for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
        digest.update(tensor.getKey().getBytes(StandardCharsets.UTF_8));
        float[] values = tensor.getValue().values();
        ByteBuffer bytes =
            ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        digest.update(bytes.array());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}

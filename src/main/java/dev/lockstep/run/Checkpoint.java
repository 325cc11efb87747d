package dev.lockstep.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.model.DamagedFileException;
import dev.lockstep.model.Safetensors;
import dev.lockstep.model.StrictJson;
import dev.lockstep.model.Tensor;
import dev.lockstep.nn.Network;
import dev.lockstep.recipe.JsonFields;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.RecipeJson;
import dev.lockstep.report.Validation;
import dev.lockstep.text.Counted;
import dev.lockstep.train.state.EpochSum;
import dev.lockstep.train.state.LbfgsMemory;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
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
 */
public record Checkpoint(Recipe recipe, Fingerprints fingerprints, TrainingState state) {
  private static final String FORMAT_VERSION = "1";
  private static final String PARAMETERS = "parameters";
  private static final String SLOT = "slot";
  private static final String BEST = "best";
  private static final ObjectMapper JSON = new ObjectMapper();

  public Checkpoint {
    state.requireOf(recipe);
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
    new Safetensors(tensors, metadata).write(file, conf);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws DamagedFileException if there is none, or a bit of it has changed, or it is of another
   *     version
   */
  public static Checkpoint read(Path file, Configuration conf) throws IOException {
    return of(file, Safetensors.read(file, conf));
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

  private String toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.set("recipe", RecipeJson.write(recipe));
    node.put("fingerprint", fingerprints.train());
    fingerprints.test().ifPresent(test -> node.put("testFingerprint", test));
    node.put("epoch", state.epoch())
        .put("stepInEpoch", state.stepInEpoch())
        .put("step", state.step())
        .put("examples", state.examples())
        .put("epochLossSum", state.epochSum().lossSum())
        .put("epochExamples", state.epochSum().examples())
        .put("seconds", state.seconds());
    state.epochSum().hits().ifPresent(hits -> node.put("epochHits", hits));
    for (int exponent : state.exponents()) {
      node.withArray("exponents").add(exponent);
    }
    state.epochSha256().forEach(node.putArray("epochSha256")::add);
    if (recipe.stopping().validation() > 0) {
      ArrayNode validation = node.putArray("validation");
      state.validation().forEach(v -> validation.addArray().add(v.meanLoss()).add(v.accuracy()));
    }
    if (recipe.optimizer().pairs() > 0) {
      ObjectNode lbfgs = node.putObject("lbfgs").put("pairs", state.lbfgs().pairs());
      state.lbfgs().losses().forEach(lbfgs.putArray("losses")::add);
    }
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }

  private static Checkpoint fromJson(JsonNode node, Map<String, Tensor> tensors) {
    Recipe recipe = RecipeJson.read(JsonFields.field(node, "recipe"));
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
            JsonFields.intNumber(JsonFields.field(node, "epoch"), "epoch"),
            JsonFields.whole(node, "stepInEpoch"),
            JsonFields.whole(node, "step"),
            JsonFields.whole(node, "examples"),
            epochSum(node),
            JsonFields.number(node, "seconds"),
            exponents(JsonFields.field(node, "exponents")),
            texts(JsonFields.field(node, "epochSha256")),
            values(tensors, PARAMETERS, network),
            slots,
            recipe.stopping().validation() > 0
                ? validation(JsonFields.field(node, "validation"))
                : List.of(),
            best,
            recipe.optimizer().pairs() > 0
                ? lbfgs(JsonFields.field(node, "lbfgs"))
                : LbfgsMemory.NONE);
    // Older releases did not write that of the test set.
    Optional<String> test = Optional.ofNullable(node.get("testFingerprint")).map(JsonNode::asText);
    String train = JsonFields.field(node, "fingerprint").asText();
    return new Checkpoint(recipe, new Fingerprints(train, test), state);
  }

  private static EpochSum epochSum(JsonNode node) {
    long examples = JsonFields.whole(node, "epochExamples");
    OptionalLong hits = examples == 0 ? OptionalLong.of(0) : OptionalLong.empty();
    if (node.has("epochHits")) { // Older releases did not count them.
      hits = OptionalLong.of(JsonFields.whole(node, "epochHits"));
    }
    return new EpochSum(JsonFields.number(node, "epochLossSum"), examples, hits);
  }

  private static float[] values(Map<String, Tensor> tensors, String name, Network network) {
    Tensor tensor = tensors.get(name);
    if (tensor == null || tensor.values().length != network.parameterCount()) {
      throw new IllegalArgumentException(
          "it has no tensor " + name + " of " + network.parameterCount() + " elements");
    }
    return tensor.values();
  }

  private static int[] exponents(JsonNode array) {
    if (!array.isArray()) {
      throw new IllegalArgumentException("exponents: not a list");
    }
    int[] exponents = new int[array.size()];
    for (int i = 0; i < exponents.length; i++) {
      exponents[i] = JsonFields.intNumber(array.get(i), "exponents");
    }
    return exponents;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static List<Validation> validation(JsonNode array) {
    List<Validation> validation = new ArrayList<>();
    for (JsonNode epoch : array) {
      if (epoch.size() != 2 || !epoch.path(0).isNumber() || !epoch.path(1).isNumber()) {
        throw new IllegalArgumentException("validation: " + epoch + " is not [loss, accuracy]");
      }
      validation.add(new Validation(epoch.get(0).doubleValue(), epoch.get(1).doubleValue()));
    }
    return validation;
  }

  private static LbfgsMemory lbfgs(JsonNode node) {
    List<Double> losses = new ArrayList<>();
    for (JsonNode loss : JsonFields.field(node, "losses")) {
      if (!loss.isNumber()) {
        throw new IllegalArgumentException("losses: " + loss + " is not a number");
      }
      losses.add(loss.doubleValue());
    }
    return new LbfgsMemory(JsonFields.intNumber(JsonFields.field(node, "pairs"), "pairs"), losses);
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

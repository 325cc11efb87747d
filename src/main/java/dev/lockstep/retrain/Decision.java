package dev.lockstep.retrain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.data.shard.Fingerprint;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.RecipeJson;
import dev.lockstep.run.RunRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code decision.json} tells of a retraining, beside the entry in the history. */
public final class Decision {
  private final Instant start = now();
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private final ObjectNode node = new ObjectMapper().createObjectNode();

  /** Records the days and the places of the data. */
  public void data(DailyData daily, List<String> training, List<String> holdout) {
    ObjectNode data = node.putObject("data");
    texts(data.putArray("training"), training);
    texts(data.putArray("holdout"), holdout);
    if (daily.isDaily()) {
      data.put("day", daily.window().newest().toString());
      texts(
          data.putArray("days"), daily.there().keySet().stream().map(LocalDate::toString).toList());
      ObjectNode missing = data.putObject("missing");
      daily.missing().forEach((day, reasons) -> texts(missing.putArray(day.toString()), reasons));
    }
  }

  /** Records the examples to learn from. */
  public void training(long examples, Fingerprint fingerprint) {
    ObjectNode data = (ObjectNode) node.get("data");
    data.put("examples", examples).put("trainFingerprint", fingerprint.toString());
  }

  /** Records the examples of the test set. */
  public void holdout(long examples, Fingerprint fingerprint) {
    ObjectNode data = (ObjectNode) node.get("data");
    data.put("holdoutExamples", examples).put("holdoutFingerprint", fingerprint.toString());
  }

  /** Records the recipe that follows from the examples. */
  public void recipe(Recipe recipe) {
    node.set("recipe", RecipeJson.write(recipe));
  }

  public void add(Finding finding) {
    findings.add(finding);
  }

  /** Returns the findings, in the order of the checks. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /** Records how long a phase took. */
  public void seconds(String phase, long sinceNanos) {
    seconds.put(phase, (System.nanoTime() - sinceNanos) * 1e-9);
  }

  /** Records the hash of what the decision follows from; see the command. */
  public void source(String hash) {
    node.put("source", hash);
  }

  /** Records a field of another's making. */
  public void put(String field, ObjectNode value) {
    node.set(field, value);
  }

  /**
   * Returns the details.
   *
   * @param commandLine the words after the command
   * @param tags the user's own
   */
  public ObjectNode json(List<String> commandLine, Map<String, String> tags) {
    ObjectNode all = node.deepCopy();
    ArrayNode checks = all.putArray("checks");
    findings.forEach(finding -> checks.add(StrictJson.write(finding)));
    ObjectNode phases = all.putObject("seconds");
    seconds.forEach(phases::put);
    ObjectNode own = all.putObject("tags");
    tags.forEach(own::put);
    texts(all.putArray("commandLine"), commandLine);
    all.put("codeVersion", RunRecord.codeVersion());
    all.put("start", start.toString()).put("end", now().toString());
    return all;
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}

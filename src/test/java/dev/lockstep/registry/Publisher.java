package dev.lockstep.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.input.InputScaling;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.storage.RunFiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Does what a scheduled retraining does with a registry, but for the training: its model's
 * parameters are all the day.
 */
public record Publisher(Path folder, Configuration conf) {
  private static final Network NETWORK =
      new Network(List.of(2, 2), Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR);

  /** Adds the version of a day, or goes on with it. */
  public Entry add(int day, Act act) throws IOException {
    try (Work work = Work.take(folder, conf, warning -> {})) {
      String key = "day " + day;
      var decided = work.registry().decided(key);
      if (decided.isPresent()) {
        return decided.get();
      }
      OptionalInt against =
          work.registry().champion().stream().mapToInt(Champion::version).findFirst();
      work.begin(key);
      if (act != Act.REFUSED) {
        RunFiles.writeText(new Path(work.folder(), "checkpoints/step-1"), conf, key);
        ModelFile.write(model(day), new Path(work.folder(), ModelFile.NAME), conf);
        RunFiles.writeText(new Path(work.folder(), "run.json"), conf, "{\"day\":" + day + "}");
      }
      return work.add(
          new Outcome(
              act,
              against,
              key,
              "as the test of " + key + " says",
              new ObjectMapper().createObjectNode().put("day", day)));
    }
  }

  /** Publishes the version of a day. */
  public Entry publish(int day) throws IOException {
    return add(day, Act.PUBLISHED);
  }

  public Registry registry() {
    return new Registry(folder, conf);
  }

  public Acts acts() {
    return new Acts(registry(), warning -> {});
  }

  public static Model model(int day) {
    float[] parameters = new float[NETWORK.parameterCount()];
    Arrays.fill(parameters, day);
    return new Model(NETWORK, InputScaling.divideBy(1), List.of("a", "b"), parameters);
  }

  /** Returns the day of the model that a name stands for; refuses a mixture. */
  public int read(String name) throws IOException {
    Path version = ModelReference.resolve(name, conf, warning -> {});
    float[] parameters = ModelFile.read(version, conf).parameters();
    for (float parameter : parameters) {
      if (parameter != parameters[0]) {
        throw new AssertionError(version + ": a mixture: " + Arrays.toString(parameters));
      }
    }
    int day = (int) parameters[0];
    String record = RunFiles.readText(new Path(version, "run.json"), conf, 100);
    String decision = RunFiles.readText(new Path(version, "decision.json"), conf, 10_000);
    if (!record.equals("{\"day\":" + day + "}") || !decision.contains("\"day\" : " + day + "\n")) {
      throw new AssertionError(version + ": a mixture: " + day + ", " + record + ", " + decision);
    }
    return day;
  }

  /** Returns the day of the champion's model. */
  public int readChampion() throws IOException {
    return read(folder + "@champion");
  }
}

import dev.lockstep.scorer.Prediction;
import dev.lockstep.scorer.Scorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Scores rows of numbers with a saved model: lockstep-scorer.jar is all it needs beside the JDK. */
public final class ScoreWithoutSpark {
  public static void main(String[] args) throws IOException {
    Scorer scorer = Scorer.load(Path.of(args[0])); // One for all threads.
    for (String line : Files.readAllLines(Path.of(args[1]))) {
      double[] features = Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
      Prediction prediction = scorer.predict(features);
      System.out.printf("%s,%.3f%n", prediction.label(), prediction.probability());
    }
  }
}

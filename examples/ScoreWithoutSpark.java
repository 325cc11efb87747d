import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import dev.lockstep.data.digits.Digits;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Scorer;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Scores ten built-in digits with a saved model, in this process: no Spark starts. */
public final class ScoreWithoutSpark {
  public static void main(String[] args) throws IOException {
    Model model = Model.read(new Path(args[0]), new Configuration());
    Network network = model.network();
    int rows = 10;
    // One scorer a thread; it keeps its buffers between calls.
    Scorer scorer = new Scorer(network, model.scaling(), model.parameters(), rows);

    double[] features = new double[rows * network.features()]; // [rows x features], as read
    int[] labels = new int[rows];
    for (int r = 0; r < rows; r++) {
      Example digit = Digits.example(Part.TEST, r);
      labels[r] = digit.label();
      for (int f = 0; f < network.features(); f++) {
        features[r * network.features() + f] = digit.features()[f];
      }
    }

    float[] outputs = scorer.logits(features, rows); // [rows x classes]
    int[] classes = new int[rows];
    for (int r = 0; r < rows; r++) {
      classes[r] = network.classOf(outputs, r);
    }
    scorer.toOutputs(outputs, rows); // now probabilities, in the same array
    for (int r = 0; r < rows; r++) {
      float probability = outputs[r * network.outputs() + classes[r]];
      System.out.printf(
          "label %d: class %s, probability %.3f%n",
          labels[r], model.classNames().get(classes[r]), probability);
    }
  }
}

import dev.lockstep.model.file.ModelFile;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Network;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Prints the shape and the largest weight of every layer of a saved model, and its hash. */
public final class ReadWeights {
  public static void main(String[] args) throws IOException {
    Model model = ModelFile.read(new Path(args[0]), new Configuration());
    Network network = model.network();
    float[] parameters = model.parameters(); // flat: weights [inputs x outputs], bias [outputs], …
    for (int layer = 0; layer < network.layers(); layer++) {
      int inputs = network.inputs(layer);
      int outputs = network.outputs(layer);
      int weights = network.weightOffset(layer);
      int largest = weights;
      for (int i = weights; i < weights + inputs * outputs; i++) {
        largest = Math.abs(parameters[i]) > Math.abs(parameters[largest]) ? i : largest;
      }
      System.out.printf(
          "layer%d [%d, %d]: largest weight %s, from input %d to output %d; its bias %s%n",
          layer,
          inputs,
          outputs,
          parameters[largest],
          (largest - weights) / outputs,
          (largest - weights) % outputs,
          parameters[network.biasOffset(layer) + (largest - weights) % outputs]);
    }
    System.out.println("weightsSha256 " + Model.weightsSha256(parameters));
  }
}

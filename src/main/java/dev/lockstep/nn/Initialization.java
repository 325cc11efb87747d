package dev.lockstep.nn;

import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.text.Range;
import java.io.Serializable;
import java.util.Locale;

/**
 * The distribution of the first weights; biases start at zero. A weight is a function of the seed
 * and of its place.
 *
 * @param scale a factor of every weight
 */
public record Initialization(Distribution distribution, float scale) implements Serializable {

  /** The distribution of a weight in a layer with given inputs and outputs. */
  public enum Distribution {
    /** Normal with variance 2 / inputs (He et al. 2015, "Delving deep into rectifiers"). */
    HE {
      @Override
      double draw(AddressedRandom random, long index, int inputs, int outputs) {
        return random.normal(index) * Math.sqrt(2.0 / inputs);
      }
    },
    /** Uniform with variance 2 / (inputs + outputs) (Glorot and Bengio 2010). */
    XAVIER {
      @Override
      double draw(AddressedRandom random, long index, int inputs, int outputs) {
        double limit = Math.sqrt(6.0 / (inputs + outputs));
        return random.uniform(index, -limit, limit);
      }
    },
    /** Uniform in [-0.5, 0.5). */
    UNIFORM {
      @Override
      double draw(AddressedRandom random, long index, int inputs, int outputs) {
        return random.uniform(index, -0.5, 0.5);
      }
    };

    /** Returns the name on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    abstract double draw(AddressedRandom random, long index, int inputs, int outputs);
  }

  public Initialization {
    Range.FINITE_POSITIVE.require("initScale", scale);
  }

  /** Returns a network's first parameters under a seed. */
  public float[] parameters(Network network, long seed) {
    float[] parameters = new float[network.parameterCount()];
    for (int layer = 0; layer < network.layers(); layer++) {
      AddressedRandom random = AddressedRandom.of(seed, "initialisation").child(layer);
      int inputs = network.inputs(layer);
      int outputs = network.outputs(layer);
      int offset = network.weightOffset(layer);
      for (int i = 0; i < inputs * outputs; i++) {
        parameters[offset + i] = (float) (scale * distribution.draw(random, i, inputs, outputs));
      }
    }
    return parameters;
  }
}

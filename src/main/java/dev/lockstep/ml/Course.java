package dev.lockstep.ml;

import dev.lockstep.ml.fit.Fit;
import dev.lockstep.report.Validation;
import dev.lockstep.text.Counted;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The course of a training.
 *
 * @param losses the mean loss of each epoch's examples, computed in their steps
 * @param validationLosses the mean loss on the validation set after each epoch; empty without any
 * @param validationMeasures the accuracies, or the roots of the mean squared errors, of these rows
 * @param modelEpoch the epoch, from 1, after which the model has its weights
 * @param examples the rows that were trained on
 * @param steps updates of the parameters
 * @param seconds from the first step to the last
 */
record Course(
    double[] losses,
    double[] validationLosses,
    double[] validationMeasures,
    int modelEpoch,
    long examples,
    long steps,
    double seconds)
    implements Serializable {

  static Course of(Fit.Result result) {
    return new Course(
        result.meanLosses().stream().mapToDouble(Double::doubleValue).toArray(),
        result.trained().validation().stream().mapToDouble(Validation::meanLoss).toArray(),
        result.trained().validation().stream().mapToDouble(Validation::measure).toArray(),
        result.modelEpoch(),
        result.examples(),
        result.trained().timing().steps(),
        result.trained().timing().seconds());
  }

  /** Writes a file of the local disk. */
  void write(Path file) {
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      for (double[] values : new double[][] {losses, validationLosses, validationMeasures}) {
        out.writeInt(values.length);
        for (double value : values) {
          out.writeDouble(value);
        }
      }
      out.writeInt(modelEpoch);
      out.writeLong(examples);
      out.writeLong(steps);
      out.writeDouble(seconds);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what {@link #write} wrote. */
  static Course read(Path file) {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      return new Course(
          doubles(in),
          doubles(in),
          doubles(in),
          in.readInt(),
          in.readLong(),
          in.readLong(),
          in.readDouble());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double[] doubles(DataInputStream in) throws IOException {
    double[] values = new double[in.readInt()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  /** Returns it in one line. */
  @Override
  public String toString() {
    String epochs = Counted.of(losses.length, "epoch") + " of " + Counted.of(examples, "example");
    String loss =
        losses.length == 0
            ? ""
            : String.format(Locale.ROOT, ", mean loss %.4f", losses[losses.length - 1]);
    return epochs + loss + String.format(Locale.ROOT, ", %.1f s", seconds);
  }
}

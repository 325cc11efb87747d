package dev.lockstep.predict;

import dev.lockstep.model.Model;
import dev.lockstep.nn.BlockScorer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.TargetScaling;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The columns of output that hold what a model predicts, after those that are kept. Only values
 * that are written are boxed.
 */
sealed interface Answers extends Serializable {
  /**
   * Returns the answers of a model.
   *
   * @param outputs true for the network's outputs beside the class, one column each
   */
  static Answers of(Model model, boolean outputs) {
    Optional<TargetScaling> targets = model.task().targetScaling();
    return targets.isPresent()
        ? new OfNumbers(model.names(), targets.get())
        : new OfClasses(model.network(), model.names(), outputs);
  }

  /** Returns the columns. */
  List<StructField> columns();

  /**
   * Writes the answers to rows.
   *
   * @param logits [rows x O]; overwritten
   * @param results the rows
   * @param at the place of the first answer in each
   */
  void write(BlockScorer scorer, float[] logits, int rows, Object[][] results, int at);

  /** The class's name, and the network's outputs if wanted. */
  final class OfClasses implements Answers {
    private static final long serialVersionUID = 1L;

    private final Network network;

    @SuppressWarnings("serial") // Lists of the JDK can be serialized.
    private final List<String> names;

    private final boolean outputs;

    /** Made where rows are written. */
    private transient UTF8String[] texts;

    OfClasses(Network network, List<String> names, boolean outputs) {
      this.network = network;
      this.names = names;
      this.outputs = outputs;
    }

    @Override
    public List<StructField> columns() {
      List<StructField> columns = new ArrayList<>();
      columns.add(DataTypes.createStructField("prediction", DataTypes.StringType, false));
      String prefix = network.loss().hasProbabilities() ? "probability_" : "output_";
      int width = network.outputs();
      for (int c = 0; outputs && c < width; c++) {
        String name = width == 1 ? "output" : prefix + names.get(c);
        columns.add(DataTypes.createStructField(name, DataTypes.FloatType, false));
      }
      return columns;
    }

    @Override
    public void write(BlockScorer scorer, float[] logits, int rows, Object[][] results, int at) {
      if (texts == null) {
        texts = names.stream().map(UTF8String::fromString).toArray(UTF8String[]::new);
      }
      for (int b = 0; b < rows; b++) {
        results[b][at] = texts[network.classOf(logits, b)];
      }
      if (outputs) {
        scorer.toOutputs(logits, rows);
        int width = network.outputs();
        for (int b = 0; b < rows; b++) {
          for (int c = 0; c < width; c++) {
            results[b][at + 1 + c] = logits[b * width + c];
          }
        }
      }
    }
  }

  /** The numbers, in doubles: {@code prediction} for one, {@code prediction_NAME} for several. */
  record OfNumbers(List<String> names, TargetScaling scaling) implements Answers {
    @Override
    public List<StructField> columns() {
      return names.stream()
          .map(name -> names.size() == 1 ? "prediction" : "prediction_" + name)
          .map(name -> DataTypes.createStructField(name, DataTypes.DoubleType, false))
          .toList();
    }

    @Override
    public void write(BlockScorer scorer, float[] logits, int rows, Object[][] results, int at) {
      scorer.toOutputs(logits, rows);
      int width = names.size();
      for (int b = 0; b < rows; b++) {
        for (int t = 0; t < width; t++) {
          results[b][at + t] = scaling.toValue(t, logits[b * width + t]);
        }
      }
    }
  }
}

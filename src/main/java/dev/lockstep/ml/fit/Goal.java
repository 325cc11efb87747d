package dev.lockstep.ml.fit;

import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.read.ClassLimit;
import dev.lockstep.data.read.FrameTable;
import dev.lockstep.data.shard.Split;
import dev.lockstep.data.shard.Statistics;
import dev.lockstep.ml.param.ClassParams;
import dev.lockstep.ml.param.LossParams;
import dev.lockstep.ml.param.MlpParams;
import dev.lockstep.ml.vector.Features;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Task;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.train.TargetFit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.util.MetadataUtils;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/** What an estimator learns to predict. */
sealed interface Goal {
  /**
   * What a recipe needs to know of it.
   *
   * @param names the number of classes, or of the numbers to predict
   */
  record Aim(Task task, int names) {}

  /**
   * Returns the goal of an estimator.
   *
   * @param outputs the last of {@code layers}, if it is set
   */
  static Goal of(MlpParams estimator, OptionalInt outputs, StructType schema) {
    return estimator instanceof ClassParams
        ? new Classes(outputs, schema.apply(estimator.getLabelCol()))
        : new Numbers(
            estimator.getLabelCol(),
            NetworkSettings.LOSS.parse(((LossParams) estimator).getLoss()));
  }

  /** Returns the column of labels. */
  FrameTable.Answer answer();

  /** Refuses labels that do not look like what is learned. */
  void check(Statistics rows);

  /** Returns what a recipe needs to know. */
  Aim aim(Split data);

  /** Returns the names of so many classes, or of the numbers to predict. */
  List<String> names(int count);

  /**
   * Learns the classes that labels are.
   *
   * @param outputs their number, if the user has named it
   */
  record Classes(OptionalInt outputs, StructField labels) implements Goal {
    /** The limit of labels without metadata; a column with more values hardly holds labels. */
    private static final ClassLimit UNKNOWN =
        new ClassLimit(10_000, "the most that are counted; set layers for more");

    @Override
    public FrameTable.Answer answer() {
      return FrameTable.Answer.classes(labels.name(), limit());
    }

    private ClassLimit limit() {
      if (outputs.isPresent()) {
        return new ClassLimit(outputs.getAsInt(), "the last of layers");
      }
      Option<Object> known = MetadataUtils.getNumClasses(labels);
      return known.isEmpty()
          ? UNKNOWN
          : new ClassLimit((Integer) known.get(), "the classes in the column's metadata");
    }

    /** Refuses labels that look like amounts, unless the user has named the number of classes. */
    @Override
    public void check(Statistics rows) {
      long different = Arrays.stream(rows.perClass()).filter(count -> count > 0).count();
      if (limit().equals(UNKNOWN) && LabelEncoder.areTooMany(different, rows.count())) {
        throw Features.wrong(
            labels.name(),
            String.format(
                Locale.ROOT,
                "%,d different labels in %,d rows: these are hardly classes; set layers to take them"
                    + " for classes all the same",
                different,
                rows.count()));
      }
    }

    @Override
    public Aim aim(Split data) {
      ClassLimit limit = limit();
      return new Aim(
          Task.CLASSES, limit.equals(UNKNOWN) ? Math.max(2, data.classes()) : limit.classes());
    }

    @Override
    public List<String> names(int count) {
      if (Attribute.fromStructField(labels) instanceof NominalAttribute nominal
          && nominal.values().isDefined()
          && nominal.values().get().length == count) {
        return Arrays.asList(nominal.values().get());
      }
      return IntStream.range(0, count).mapToObj(String::valueOf).toList();
    }
  }

  /** Learns a number. */
  record Numbers(String label, LossFunction loss) implements Goal {
    @Override
    public FrameTable.Answer answer() {
      return FrameTable.Answer.numbers(label, loss.isOfCounts());
    }

    @Override
    public void check(Statistics rows) {}

    @Override
    public Aim aim(Split data) {
      return new Aim(new ValueTask(TargetFit.fit(data.train(), loss)), 1);
    }

    @Override
    public List<String> names(int count) {
      return List.of(label);
    }
  }
}

package dev.lockstep.recipe;

import dev.lockstep.nn.Network;
import dev.lockstep.nn.Task;
import dev.lockstep.optim.AdamW;
import dev.lockstep.optim.Clipping;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Penalty;
import dev.lockstep.optim.ScheduleName;
import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.Stepper;
import dev.lockstep.optim.Update;
import dev.lockstep.recipe.Setting.Place;
import dev.lockstep.recipe.Setting.Use;
import dev.lockstep.text.Range;
import dev.lockstep.text.SettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The settings that decide how the weights are trained, and the objects that follow from them. */
public final class TrainingSettings {
  static final List<Setting<?>> ROWS = new ArrayList<>();

  public static final Setting<OptimizerName> OPTIMIZER =
      row("optimizer", SettingType.choice(OptimizerName.class), OptimizerName.ADAMW)
          .doc("How gradients change the weights")
          .at(Place.OPTIMIZER);

  private static final Use<OptimizerName> STEPPERS = useOf(OptimizerName.ADAMW, OptimizerName.SGD);
  private static final Use<OptimizerName> ONLY_ADAMW = useOf(OptimizerName.ADAMW);
  private static final Use<OptimizerName> ONLY_SGD = useOf(OptimizerName.SGD);
  private static final Use<OptimizerName> ONLY_LBFGS = useOf(OptimizerName.LBFGS);

  public static final Setting<Double> LEARNING_RATE =
      row("learningRate", SettingType.DOUBLE, 0.005)
          .doc("Highest learning rate of the schedule")
          .label("RATE")
          .in(Range.FINITE_POSITIVE)
          .onlyFor(STEPPERS, 1.0);

  public static final Setting<ScheduleName> SCHEDULE =
      row("schedule", SettingType.choice(ScheduleName.class), ScheduleName.ONE_CYCLE)
          .doc("Schedule of the learning rate")
          .onlyFor(STEPPERS, ScheduleName.CONSTANT);

  public static final Setting<Long> WARMUP =
      row("warmup", SettingType.LONG, 0L)
          .doc("Steps in which the learning rate climbs from 0")
          .label("STEPS")
          .in(Range.FINITE_NOT_NEGATIVE)
          .onlyFor(STEPPERS, 0L);

  public static final Setting<Float> MOMENTUM =
      row("momentum", SettingType.FLOAT, 0.9f)
          .doc("Momentum of sgd")
          .in(Range.DECAY)
          .onlyFor(ONLY_SGD, null)
          .at(Place.OPTIMIZER);

  public static final Setting<Boolean> NESTEROV =
      row("nesterov", SettingType.FLAG, false)
          .doc("Nesterov's momentum, with sgd")
          .onlyFor(ONLY_SGD, null)
          .at(Place.OPTIMIZER);

  public static final Setting<Float> BETA1 =
      row("beta1", SettingType.FLOAT, 0.9f)
          .doc("Decay of adamw's first moment")
          .in(Range.DECAY)
          .onlyFor(ONLY_ADAMW, null)
          .at(Place.OPTIMIZER);

  public static final Setting<Float> BETA2 =
      row("beta2", SettingType.FLOAT, 0.999f)
          .doc("Decay of adamw's second moment")
          .in(Range.DECAY)
          .onlyFor(ONLY_ADAMW, null)
          .at(Place.OPTIMIZER);

  public static final Setting<Float> EPSILON =
      row("epsilon", SettingType.FLOAT, 1e-8f)
          .doc("Number that adamw adds to the root of the second moment")
          .in(Range.FINITE_POSITIVE)
          .onlyFor(ONLY_ADAMW, null)
          .at(Place.OPTIMIZER);

  public static final Setting<Float> WEIGHT_DECAY =
      row("weightDecay", SettingType.FLOAT, 0f)
          .doc("Weight decay: decoupled with adamw, L2 with sgd")
          .label("DECAY")
          .in(Range.FINITE_NOT_NEGATIVE)
          .onlyFor(STEPPERS, null)
          .at(Place.OPTIMIZER);

  /** The default is Spark ML's. */
  public static final Setting<Integer> CORRECTIONS =
      row("corrections", SettingType.INT, 10)
          .doc("Pairs of changes that lbfgs remembers")
          .in(Range.ONE_OR_MORE)
          .onlyFor(ONLY_LBFGS, null)
          .at(Place.OPTIMIZER)
          .recordedOnly();

  /** The default is Spark ML's. */
  public static final Setting<Double> TOLERANCE =
      row("tolerance", SettingType.DOUBLE, 1e-6)
          .doc("Relative change of the loss below which lbfgs ends")
          .in(Range.ZERO_TO_BELOW_ONE)
          .onlyFor(ONLY_LBFGS, null)
          .at(Place.OPTIMIZER)
          .recordedOnly();

  public static final Setting<Float> CLIP_NORM =
      row("clipNorm", SettingType.FLOAT, Float.POSITIVE_INFINITY)
          .doc("Scale the mean gradient down to this norm")
          .label("NORM")
          .otherwise("no limit")
          .in(Range.POSITIVE)
          .onlyFor(STEPPERS, null)
          .at(Place.UNLESS_DEFAULT);

  public static final Setting<Float> CLIP_VALUE =
      row("clipValue", SettingType.FLOAT, Float.POSITIVE_INFINITY)
          .doc("Cut the mean gradient's elements at this magnitude")
          .label("VALUE")
          .otherwise("no limit")
          .in(Range.POSITIVE)
          .onlyFor(STEPPERS, null)
          .at(Place.UNLESS_DEFAULT);

  public static final Setting<ClassWeights> CLASS_WEIGHTS =
      row("classWeights", SettingType.CLASS_WEIGHTS, ClassWeights.NONE)
          .doc(
              "Weight of each class's examples in training, in the classes' order, as in 1,2.5;"
                  + " 'balanced' for the same of every class")
          .label("WEIGHTS")
          .otherwise("1 each")
          .param(null)
          .at(Place.NOWHERE);

  public static final Setting<Float> DROPOUT =
      row("dropout", SettingType.FLOAT, 0f)
          .doc("Share of the hidden layers' outputs that a training step leaves out")
          .label("SHARE")
          .summary("dropout")
          .in(Range.ZERO_TO_BELOW_ONE)
          .onlyFor(STEPPERS, null)
          .at(Place.UNLESS_DEFAULT);

  public static final Setting<Float> L1 =
      row("l1", SettingType.FLOAT, 0f)
          .doc("Factor of the weights' summed magnitudes, added to the loss; biases are free")
          .label("FACTOR")
          .summary("L1")
          .in(Range.FINITE_ZERO_OR_MORE)
          .onlyFor(STEPPERS, null)
          .at(Place.UNLESS_DEFAULT);

  public static final Setting<Float> L2 =
      row("l2", SettingType.FLOAT, 0f)
          .doc("Factor of half the weights' summed squares, added to the loss; biases are free")
          .label("FACTOR")
          .summary("L2")
          .in(Range.FINITE_ZERO_OR_MORE)
          .onlyFor(STEPPERS, null)
          .at(Place.UNLESS_DEFAULT);

  public static final Setting<Float> LABEL_SMOOTHING =
      row("labelSmoothing", SettingType.FLOAT, 0f)
          .doc("Share of a target that is spread over all classes, in training")
          .label("SHARE")
          .summary("label smoothing")
          .in(Range.ZERO_TO_BELOW_ONE)
          .at(Place.UNLESS_DEFAULT);

  /** Where the user names none, {@link DefaultSteps} may make it more than this default. */
  public static final Setting<Integer> EPOCHS =
      row("epochs", SettingType.INT, 10)
          .doc(
              "Passes over the examples; with lbfgs, the most iterations over all of them; 0 keeps the"
                  + " first weights")
          .otherwise("10, or more where that would be fewer than 780 steps")
          .in(Range.ZERO_OR_MORE);

  public static final Setting<Long> BATCH =
      row("batch", SettingType.EXAMPLES, 256L)
          .doc(
              "Examples per step over all shards; 'all', or more than there are, makes a step an epoch")
          .label("EXAMPLES")
          .param("batchSize")
          .otherwise("256, or less for fewer than 2,048 examples: 16 at least")
          .in(Range.ONE_OR_MORE)
          .onlyFor(STEPPERS, null);

  public static final Setting<Integer> AVERAGE_EVERY =
      row("averageEvery", SettingType.INT, 1)
          .doc(
              "Steps that each shard takes on its own before parameters are averaged; 1 averages gradients")
          .label("STEPS")
          .in(Range.ONE_OR_MORE)
          .onlyFor(STEPPERS, 1);

  public static final Setting<Double> VALIDATION =
      row("validation", SettingType.DOUBLE, 0.0)
          .doc(
              "Share of the examples in the validation set, as in 0.1, which is evaluated after every epoch")
          .label("SHARE")
          .otherwise("none")
          .param("validationFraction")
          .in(Range.ZERO_TO_BELOW_ONE)
          .at(Place.UNLESS_DEFAULT);

  public static final Setting<Integer> PATIENCE =
      row("patience", SettingType.INT, 0)
          .doc(
              "Epochs without a better value on the validation set before training stops; the best"
                  + " epoch's weights are the model's")
          .option("early-stopping")
          .label("PATIENCE")
          .otherwise("never")
          .in(Range.ZERO_OR_MORE)
          .at(Place.UNLESS_DEFAULT);

  public static final Setting<EarlyStopping.Measure> MEASURE =
      row("measure", SettingType.choice(EarlyStopping.Measure.class), EarlyStopping.Measure.LOSS)
          .doc("Measure to watch on the validation set")
          .option("stop-on")
          .label("<stopOn>")
          .param("stopOn")
          .at(Place.UNLESS_DEFAULT);

  /** 0 for the number that follows from the number of examples and the batch. */
  public static final Setting<Integer> SHARDS =
      row("shards", SettingType.INT, 0)
          .doc("Parts into which the examples are divided")
          .otherwise("from the number of examples and the batch")
          .in(Range.ONE_OR_MORE);

  public static final Setting<ScalingChoice> SCALING =
      row("scaling", SettingType.choice(ScalingChoice.class), (ScalingChoice) null)
          .doc("Scaling of the features")
          .otherwise(
              "/255 where all are whole numbers from 0 to 255 and some above 127, else standardise")
          .param(null)
          .at(Place.NOWHERE);

  public static final Setting<Long> SEED =
      row("seed", SettingType.LONG, 1L)
          .doc("Seed of the first weights and the order of the examples");

  private TrainingSettings() {}

  private static <T> Setting<T> row(String name, SettingType<T> type, T defaultValue) {
    Setting<T> row = new Setting<>(name, type, defaultValue);
    ROWS.add(row);
    return row;
  }

  private static Use<OptimizerName> useOf(OptimizerName... optimizers) {
    return new Use<>(OPTIMIZER, Set.of(optimizers), OptimizerName::reason);
  }

  static Optimizer optimizer(Values values) {
    return switch (values.get(OPTIMIZER)) {
      case ADAMW ->
          new AdamW(
              values.get(BETA1), values.get(BETA2), values.get(EPSILON), values.get(WEIGHT_DECAY));
      case SGD -> new Sgd(values.get(MOMENTUM), values.get(NESTEROV), values.get(WEIGHT_DECAY));
      case LBFGS -> new Lbfgs(values.get(CORRECTIONS), values.get(TOLERANCE));
    };
  }

  /** Returns the update of a stepper's step: penalty, clipping, rule. */
  static Update update(Values values, Stepper stepper, Network network) {
    List<Penalty.Span> weights =
        IntStream.range(0, network.layers())
            .mapToObj(
                layer -> new Penalty.Span(network.weightOffset(layer), network.biasOffset(layer)))
            .toList();
    return new Update(
        List.of(
            new Penalty(values.get(L1), values.get(L2), weights),
            new Clipping(values.get(CLIP_NORM), values.get(CLIP_VALUE))),
        stepper);
  }

  /**
   * Checks that settings are for what is predicted.
   *
   * @throws SettingException if one is not; the message names it
   */
  static void requireFor(Task task, Values values) {
    EarlyStopping.Measure measure = values.get(MEASURE);
    if (task.hasClasses()) {
      require(!measure.isOfNumbers(), "{measure} " + measure + " is for numbers to predict");
      return;
    }
    require(!measure.isOfClasses(), "{measure} " + measure + " is for classes");
    require(values.get(LABEL_SMOOTHING) == 0, "{labelSmoothing} is for classes");
    require(!values.get(NetworkSettings.SINGLE_OUTPUT), "{singleOutput} is for classes");
  }

  private static void require(boolean fits, String message) {
    if (!fits) {
      throw new SettingException(message);
    }
  }

  static EarlyStopping stopping(Values values) {
    return new EarlyStopping(values.get(VALIDATION), values.get(PATIENCE), values.get(MEASURE));
  }
}

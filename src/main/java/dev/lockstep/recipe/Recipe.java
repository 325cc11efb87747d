package dev.lockstep.recipe;

import dev.lockstep.input.InputScaling;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Initialization;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Task;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.ScheduleName;
import dev.lockstep.optim.Stepper;
import dev.lockstep.optim.Update;
import dev.lockstep.text.SettingException;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Everything but the examples that decides the model: the settings' values, and what follows from
 * the data. Network, optimizer and the like are made from the settings on each call.
 *
 * @param values of all recorded settings; batch, shards and epochs as the data have them
 * @param sizes of the layers: the network's inputs, the hidden layers' widths, outputs
 * @param preprocessing of raw rows, fitted to the training set
 * @param task what is predicted: classes, or numbers with their scaling
 * @param classWeights factors of the losses of the classes' examples, one for each class; empty
 *     where all are 1
 * @param from the SHA-256 of the weights of the model that training starts from; null where the
 *     initialization gives the first weights
 */
public record Recipe(
    Values values,
    List<Integer> sizes,
    Preprocessing preprocessing,
    Task task,
    List<Float> classWeights,
    String from)
    implements Serializable {
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * The facts about the data that a recipe needs.
   *
   * @param names the number of classes, or of the numbers to predict
   * @param shards the number of parts into which the examples are divided
   */
  public record Facts(
      Task task, int names, long examples, int shards, Preprocessing preprocessing) {
    /** Creates the facts about examples of classes. */
    public Facts(int classes, long examples, int shards, Preprocessing preprocessing) {
      this(Task.CLASSES, classes, examples, shards, preprocessing);
    }

    /** Creates the facts about examples of classes and of numbers of which none is missing. */
    public Facts(int features, int classes, long examples, int shards, InputScaling scaling) {
      this(classes, examples, shards, Preprocessing.plain(features, scaling));
    }
  }

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if values are wrong or contradict each other
   */
  public Recipe {
    Network network = NetworkSettings.network(values, sizes);
    values = Settings.recorded(values);
    sizes = List.copyOf(sizes);
    classWeights = List.copyOf(classWeights);
    NetworkSettings.initialization(values);
    if (TrainingSettings.optimizer(values) instanceof Stepper stepper) {
      TrainingSettings.update(values, stepper, network);
    }
    TrainingSettings.stopping(values);
    task.requireNetwork(network);
    TrainingSettings.requireFor(task, values);
    if (!classWeights.isEmpty() && !task.hasClasses()) {
      throw new SettingException("{classWeights} is for classes, and numbers are predicted");
    }
    requireClassWeights(classWeights, task.names(network));
    if (preprocessing.inputs() != network.features()) {
      throw new IllegalArgumentException(
          "a preprocessing to " + preprocessing.inputs() + " inputs, for " + network.features());
    }
    if (from != null && !SHA_256.matcher(from).matches()) {
      throw new IllegalArgumentException("from: not a SHA-256 of weights: " + from);
    }
  }

  /** Creates the recipe of a model of classes. */
  public Recipe(
      Values values,
      List<Integer> sizes,
      Preprocessing preprocessing,
      List<Float> classWeights,
      String from) {
    this(values, sizes, preprocessing, Task.CLASSES, classWeights, from);
  }

  /** Creates the recipe of a model of classes for rows of numbers of which none is missing. */
  public Recipe(
      Values values,
      List<Integer> sizes,
      InputScaling scaling,
      List<Float> classWeights,
      String from) {
    this(values, sizes, plain(sizes, scaling), classWeights, from);
  }

  /** Returns the preprocessing of rows of numbers; sizes that are wrong are refused elsewhere. */
  public static Preprocessing plain(List<Integer> sizes, InputScaling scaling) {
    return Preprocessing.plain(sizes.isEmpty() ? 0 : sizes.get(0), scaling);
  }

  /** Returns the scaling of the numbers among the columns. */
  public InputScaling scaling() {
    return preprocessing.scaling();
  }

  /**
   * Returns the recipe of a user's settings for these data; classes have no weights yet.
   *
   * @throws SettingException if a setting is wrong or contradicts another
   */
  public static Recipe of(Values given, Facts facts) {
    Values values =
        given.has(NetworkSettings.LOSS)
            ? given
            : given.with(NetworkSettings.LOSS, facts.task.defaultLoss());
    TrainingSettings.requireFor(facts.task, values);
    long batch = batch(values, facts.examples);
    int epochs =
        values.has(TrainingSettings.EPOCHS)
            ? values.get(TrainingSettings.EPOCHS)
            : DefaultSteps.epochs(values, facts.examples, batch);
    return new Recipe(
        values
            .with(TrainingSettings.BATCH, batch)
            .with(TrainingSettings.SHARDS, facts.shards)
            .with(TrainingSettings.EPOCHS, epochs),
        NetworkSettings.sizes(values, facts.preprocessing.inputs(), facts.names),
        facts.preprocessing,
        facts.task,
        List.of(),
        /* from= */ null);
  }

  /**
   * Returns the examples of a step, of so many in all.
   *
   * @throws SettingException if a setting is wrong or contradicts another
   */
  public static long batch(Values values, long examples) {
    if (!Settings.checked(values).use(TrainingSettings.BATCH)) {
      return examples;
    }
    long batch =
        values.has(TrainingSettings.BATCH)
            ? values.get(TrainingSettings.BATCH)
            : DefaultSteps.batch(examples);
    return Math.min(batch, examples);
  }

  private static void requireClassWeights(List<Float> weights, int classes) {
    if (!weights.isEmpty() && weights.size() != classes) {
      throw new SettingException(
          "{classWeights} has "
              + weights.size()
              + " weights, but there are "
              + classes
              + " classes");
    }
    for (float weight : weights) {
      if (!(weight > 0) || Float.isInfinite(weight)) {
        throw new SettingException("{classWeights} must be positive and finite: " + weight);
      }
    }
  }

  /**
   * Returns this recipe started from a model's weights and with its preprocessing.
   *
   * @throws IllegalArgumentException if the model has other layers or another activation; the
   *     message names both
   */
  public Recipe startingFrom(Model model) {
    Network network = network();
    Network other = model.network();
    if (!other.sizes().equals(sizes)) {
      throw new IllegalArgumentException(
          "is a model of " + other + ", but data and options ask for " + network);
    }
    if (other.activation() != network.activation()) {
      throw new SettingException(
          "is a model with {activation} "
              + other.activation()
              + ", but the options ask for "
              + network.activation());
    }
    String sha256 = Model.weightsSha256(model.parameters());
    if (model.task().hasClasses() != task.hasClasses()) {
      throw new IllegalArgumentException(
          "is a model of " + model.task().plural() + ", and the data are of " + task.plural());
    }
    return new Recipe(values, sizes, model.preprocessing(), model.task(), classWeights, sha256);
  }

  /** Returns this recipe with another value of a setting. */
  public <T> Recipe with(Setting<T> setting, T value) {
    return new Recipe(values.with(setting, value), sizes, preprocessing, task, classWeights, from);
  }

  /** Returns this recipe with other class weights. */
  public Recipe withClassWeights(List<Float> weights) {
    return new Recipe(values, sizes, preprocessing, task, weights, from);
  }

  /** Returns this recipe without a validation set, run to its last epoch. */
  public Recipe withoutStopping() {
    Values always =
        values
            .without(TrainingSettings.VALIDATION)
            .without(TrainingSettings.PATIENCE)
            .without(TrainingSettings.MEASURE);
    return new Recipe(always, sizes, preprocessing, task, classWeights, from);
  }

  /** Returns the value of a recorded setting. */
  public <T> T get(Setting<T> setting) {
    return values.get(setting);
  }

  public Network network() {
    return NetworkSettings.network(values, sizes);
  }

  public Initialization initialization() {
    return NetworkSettings.initialization(values);
  }

  public Optimizer optimizer() {
    return TrainingSettings.optimizer(values);
  }

  /** Returns the update of a step; empty where a search finds its own steps. */
  public Optional<Update> update() {
    return optimizer() instanceof Stepper stepper
        ? Optional.of(TrainingSettings.update(values, stepper, network()))
        : Optional.empty();
  }

  public EarlyStopping stopping() {
    return TrainingSettings.stopping(values);
  }

  public ScheduleName schedule() {
    return get(TrainingSettings.SCHEDULE);
  }

  /** Returns the schedule's highest learning rate. */
  public double learningRate() {
    return get(TrainingSettings.LEARNING_RATE);
  }

  public long warmup() {
    return get(TrainingSettings.WARMUP);
  }

  public int epochs() {
    return get(TrainingSettings.EPOCHS);
  }

  /** Returns the number of examples per step, over all shards. */
  public long batch() {
    return get(TrainingSettings.BATCH);
  }

  /** Returns the number of steps from one exchange with the driver to the next. */
  public int averageEvery() {
    return get(TrainingSettings.AVERAGE_EVERY);
  }

  public int shards() {
    return get(TrainingSettings.SHARDS);
  }

  public long seed() {
    return get(TrainingSettings.SEED);
  }

  /** Returns the number of steps per epoch, T in the design. */
  public long stepsPerEpoch(long examples) {
    return (examples - 1) / batch() + 1;
  }

  /** Returns true if training may end before the last epoch. */
  public boolean mayEndEarly() {
    return stopping().patience() > 0 || optimizer().mayConverge();
  }
}

package dev.lockstep.ml;

import dev.lockstep.recipe.TrainingSettings;
import dev.lockstep.train.exchange.ExchangeKind;
import java.util.Arrays;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;

/** The parameters of {@link MlpClassifier} that decide how steps are taken, and how many. */
public abstract class MlpTrainingParams<
        E extends MlpNetworkParams<E, M>, M extends ProbabilisticClassificationModel<Vector, M>>
    extends MlpNetworkParams<E, M> {
  private static final long serialVersionUID = 1L;

  private final Param<String> optimizer = choice(TrainingSettings.OPTIMIZER);
  private final DoubleParam learningRate = real(TrainingSettings.LEARNING_RATE);
  private final Param<String> schedule = choice(TrainingSettings.SCHEDULE);
  private final IntParam warmup = whole(TrainingSettings.WARMUP);
  private final DoubleParam momentum = real(TrainingSettings.MOMENTUM);
  private final BooleanParam nesterov = flag(TrainingSettings.NESTEROV);
  private final DoubleParam beta1 = real(TrainingSettings.BETA1);
  private final DoubleParam beta2 = real(TrainingSettings.BETA2);
  private final DoubleParam epsilon = real(TrainingSettings.EPSILON);
  private final DoubleParam weightDecay = real(TrainingSettings.WEIGHT_DECAY);
  private final DoubleParam clipNorm = real(TrainingSettings.CLIP_NORM);
  private final DoubleParam clipValue = real(TrainingSettings.CLIP_VALUE);
  private final IntParam batchSize = undecided(TrainingSettings.BATCH);
  private final IntParam averageEvery = whole(TrainingSettings.AVERAGE_EVERY);
  private final IntParam shards = whole(TrainingSettings.SHARDS);
  private final IntParam epochs = undecided(TrainingSettings.EPOCHS);
  private final IntParam maxIter =
      new IntParam(
          this,
          "maxIter",
          "another name for epochs, that of Spark's classifier; in place of epochs",
          range("maxIter", TrainingSettings.EPOCHS));
  private final Param<String> exchange =
      choice(
          "exchange",
          "how parameters go to the executors and gradients return; the model stays the same."
              + " resident: one Spark job whose tasks run during the whole training; jobs: one Spark"
              + " job per step; auto: resident if possible, else jobs",
          Arrays.stream(ExchangeKind.values()).map(ExchangeKind::toString).toList(),
          ExchangeKind.AUTO.toString());

  MlpTrainingParams(UidHandover handover) {
    super(handover);
  }

  public Param<String> optimizer() {
    return optimizer;
  }

  public String getOptimizer() {
    return getOrDefault(optimizer);
  }

  public E setOptimizer(String name) {
    return with(optimizer, name);
  }

  public DoubleParam learningRate() {
    return learningRate;
  }

  public double getLearningRate() {
    return (Double) getOrDefault(learningRate);
  }

  public E setLearningRate(double rate) {
    return with(learningRate, rate);
  }

  public Param<String> schedule() {
    return schedule;
  }

  public String getSchedule() {
    return getOrDefault(schedule);
  }

  public E setSchedule(String name) {
    return with(schedule, name);
  }

  public IntParam warmup() {
    return warmup;
  }

  public int getWarmup() {
    return (Integer) getOrDefault(warmup);
  }

  public E setWarmup(int steps) {
    return with(warmup, steps);
  }

  public DoubleParam momentum() {
    return momentum;
  }

  public double getMomentum() {
    return (Double) getOrDefault(momentum);
  }

  public E setMomentum(double value) {
    return with(momentum, value);
  }

  public BooleanParam nesterov() {
    return nesterov;
  }

  public boolean getNesterov() {
    return (Boolean) getOrDefault(nesterov);
  }

  public E setNesterov(boolean on) {
    return with(nesterov, on);
  }

  public DoubleParam beta1() {
    return beta1;
  }

  public double getBeta1() {
    return (Double) getOrDefault(beta1);
  }

  public E setBeta1(double value) {
    return with(beta1, value);
  }

  public DoubleParam beta2() {
    return beta2;
  }

  public double getBeta2() {
    return (Double) getOrDefault(beta2);
  }

  public E setBeta2(double value) {
    return with(beta2, value);
  }

  public DoubleParam epsilon() {
    return epsilon;
  }

  public double getEpsilon() {
    return (Double) getOrDefault(epsilon);
  }

  public E setEpsilon(double value) {
    return with(epsilon, value);
  }

  public DoubleParam weightDecay() {
    return weightDecay;
  }

  public double getWeightDecay() {
    return (Double) getOrDefault(weightDecay);
  }

  public E setWeightDecay(double decay) {
    return with(weightDecay, decay);
  }

  public DoubleParam clipNorm() {
    return clipNorm;
  }

  public double getClipNorm() {
    return (Double) getOrDefault(clipNorm);
  }

  public E setClipNorm(double limit) {
    return with(clipNorm, limit);
  }

  public DoubleParam clipValue() {
    return clipValue;
  }

  public double getClipValue() {
    return (Double) getOrDefault(clipValue);
  }

  public E setClipValue(double limit) {
    return with(clipValue, limit);
  }

  public IntParam batchSize() {
    return batchSize;
  }

  /**
   * Returns the examples of a step.
   *
   * @throws java.util.NoSuchElementException if none were set: the number follows from the rows
   */
  public int getBatchSize() {
    return (Integer) getOrDefault(batchSize);
  }

  public E setBatchSize(int examples) {
    return with(batchSize, examples);
  }

  public IntParam averageEvery() {
    return averageEvery;
  }

  public int getAverageEvery() {
    return (Integer) getOrDefault(averageEvery);
  }

  public E setAverageEvery(int steps) {
    return with(averageEvery, steps);
  }

  public IntParam shards() {
    return shards;
  }

  public int getShards() {
    return (Integer) getOrDefault(shards);
  }

  public E setShards(int count) {
    return with(shards, count);
  }

  public IntParam epochs() {
    return epochs;
  }

  /**
   * Returns the passes over the examples, set by {@code epochs} or {@code maxIter}.
   *
   * @throws java.util.NoSuchElementException if neither was set: the number follows from the rows
   */
  public int getEpochs() {
    return (Integer) getOrDefault(isSet(maxIter) ? maxIter : epochs);
  }

  public IntParam maxIter() {
    return maxIter;
  }

  /** Returns the same as {@link #getEpochs}. */
  public int getMaxIter() {
    return getEpochs();
  }

  public Param<String> exchange() {
    return exchange;
  }

  public String getExchange() {
    return getOrDefault(exchange);
  }

  /** Sets the exchange: {@code auto}, {@code resident} or {@code jobs}. */
  public E setExchange(String name) {
    return with(exchange, name);
  }
}

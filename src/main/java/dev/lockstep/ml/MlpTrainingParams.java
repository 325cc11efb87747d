package dev.lockstep.ml;

import dev.lockstep.optim.Decay;
import dev.lockstep.optim.Sgd;
import java.util.List;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/** The parameters of {@link MlpClassifier} that say how a step is taken, and how many. */
public abstract class MlpTrainingParams extends MlpNetworkParams {
  private static final long serialVersionUID = 1L;

  static final String ADAMW = "adamw";
  static final String SGD = "sgd";
  static final String LBFGS = "lbfgs";

  private final Param<String> optimizer =
      choice(
          "optimizer",
          "update rule; with lbfgs, an epoch is an iteration over all rows",
          List.of(ADAMW, SGD, LBFGS));
  private final DoubleParam learningRate =
      new DoubleParam(this, "learningRate", "the schedule's highest", ParamValidators.gt(0));
  private final Param<String> schedule =
      choice("schedule", "of the learning rate", names(Decay.values()));
  private final IntParam warmup =
      new IntParam(
          this,
          "warmup",
          "steps in which the learning rate climbs from 0",
          ParamValidators.gtEq(0));
  private final IntParam epochs =
      new IntParam(this, "epochs", "passes over the examples", ParamValidators.gtEq(1));
  private final IntParam maxIter =
      new IntParam(
          this,
          "maxIter",
          "another name for epochs, that of Spark's classifier; in place of epochs",
          ParamValidators.gtEq(1));
  private final IntParam batchSize =
      new IntParam(
          this,
          "batchSize",
          "examples per step over all shards; more than there are makes a step an epoch",
          ParamValidators.gtEq(1));
  private final IntParam averageEvery =
      new IntParam(
          this,
          "averageEvery",
          "steps that each shard takes on its own before parameters are averaged; 1 averages"
              + " gradients",
          ParamValidators.gtEq(1));
  private final IntParam shards =
      new IntParam(
          this,
          "shards",
          "parts into which the examples are divided; part of what decides the model, unlike Spark's"
              + " partitions; 0 for as many as follow from the number of examples",
          ParamValidators.gtEq(0));
  private final DoubleParam weightDecay =
      new DoubleParam(
          this, "weightDecay", "decoupled with adamw, L2 with sgd", ParamValidators.gtEq(0));
  private final DoubleParam momentum =
      new DoubleParam(this, "momentum", "of sgd", ParamValidators.inRange(0, 1, true, false));
  private final BooleanParam nesterov =
      new BooleanParam(this, "nesterov", "whether sgd's momentum is Nesterov's");
  private final DoubleParam clipNorm =
      new DoubleParam(
          this,
          "clipNorm",
          "the mean gradient is scaled down to this norm; infinite for no limit",
          ParamValidators.gt(0));
  private final DoubleParam clipValue =
      new DoubleParam(
          this,
          "clipValue",
          "the mean gradient's elements are cut at this magnitude; infinite for no limit",
          ParamValidators.gt(0));

  MlpTrainingParams(UidHandover handover) {
    super(handover);
    setDefault(optimizer, ADAMW);
    setDefault(learningRate, 0.005);
    setDefault(schedule, Decay.ONE_CYCLE.toString());
    setDefault(warmup, 0);
    setDefault(epochs, 10);
    setDefault(batchSize, 256);
    setDefault(averageEvery, 1);
    setDefault(shards, 0);
    setDefault(weightDecay, 0.0);
    setDefault(momentum, Double.parseDouble(Float.toString(Sgd.DEFAULT_MOMENTUM)));
    setDefault(nesterov, false);
    setDefault(clipNorm, Double.POSITIVE_INFINITY);
    setDefault(clipValue, Double.POSITIVE_INFINITY);
  }

  public Param<String> optimizer() {
    return optimizer;
  }

  public String getOptimizer() {
    return getOrDefault(optimizer);
  }

  public DoubleParam learningRate() {
    return learningRate;
  }

  public double getLearningRate() {
    return (Double) getOrDefault(learningRate);
  }

  public Param<String> schedule() {
    return schedule;
  }

  public String getSchedule() {
    return getOrDefault(schedule);
  }

  public IntParam warmup() {
    return warmup;
  }

  public int getWarmup() {
    return (Integer) getOrDefault(warmup);
  }

  public IntParam epochs() {
    return epochs;
  }

  /** The passes over the examples, whichever of {@code epochs} and {@code maxIter} was set. */
  public int getEpochs() {
    return (Integer) getOrDefault(isSet(maxIter) ? maxIter : epochs);
  }

  public IntParam maxIter() {
    return maxIter;
  }

  /** The same as {@link #getEpochs}. */
  public int getMaxIter() {
    return getEpochs();
  }

  public IntParam batchSize() {
    return batchSize;
  }

  public int getBatchSize() {
    return (Integer) getOrDefault(batchSize);
  }

  public IntParam averageEvery() {
    return averageEvery;
  }

  public int getAverageEvery() {
    return (Integer) getOrDefault(averageEvery);
  }

  public IntParam shards() {
    return shards;
  }

  public int getShards() {
    return (Integer) getOrDefault(shards);
  }

  public DoubleParam weightDecay() {
    return weightDecay;
  }

  public double getWeightDecay() {
    return (Double) getOrDefault(weightDecay);
  }

  public DoubleParam momentum() {
    return momentum;
  }

  public double getMomentum() {
    return (Double) getOrDefault(momentum);
  }

  public BooleanParam nesterov() {
    return nesterov;
  }

  public boolean getNesterov() {
    return (Boolean) getOrDefault(nesterov);
  }

  public DoubleParam clipNorm() {
    return clipNorm;
  }

  public double getClipNorm() {
    return (Double) getOrDefault(clipNorm);
  }

  public DoubleParam clipValue() {
    return clipValue;
  }

  public double getClipValue() {
    return (Double) getOrDefault(clipValue);
  }
}

package dev.lockstep.ml;

import dev.lockstep.recipe.Stopping;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import scala.Function1;

/**
 * The parameters of {@link MlpClassifier} and their defaults, which are the command line's; here
 * those that keep it from learning its rows by heart, and say when it is to stop. Spark finds a
 * parameter by the public method that returns it.
 */
public abstract class MlpClassifierParams extends MlpTrainingParams {
  private static final long serialVersionUID = 1L;

  private final DoubleParam dropout =
      new DoubleParam(
          this,
          "dropout",
          "share of the hidden layers' outputs that a training step leaves out",
          ParamValidators.inRange(0, 1, true, false));
  private final DoubleParam l1 =
      new DoubleParam(
          this,
          "l1",
          "factor of the sum of the weights' magnitudes, added to the loss; biases are free",
          ParamValidators.inRange(0, Float.MAX_VALUE));
  private final DoubleParam l2 =
      new DoubleParam(
          this,
          "l2",
          "factor of half the sum of the weights' squares, added to the loss; biases are free",
          ParamValidators.inRange(0, Float.MAX_VALUE));
  private final DoubleParam labelSmoothing =
      new DoubleParam(
          this,
          "labelSmoothing",
          "share of a target that is spread over all classes, in training",
          ParamValidators.inRange(0, 1, true, false));
  private final DoubleArrayParam classWeights =
      new DoubleArrayParam(
          this,
          "classWeights",
          "what the rows of each class count in training, in the classes' order; empty for 1 each",
          positive());
  private final BooleanParam balanceClasses =
      new BooleanParam(
          this,
          "balanceClasses",
          "whether every class counts the same in training, however many rows it has; in place of"
              + " classWeights");
  private final DoubleParam validationFraction =
      new DoubleParam(
          this,
          "validationFraction",
          "share of the rows that is held out of training, by their content, and evaluated after every epoch",
          ParamValidators.inRange(0, 1, true, false));
  private final IntParam patience =
      new IntParam(
          this,
          "patience",
          "epochs without a better value on the rows held out after which training ends, with the"
              + " best epoch's weights; 0 for never",
          ParamValidators.gtEq(0));
  private final Param<String> stopOn =
      choice("stopOn", "what is watched on the rows held out", names(Stopping.Measure.values()));

  MlpClassifierParams(UidHandover handover) {
    super(handover);
    setDefault(dropout, 0.0);
    setDefault(l1, 0.0);
    setDefault(l2, 0.0);
    setDefault(labelSmoothing, 0.0);
    setDefault(classWeights, new double[0]);
    setDefault(balanceClasses, false);
    setDefault(validationFraction, 0.0);
    setDefault(patience, 0);
    setDefault(stopOn, Stopping.Measure.LOSS.toString());
  }

  public DoubleParam dropout() {
    return dropout;
  }

  public double getDropout() {
    return (Double) getOrDefault(dropout);
  }

  public DoubleParam l1() {
    return l1;
  }

  public double getL1() {
    return (Double) getOrDefault(l1);
  }

  public DoubleParam l2() {
    return l2;
  }

  public double getL2() {
    return (Double) getOrDefault(l2);
  }

  public DoubleParam labelSmoothing() {
    return labelSmoothing;
  }

  public double getLabelSmoothing() {
    return (Double) getOrDefault(labelSmoothing);
  }

  public DoubleArrayParam classWeights() {
    return classWeights;
  }

  public double[] getClassWeights() {
    return getOrDefault(classWeights);
  }

  public BooleanParam balanceClasses() {
    return balanceClasses;
  }

  public boolean getBalanceClasses() {
    return (Boolean) getOrDefault(balanceClasses);
  }

  public DoubleParam validationFraction() {
    return validationFraction;
  }

  public double getValidationFraction() {
    return (Double) getOrDefault(validationFraction);
  }

  public IntParam patience() {
    return patience;
  }

  public int getPatience() {
    return (Integer) getOrDefault(patience);
  }

  public Param<String> stopOn() {
    return stopOn;
  }

  public String getStopOn() {
    return getOrDefault(stopOn);
  }

  private static Function1<double[], Object> positive() {
    return (Function1<double[], Object> & Serializable)
        weights ->
            Arrays.stream(weights)
                .allMatch(weight -> (float) weight > 0 && weight < Float.MAX_VALUE);
  }
}

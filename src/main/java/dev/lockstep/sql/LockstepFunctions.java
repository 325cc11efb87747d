package dev.lockstep.sql;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import scala.Function1;
import scala.Tuple3;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * The functions {@code lockstep_predict} and {@code lockstep_probabilities} of Spark SQL: they
 * score rows with a saved model, in SQL text. {@link #register} adds them to a session; named in
 * {@code spark.sql.extensions}, this class adds them to all.
 *
 * <pre>{@code SELECT id, lockstep_predict('runs/first', age, fare, sex) FROM passengers}</pre>
 *
 * <p>The first argument is the model's place, as {@code predict} takes it. The others are the cells
 * in the order of the model's columns; or a struct, whose fields are taken by their names; or a
 * vector or an array with all features.
 */
public final class LockstepFunctions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {

  /** Makes a call of a function from its arguments. */
  private interface Calls extends Serializable {
    Expression of(List<Expression> arguments);
  }

  private static final String PREDICT = "lockstep_predict";
  private static final String PROBABILITIES = "lockstep_probabilities";

  /** Adds the functions to a session, in which they replace others of their names. */
  public static void register(SparkSession spark) {
    FunctionRegistry registry =
        ((org.apache.spark.sql.classic.SparkSession) spark).sessionState().functionRegistry();
    functions()
        .forEach(f -> registry.createOrReplaceTempFunction(f._1().funcName(), f._3(), "java_udf"));
  }

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    functions().forEach(extensions::injectFunction);
    return BoxedUnit.UNIT;
  }

  private static List<
          Tuple3<FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, Expression>>>
      functions() {
    return List.of(
        function(
            PREDICT,
            "the class, the number, or the numbers of several targets, that a model predicts",
            arguments -> ModelCall.of(PREDICT, arguments, PredictedValue::of)),
        function(
            PROBABILITIES,
            "the probability of each class, by its name",
            arguments -> ModelCall.of(PROBABILITIES, arguments, ClassProbabilities::of)));
  }

  private static Tuple3<FunctionIdentifier, ExpressionInfo, Function1<Seq<Expression>, Expression>>
      function(String name, String returns, Calls calls) {
    ExpressionInfo info =
        new ExpressionInfo(
            LockstepFunctions.class.getName(),
            null,
            name,
            "_FUNC_(model, cells...) - Returns " + returns + ".",
            "",
            "",
            "",
            "",
            "",
            "",
            "java_udf");
    return new Tuple3<>(
        FunctionIdentifier.apply(name),
        info,
        new AbstractFunction1<>() {
          @Override
          public Expression apply(Seq<Expression> arguments) {
            return calls.of(CollectionConverters.asJava(arguments));
          }
        });
  }
}

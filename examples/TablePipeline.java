import dev.lockstep.ml.MlpClassifier;
import java.io.IOException;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Trains MlpClassifier among Spark ML's own stages: from a table with names to names. */
public final class TablePipeline {
  public static void main(String[] args) throws IOException {
    try (SparkSession spark = SparkSession.builder().appName("TablePipeline").getOrCreate()) {
      Dataset<Row>[] parts = rings(spark).randomSplit(new double[] {0.8, 0.2}, 1);

      StringIndexerModel indexer =
          new StringIndexer().setInputCol("ring").setOutputCol("label").fit(parts[0]);
      VectorAssembler assembler =
          new VectorAssembler().setInputCols(new String[] {"x", "y"}).setOutputCol("features");
      MlpClassifier mlp =
          new MlpClassifier().setHiddenLayers("16,16").setBatchSize(64).setLearningRate(0.03).setEpochs(8).setSeed(1);
      IndexToString names =
          new IndexToString()
              .setInputCol("prediction")
              .setOutputCol("answer")
              .setLabels(indexer.labelsArray()[0]);

      PipelineModel fitted =
          new Pipeline()
              .setStages(new PipelineStage[] {indexer, assembler, mlp, names})
              .fit(parts[0]);
      Dataset<Row> answers = fitted.transform(parts[1]);
      answers.select("x", "y", "ring", "answer").show(5);
      double accuracy =
          new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(answers);
      System.out.printf("accuracy %.4f%n", accuracy);
    }
  }

  /** Makes up 2,000 points in the square from -1 to 1, each in a ring by its distance from 0. */
  private static Dataset<Row> rings(SparkSession spark) {
    return spark
        .range(2_000)
        .selectExpr("(id * 37 % 2000) / 1000 - 1 AS x", "(id * id * 13 % 1999) / 1000 - 1 AS y")
        .selectExpr(
            "x",
            "y",
            "CASE WHEN x*x + y*y < 0.3 THEN 'inner' WHEN x*x + y*y < 0.8 THEN 'middle'"
                + " ELSE 'outer' END AS ring");
  }
}

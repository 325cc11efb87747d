import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import dev.lockstep.data.digits.Digits;
import dev.lockstep.ml.MlpClassificationModel;
import dev.lockstep.ml.MlpClassifier;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Trains on the first 2,000 built-in digits, tests on 500, and saves the model to a folder. */
public final class TrainDigits {
  public static void main(String[] args) throws IOException {
    try (SparkSession spark = SparkSession.builder().appName("TrainDigits").getOrCreate()) {
      Dataset<Row> train = digits(spark, Part.TRAIN, 2_000);
      Dataset<Row> test = digits(spark, Part.TEST, 500);

      MlpClassifier mlp =
          new MlpClassifier().setHiddenLayers("128").setScaling("bytes").setEpochs(6).setSeed(1);
      MlpClassificationModel model = mlp.fit(train);
      System.out.printf("accuracy %.4f%n", model.evaluate(test).accuracy());

      // The same bytes, however the rows lie.
      MlpClassificationModel again = mlp.fit(train.repartition(7));
      System.out.println("weights " + model.weightsSha256());
      System.out.println("again   " + again.weightsSha256());
      model.write().overwrite().save(args[0]);
    }
  }

  private static Dataset<Row> digits(SparkSession spark, Part part, int count) {
    List<Row> rows =
        IntStream.range(0, count).mapToObj(i -> row(Digits.example(part, i))).toList();
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());
    return spark.createDataFrame(rows, schema).cache();
  }

  private static Row row(Example digit) {
    double[] pixels = new double[digit.features().length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = digit.features()[i];
    }
    return RowFactory.create((double) digit.label(), Vectors.dense(pixels));
  }
}

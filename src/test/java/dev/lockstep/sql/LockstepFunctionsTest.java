package dev.lockstep.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.input.InputScaling;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.ml.RawFrame;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.nn.ValueTask;
import dev.lockstep.scorer.RawTable;
import dev.lockstep.scorer.Scorer;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A model in SQL text gives what the scorer gives. */
class LockstepFunctionsTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  private static final Scorer SCORER = Scorer.of(RawTable.MODEL);

  @TempDir Path folder;
  private SparkSession spark;
  private String place;

  @BeforeEach
  void register() throws IOException {
    SPARK.on("local[2]");
    spark = SparkSession.builder().getOrCreate();
    LockstepFunctions.register(spark);
    RawFrame.rows().createOrReplaceTempView("passengers");
    place = write("model", RawTable.MODEL);
  }

  private String write(String name, Model model) throws IOException {
    Path file = folder.resolve(name + ".safetensors");
    ModelFile.write(model, new org.apache.hadoop.fs.Path(file.toUri()), new Configuration());
    return file.toString();
  }

  @Test
  void cellsInTheirOrderGiveTheScorersClass() {
    List<Row> found = rows("lockstep_predict('%s', " + RawTable.HEADER + ")");
    for (int r = 0; r < found.size(); r++) {
      assertThat(found.get(r).getString(0))
          .isEqualTo(SCORER.predict(RawTable.values().get(r)).label());
    }
    assertThat(found).hasSameSizeAs(RawTable.values());
    assertThat(rows("lockstep_predict('%s', struct(*))")).isEqualTo(found);
  }

  @Test
  void probabilitiesHaveTheClassesNames() {
    List<Row> found = rows("lockstep_probabilities('%s', struct(*))");
    for (int r = 0; r < found.size(); r++) {
      float[] outputs = SCORER.predict(RawTable.values().get(r)).outputs();
      Map<String, Double> probabilities = found.get(r).getJavaMap(0);
      for (int c = 0; c < outputs.length; c++) {
        assertThat(probabilities.get(SCORER.classNames().get(c)).floatValue())
            .isEqualTo(outputs[c]);
      }
    }
  }

  @Test
  void aVectorOrAnArrayHoldsAllFeaturesOfAModelOfNumbers() throws IOException {
    Model model = numbers(1);
    String file = write("numbers", model);
    double expected = Scorer.of(model).predict(new double[] {0.5, 2}).value();
    assertThat(
            spark
                .sql(
                    "select lockstep_predict('%1$s', array(0.5d, 2d)), lockstep_predict('%1$s', 0.5, 2)"
                        .formatted(file))
                .first())
        .isEqualTo(org.apache.spark.sql.RowFactory.create(expected, expected));
    assertThat(spark.sql("select lockstep_predict('" + file + "', cast(null as array<double>))"))
        .satisfies(nothing -> assertThat(nothing.first().isNullAt(0)).isTrue());
  }

  @Test
  void severalTargetsAreAStruct() throws IOException {
    String file = write("two", numbers(2));
    Row row =
        spark
            .sql("select p.t0, p.t1 from (select lockstep_predict('" + file + "', 1, 2) p)")
            .first();
    double[] values = Scorer.of(numbers(2)).predict(new double[] {1, 2}).values();
    assertThat(row.getDouble(0)).isEqualTo(values[0]);
    assertThat(row.getDouble(1)).isEqualTo(values[1]);
  }

  private static Model numbers(int targets) {
    Loss loss = new Loss(LossFunction.MSE, 0);
    Network network = new Network(List.of(2, targets), Activation.RELU, loss, Activation.LINEAR);
    float[] parameters = new float[network.parameterCount()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = 0.3f * i - 0.4f;
    }
    List<Double> ones = Collections.nCopies(targets, 1.5);
    return new Model(
        network,
        Preprocessing.plain(2, InputScaling.NONE),
        new ValueTask(new TargetScaling(ones, ones)),
        List.of(),
        targets == 1 ? List.of("price") : List.of("t0", "t1"),
        parameters);
  }

  @Test
  void aWrongCallIsOneLine() {
    assertThatThrownBy(() -> rows("lockstep_predict('%s', sex, age)"))
        .hasMessage(
            "lockstep_predict has 2 cells, where the model has 7 columns: "
                + RawTable.HEADER.replace(",", ", "));
    assertThatThrownBy(
            () -> rows("lockstep_predict('%s', age, sex, deck, fare, joined, port, alone)"))
        .hasMessageStartingWith(
            "lockstep_predict: cell 1 is column 'age', where the model has 'sex'; the order is");
    assertThatThrownBy(() -> rows("lockstep_predict('%s', struct(sex))"))
        .hasMessage("lockstep_predict: there is no field 'age', or more than one, in the struct");
    assertThatThrownBy(() -> spark.sql("select lockstep_predict(sex, 1) from passengers").first())
        .hasMessage(
            "lockstep_predict takes a model's place, which is a constant text, and the cells of a"
                + " row");
    assertThatThrownBy(() -> spark.sql("select lockstep_predict('nowhere', 1)").first())
        .hasMessageContaining("nowhere");
  }

  @Test
  void namedAmongTheExtensionsItAddsTheFunctionsToNewSessions() {
    SPARK.on("local[2]", Map.of("spark.sql.extensions", LockstepFunctions.class.getName()));
    SparkSession fresh = SparkSession.builder().getOrCreate().newSession();
    assertThat(fresh.sql("describe function lockstep_predict").collectAsList().toString())
        .contains("that a model predicts");
  }

  private List<Row> rows(String call) {
    return spark
        .sql("select " + call.formatted(place) + " from (select * from passengers order by id)")
        .collectAsList();
  }
}

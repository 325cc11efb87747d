package dev.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.read.TableSource;
import dev.lockstep.testing.LocalSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("slow")
class FeatureOrderTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @Test
  void featuresFollowTheNamesAndTheRestStays() {
    ExampleSource source = table("1 AS a, 2 AS b, 3 AS c, 1 AS label, 5 AS w");
    ExampleSource turned = FeatureOrder.of(source, List.of("c", "a", "b"), "x");
    assertThat(turned.featureNames()).containsExactly("c", "a", "b");
    assertThat(List.of(turned.name(), turned.count(), turned.features(), turned.classLimit()))
        .isEqualTo(List.of(source.name(), source.count(), source.features(), source.classLimit()));
    assertThat(turned.labels()).isEqualTo(source.labels()).isPresent();
    assertThat(turned.isAlone()).isTrue();
    Example example = turned.examples(SPARK.on("local[2]"), 2).first();
    assertThat(example.features()).containsExactly(3, 1, 2);
    assertThat(example.weight()).isEqualTo(5);
    assertThat(FeatureOrder.of(turned, List.of("c", "a", "b"), "x")).isSameAs(turned);
  }

  @Test
  void textsGoWithTheirFeatures() {
    CellText[] texts = {new CellText(0, new byte[] {'x'}), new CellText(2, new byte[] {'y'})};
    Example read = new Example(0, new float[] {4, 2, 5}, 1, null, texts);
    Example turned = new FeatureOrder.Reorder(new int[] {2, 1, 0}).call(read);
    assertThat(turned.features()).containsExactly(5, 2, 4);
    assertThat(turned.texts()).extracting(CellText::place).containsExactly(0, 2);
    assertThat(turned.texts())
        .extracting(text -> text.utf8()[0])
        .containsExactly((byte) 'y', (byte) 'x');
  }

  @Test
  void whatHasNoNamesOrTheSameOnesIsTakenAsItIs() {
    ExampleSource source = table("1 AS a, 2 AS b, 1 AS label, 1 AS w");
    assertThat(FeatureOrder.of(source, List.of(), "x")).isSameAs(source);
    assertThat(FeatureOrder.of(source, List.of("a", "b"), "x")).isSameAs(source);
    ExampleSource vectors = table("array(1.5d, 2d) AS v, 1 AS label, 1 AS w");
    assertThat(vectors.featureNames()).isEmpty();
    assertThat(FeatureOrder.of(vectors, List.of("a", "b"), "x")).isSameAs(vectors);
  }

  @Test
  void otherNamesAreRefusedWithOneOfEachSide() {
    ExampleSource source = table("1 AS a, 2 AS b, 1 AS label, 1 AS w");
    assertThatThrownBy(() -> FeatureOrder.of(source, List.of("b", "c"), "the model"))
        .isInstanceOf(DataException.class)
        .hasMessage("DataFrame: has no feature column 'c', which the model has, but 'a'");
    assertThatThrownBy(() -> FeatureOrder.of(source, List.of("a", "b", "c"), "the model"))
        .hasMessage("DataFrame: has no feature column 'c', which the model has");
    assertThatThrownBy(() -> FeatureOrder.of(source, List.of("b"), "the model"))
        .hasMessage(
            "DataFrame: has 2 feature columns, one of them 'a'; the model has 1, none of that name");
  }

  private static ExampleSource table(String columns) {
    SPARK.on("local[2]");
    Dataset<Row> row = SparkSession.builder().getOrCreate().sql("SELECT " + columns);
    return TableSource.of(row, "label", List.of(), "w");
  }
}

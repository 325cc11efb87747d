package dev.lockstep.data.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataException;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Rows that lie in several places and are one table. */
@Tag("slow")
class JoinedTablesTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    write("all.csv", "label,x,y\na,1,2\nb,3,4\nc,5,6\n");
    write("one/a.csv", "label,x,y\nb,3,4\n");
    write("two.csv", "label,x,y\na,1,2\n");
    write("three/sub/c.csv", "label,x,y\nc,5,6\n");
  }

  @Test
  void severalPlacesAreOneTable() {
    ExampleSource joined = open("one", "two.csv", "three/*/c.csv");
    assertThat(joined.name()).isEqualTo(folder + "/one and 2 more");
    assertThat(joined.labels().orElseThrow().names()).containsExactly("a", "b", "c");
    assertThat(joined.isAlone()).isTrue();
    assertThat(fingerprint(joined)).isEqualTo(fingerprint(open("all.csv")));
    assertThat(open("two.csv", "one").name()).isEqualTo(folder + "/two.csv and " + folder + "/one");
  }

  @Test
  void partitionsBelowEachPlaceAreColumns() throws IOException {
    write("p/k=1/a.csv", "label,x\na,1\n");
    write("q/k=2/a.csv", "label,x\nb,2\n");
    write("both/k=1/a.csv", "label,x\na,1\n");
    write("both/k=2/a.csv", "label,x\nb,2\n");
    assertThat(open("p", "q").featureNames()).containsExactly("x", "k");
    assertThat(fingerprint(open("p", "q"))).isEqualTo(fingerprint(open("both")));
    assertRefused("but " + folder + "/two.csv lies in no folder of a column", "two.csv", "q");
  }

  @Test
  void placesThatDoNotFitTogetherAreRefused() throws IOException {
    assertRefused(folder + "/none: no such file or folder", "two.csv", "none");
    assertRefused(folder + "/x*: no file and no folder matches", "two.csv", "x*");
    assertRefused(
        folder
            + ("/two.csv: is named twice, by " + folder + "/two.csv and by ")
            + (folder + "/t*.csv"),
        "two.csv",
        "t*.csv");
    write("part.parquet", "");
    assertRefused(
        folder + "/part.parquet: is parquet, but " + folder + "/two.csv is csv",
        "two.csv",
        "part.parquet");
    write("kaggle/train.csv", "label,x,y\na,1,2\n");
    write("kaggle/test.csv", "label,x,y\na,1,2\n");
    assertRefused(
        folder + "/kaggle: has a test set beside it, but " + folder + "/two.csv has none",
        "two.csv",
        "kaggle");
    Files.createDirectory(folder.resolve("empty"));
    assertRefused(folder + "/empty: is empty", "two.csv", "empty");
    assertThatThrownBy(
            () ->
                Catalog.open(
                    List.of(folder + "/two.csv", "digits"),
                    Part.TRAIN,
                    TableOptions.DEFAULT,
                    null,
                    spark().hadoopConfiguration()))
        .isInstanceOf(DataException.class)
        .hasMessage("digits: is not a table: only tables are read together");
  }

  @Test
  void columnsThatDifferBetweenPlacesAreRefused() throws IOException {
    write("z/other.csv", "label,x,z\na,1,2\n");
    assertThatThrownBy(() -> open("two.csv", "z"))
        .hasStackTraceContaining(
            folder + "/z/other.csv: row 1: name 3 is 'z', but 'y' in the first file's header");
  }

  private void assertRefused(String message, String... places) {
    assertThatThrownBy(() -> open(places))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }

  private ExampleSource open(String... places) {
    return Catalog.open(
        Stream.of(places).map(place -> folder + "/" + place).toList(),
        Part.TRAIN,
        TableOptions.DEFAULT,
        null,
        spark().hadoopConfiguration());
  }

  private static String fingerprint(ExampleSource source) {
    DataSet data = DataSet.load(spark(), source, source.classLimit(), new Sharding(2, 1, 2));
    return data.statistics().fingerprint().toString();
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static JavaSparkContext spark() {
    return SPARK.on("local[2]");
  }
}

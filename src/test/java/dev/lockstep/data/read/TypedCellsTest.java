package dev.lockstep.data.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.DataException;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.Columns;
import dev.lockstep.data.files.Dialect;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.MissingCells;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.files.TableSettings;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.text.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cells of a type are what the same cells are in text. */
@Tag("slow")
class TypedCellsTest extends ParquetTable {
  private static final String ROWS =
      "select id % 2 = 0 label, id % 3 = 0 flag, date_add(date'2026-01-01', int(id % 4)) day,"
          + " timestamp'2026-01-01 10:30:00Z' + make_interval(0, 0, 0, int(id % 3)) time,"
          + " if(id % 5 = 0, ' ? ', concat('c', id % 3)) town, id / 4 x from range(40)";

  private ExampleSource open(String name, InputChoices inputs) {
    Columns columns = new Columns("label", null, inputs);
    Dialect dialect = Dialect.of(Map.of("null", "NA, ?"));
    return Catalog.open(
        folder.resolve(name).toString(),
        Part.TRAIN,
        new TableOptions(null, columns, dialect, null),
        null,
        SPARK.on("local[2]").hadoopConfiguration());
  }

  private static InputChoices choices(List<String> features, List<String> categorical) {
    return new InputChoices(
        features, null, null, categorical, null, null, MissingCells.MEAN, null, null, null, true);
  }

  private static String fingerprint(ExampleSource source) {
    DataSet data =
        DataSet.load(SPARK.on("local[2]"), source, source.classLimit(), new Sharding(2, 1, 2));
    return data.statistics().fingerprint().toString();
  }

  @Test
  void booleansDatesTimesAndTextsOfMissingCellsAreThoseOfText() throws IOException {
    write("a", session().sql(ROWS));
    List<String> lines = new ArrayList<>(List.of("label,flag,day,time,town,x"));
    for (int id = 0; id < 40; id++) {
      lines.add(
          (id % 2 == 0 ? "True" : "False")
              + (id % 3 == 0 ? ",TRUE" : ",False")
              + (",2026-01-0" + (1 + id % 4))
              + (",2026-01-0" + (1 + id % 3) + " 10:30:00")
              + (id % 5 == 0 ? ",\" ? \"" : ",c" + id % 3)
              + (",\" " + id / 4.0 + " \""));
    }
    Files.write(folder.resolve("b.csv"), lines);
    InputChoices all = choices(null, List.of("flag", "day", "time"));
    ExampleSource typed = open("a.parquet", all);
    ExampleSource text = open("b.csv", all);
    assertThat(typed.inputColumns()).isEqualTo(text.inputColumns()).hasSize(5);
    assertThat(text.labels().orElseThrow().names()).containsExactly("false", "true");
    assertThat(typed.labels().orElseThrow().names()).containsExactly("false", "true");
    assertThat(fingerprint(typed)).isEqualTo(fingerprint(text));
    List<String> told = typed.columnLines().stream().map(line -> line.text()).toList();
    assertThat(open("a.parquet", choices(null, null)).columnLines())
        .extracting(line -> line.text() + "|" + line.advice())
        .contains(
            "day: dates from 2026-01-01 to 2026-01-04; left out: dates|{dates} number takes it",
            "time: times from 2026-01-01T10:30:00Z to 2026-01-03T10:30:00Z; left out: times"
                + "|{dates} number takes it");
    assertThat(told).anyMatch(line -> line.startsWith("town: 3 different texts"));
  }

  @Test
  void datesThatAreNamedAreNotLeftOutWithoutAWord() throws IOException {
    write("a", session().sql(ROWS));
    assertThatThrownBy(() -> open("a.parquet", choices(List.of("day", "x"), null)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("column 'day' is one of dates, but features names it; dates number");
    assertThatThrownBy(() -> open("a.parquet", choices(List.of("d*"), null)))
        .hasMessageContaining("has no column of features: ")
        .hasMessageContaining("'day' (dates)")
        .hasMessageContaining("categorical as categories");
  }

  @Test
  void settingsThatSayNothingAboutTypesAreRefused() throws IOException {
    write("a", session().sql(ROWS));
    ExampleSource typed = open("a.parquet", choices(null, null));
    TableSettings.requireRead(List.of("label", "missing", "null"), List.of(typed));
    assertThatThrownBy(() -> TableSettings.requireRead(List.of("decimal", "null"), List.of(typed)))
        .isInstanceOf(SettingException.class)
        .hasMessageEndingWith("a.parquet is not text of CSV: decimal says nothing here");
    write("b", session().sql("select id % 2 label, array(id / 4D, 1D) x from range(9)"));
    ExampleSource rows = open("b.parquet", choices(null, null));
    assertThatThrownBy(() -> TableSettings.requireRead(List.of("null"), List.of(rows)))
        .hasMessageEndingWith("has no column of text: null says nothing here");
    assertThatThrownBy(() -> TableSettings.requireRead(List.of("missing"), List.of(rows)))
        .hasMessageEndingWith("has all features in one column: missing says nothing here");
  }
}

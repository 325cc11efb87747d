package dev.lockstep.data.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.csv.CsvFiles;
import dev.lockstep.data.csv.CsvLine;
import dev.lockstep.data.csv.CsvSyntax;
import dev.lockstep.data.files.TableFile;
import dev.lockstep.data.table.FeatureReader;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.data.table.TableColumns;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.Mutants;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is done to a table of text, its rows become examples or are refused in one line that
 * names the file. Without Spark's own reader, which makes the same cells of a line.
 */
@Tag("slow")
class MutatedTablesTest {
  /** Several readers look at a file, each with buffers and codecs of its own. */
  private static final long READERS_BYTES = 1 << 16;

  private static final List<byte[]> GOOD =
      List.of(
          utf8("label,a,b,weight\n0,1,2.5,1\n1,-3e-2,.5,0.25\n03, 4,\"5\",2\n"),
          utf8(
              "\ufefflabel,weight,größe x\r\ncat,1,2\r\n\r\n\"a \"\"dog\"\"\",2,-7\r\nbird,3,0\r\n"),
          utf8("5,0,0,255,17,3\n0,1,2,3,4,5\n4,0,0,0,0,0\n1,255,254,253,252,251\n"),
          utf8("x,label,weight\n123456789012345678,a,1\n0.1234567890123456789,b,1e3\n1E+5,c,1\n"));

  private final Configuration conf = new Configuration();
  @TempDir Path folder;

  @BeforeEach
  void loadClasses() throws IOException {
    for (byte[] good : GOOD) {
      Files.write(folder.resolve("table.csv"), good);
      Files.write(folder.resolve("table.csv.gz"), IdxFixture.gzip(good));
      read(new org.apache.hadoop.fs.Path(folder.toString(), "table.csv"));
      read(new org.apache.hadoop.fs.Path(folder.toString(), "table.csv.gz"));
    }
  }

  @Test
  void rawTables() throws IOException {
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      byte[] mutant = Mutants.of(GOOD.get(seed % GOOD.size()), new Random(seed));
      read += isRead(seed, "table.csv", mutant) ? 1 : 0;
    }
    assertThat(read).isBetween(Mutants.COUNT / 20, Mutants.COUNT * 3 / 4);
  }

  /** A cell in the place of another, numbers that are none or too large among them. */
  @Test
  void tablesWithHostileCells() throws IOException {
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      String good = new String(GOOD.get(seed % GOOD.size()), StandardCharsets.UTF_8);
      byte[] mutant = utf8(Mutants.ofJson(good, new Random(seed)));
      read += isRead(seed, "table.csv", mutant) ? 1 : 0;
    }
    assertThat(read).isBetween(Mutants.COUNT / 20, Mutants.COUNT * 3 / 4);
  }

  /** Half of them are damaged before they are compressed. */
  @Test
  void gzippedTables() throws IOException {
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      byte[] good = GOOD.get(seed % GOOD.size());
      Random random = new Random(seed);
      byte[] mutant =
          random.nextBoolean()
              ? IdxFixture.gzip(Mutants.of(good, random))
              : Mutants.of(IdxFixture.gzip(good), random);
      read += isRead(seed, "table.csv.gz", mutant) ? 1 : 0;
    }
    assertThat(read).isBetween(Mutants.COUNT / 20, Mutants.COUNT * 3 / 4);
  }

  /** As a label, as a feature, and as what looks like either until its end. */
  @Test
  void aMillionDigitsAreReadOrRefusedAtOnce() throws IOException {
    String digits = "7".repeat(1_000_000);
    assertThat(isRead(0, "table.csv", utf8("label,a\n" + digits + ",1\n1,1\n"))).isTrue();
    assertThat(isRead(0, "table.csv", utf8("label,a\n" + digits + "x,1\n1,1\n"))).isTrue();
    assertThat(isRead(0, "table.csv", utf8("label,a\n0," + digits + "\n"))).isFalse();
    assertThat(isRead(0, "table.csv", utf8("label,a\n0,0." + digits + "\n1,1\n"))).isTrue();
    assertThat(isRead(0, "table.csv", utf8("label,a\n0,\"" + digits + ",5\"\n"))).isFalse();
    assertThat(isRead(0, "table.csv", utf8("label," + digits + "\n0,x\n"))).isFalse();
  }

  private boolean isRead(int seed, String name, byte[] mutant) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, mutant);
    return Mutants.isRead(
        "seed " + seed,
        file.toString(),
        READERS_BYTES + mutant.length,
        DataException.class,
        () -> read(new org.apache.hadoop.fs.Path(file.toUri())));
  }

  /** As the driver and its tasks do it, but for Spark's part. */
  private void read(org.apache.hadoop.fs.Path file) throws IOException {
    CsvFiles csv = CsvFiles.of(file, CsvSyntax.USUAL, 2, conf);
    TableColumns columns = TableColumns.ofText(TableFile.show(file), csv.columns(), csv.unnamed());
    TableColumn label = columns.find(csv.header() ? "label" : csv.columns().get(0), "--label");
    TableColumn weight =
        columns.weight("weight", !csv.header() || !csv.columns().contains("weight"));
    List<TableColumn> features = columns.others(List.of(label), weight);
    FeatureReader numbers = new FeatureReader(features, features.size());
    RowReader first = new RowReader(label, numbers, weight);
    double[] x = new double[numbers.width()];
    Optional<DataException> fault =
        csv.firstFault(file, InternalRow.empty(), row -> first.read(row, x), conf);
    if (fault.isPresent()) {
      throw fault.get();
    }
    List<List<String>> rows = rows(file, csv.header());
    LabelEncoder labels =
        LabelEncoder.of(rows.stream().map(row -> row.get(label.ordinal())).toList());
    RowReader reader = new RowReader(label, numbers, weight).with(labels);
    LabelEncoder again = LabelEncoder.ofClasses(labels.names());
    for (List<String> row : rows) {
      Object[] cells = row.stream().map(UTF8String::fromString).toArray();
      Example example = reader.read(new GenericInternalRow(cells), x);
      assertThat(again.classOf(row.get(label.ordinal()))).isEqualTo(example.label());
      for (int i = 0; i < features.size(); i++) {
        String cell = row.get(features.get(i).ordinal());
        assertThat(example.features()[i]).as(cell).isEqualTo((float) Double.parseDouble(cell));
      }
    }
  }

  /** The cells of the rows that are examples. */
  private List<List<String>> rows(org.apache.hadoop.fs.Path file, boolean header)
      throws IOException {
    InputStream in = Files.newInputStream(Path.of(file.toUri().getPath()));
    CompressionCodec codec = new CompressionCodecFactory(conf).getCodec(file);
    try (InputStream text = codec == null ? in : codec.createInputStream(in)) {
      return rows(new String(text.readAllBytes(), StandardCharsets.UTF_8), header);
    }
  }

  private static List<List<String>> rows(String text, boolean header) {
    return text.replaceFirst("^\ufeff", "")
        .lines()
        .map(MutatedTablesTest::utf8)
        .filter(line -> !CsvSyntax.USUAL.isSkipped(line))
        .skip(header ? 1 : 0)
        .map(line -> CsvLine.split(line).stream().map(String::valueOf).toList())
        .toList();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

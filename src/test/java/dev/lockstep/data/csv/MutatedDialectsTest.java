package dev.lockstep.data.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.codec.Codecs;
import dev.lockstep.testing.Mutants;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.paths.SparkPath;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.collection.immutable.Map$;

/**
 * Whatever is done to a table in a dialect, its rows are refused in one line, or tasks read all of
 * them: the rows that the driver sees in the whole file are those that tasks see in its parts,
 * however it is divided.
 */
@Tag("slow")
class MutatedDialectsTest {
  private static final int KINDS = 10;

  /** Readers of text have buffers, and Hadoop's of lines one of 64 KiB each time. */
  private static final long READERS_BYTES = 1 << 18;

  private final Configuration conf = Codecs.guarded(new Configuration());
  @TempDir Path folder;

  /** Lines are divided by a bar; options are {@code name=text}, divided by {@code !}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "a.csv  ~ label;a;b|x;1,0;2,5|'y';3;-4,5e1|z;;0      ~ delimiter=;!decimal=,!quote='",
        "a.tsv  ~ label^a^b|x^1^\"2\"|y z^3^4|\"a \"\"b\"^5^6 ~ ",
        "a.csv  ~ #first|label,a,b|x,1,2|  # none|y,3,4||z,5,6 ~ comment=#",
        "a.txt  ~ label a  b|  x 1 2.5  |\"y z\"^3^ 4|w ? 7   ~ delimiter= !null=?",
        "a.csv  ~ label,a,b|\"x|y\",1,2|\"\"\"z\",3,\"4\"|w,5,6 ~ multiLine=true",
        "a.csv  ~ label,a,b|x,1,NA|\"NA\",?,3|y,,4           ~ null=NA,?",
        "a.csv  ~ label,größe,b|ä,1,2.5|é,3,4                ~ encoding=latin1",
        "a.csv  ~ label,größe,b|ä,1,2.5|漢,3,4               ~ encoding=UTF-16",
        "a.csv  ~ label,größe,b|\"ä|ü\",1,2.5|漢,3,4         ~ encoding=GB18030!multiLine=true",
        "a.data ~ 5.1,3.5,x|4.9,3,y|6,2.2,x                  ~ header=false",
      })
  void rowsAreRefusedOrAllOfThemAreRead(String name, String lines, String options)
      throws IOException {
    CsvSyntax syntax = CsvSyntax.of(DialectTablesTest.options(options).dialect(), name);
    Charset charset = syntax.dialect().charset();
    byte[] unix = lines.replace('|', '\n').replace('^', '\t').concat("\n").getBytes(charset);
    byte[] dos = lines.replace("|", "\r\n").replace('^', '\t').concat("\r\n").getBytes(charset);
    for (int round = 0; round < 3; round++) { // What classes allocate once is not the file's.
      CsvFiles csv = CsvFiles.of(path(Files.write(folder.resolve(name), unix)), syntax, 2, conf);
      csv.firstFault(path(folder.resolve(name)), InternalRow.empty(), row -> cells(csv, row), conf);
    }
    int count = Mutants.COUNT / KINDS;
    int read = 0;
    for (int seed = 0; seed < count; seed++) {
      byte[] good = seed % 2 == 0 ? unix : dos;
      read += isRead(seed, name, syntax, Mutants.of(good, new Random(seed))) ? 1 : 0;
    }
    assertThat(isRead(0, name, syntax, unix)).isTrue();
    assertThat(isRead(0, name, syntax, dos)).isTrue();
    assertThat(read).isBetween(count / 20, count * 19 / 20);
  }

  private boolean isRead(int seed, String name, CsvSyntax syntax, byte[] mutant)
      throws IOException {
    Path file = Files.write(folder.resolve(name), mutant);
    List<List<String>> rows = new ArrayList<>();
    List<CsvFiles> opened = new ArrayList<>();
    boolean read =
        Mutants.isRead(
            "seed " + seed,
            file.toString(),
            READERS_BYTES + mutant.length,
            DataException.class,
            () -> {
              CsvFiles csv = CsvFiles.of(path(file), syntax, 2, conf);
              opened.add(csv);
              Optional<DataException> fault =
                  csv.firstFault(
                      path(file), InternalRow.empty(), row -> rows.add(cells(csv, row)), conf);
              if (fault.isPresent()) {
                throw fault.get();
              }
            });
    if (!opened.isEmpty()) {
      CsvFiles csv = opened.get(0);
      int bytes = mutant.length;
      assertTasksSee(seed, csv, file, List.of(0, bytes), read, rows);
      if (syntax.isDivisible() && bytes > 1) {
        Random random = new Random(seed);
        int[] ends = random.ints(3, 1, bytes).sorted().distinct().toArray();
        List<Integer> all = new ArrayList<>(List.of(0));
        Arrays.stream(ends).forEach(all::add);
        all.add(bytes);
        assertTasksSee(seed, csv, file, all, read, rows);
      }
    }
    return read;
  }

  /** Else a row would be lost without a word, or a task would fail without a row to blame. */
  private void assertTasksSee(
      int seed,
      CsvFiles csv,
      Path file,
      List<Integer> ends,
      boolean read,
      List<List<String>> expected) {
    String what = "seed " + seed + ", divided at " + ends;
    List<List<String>> rows = new ArrayList<>();
    boolean failed = false;
    for (int p = 1; p < ends.size(); p++) {
      try {
        tasksRows(csv, file, ends.get(p - 1), ends.get(p), rows);
      } catch (DataException e) {
        if (e.getMessage().endsWith("where its header must stand")) {
          assertThat(ends).as(what).hasSizeGreaterThan(2);
          return; // Comments are longer than the first part.
        }
        failed = true;
      } catch (CellException | IOException e) {
        failed = true;
      }
    }
    assertThat(failed).as(what).isEqualTo(!read);
    if (read) {
      assertThat(rows).as(what).isEqualTo(expected);
    }
  }

  private void tasksRows(CsvFiles csv, Path file, int start, int end, List<List<String>> rows)
      throws IOException {
    PartitionedFile part =
        new PartitionedFile(
            InternalRow.empty(),
            SparkPath.fromPathString(file.toString()),
            start,
            end - start,
            new String[0],
            0,
            Files.size(file),
            Map$.MODULE$.empty());
    Iterator<LineRow> lines =
        csv.syntax().isTranscoded()
            ? PlainLines.ofAll(TextFile.open(path(file), csv.syntax(), conf), part)
            : PlainLines.open(part, conf);
    Iterator<LineRow> all =
        csv.syntax().isMultiLine() ? new JoinedLines(lines, csv.syntax()) : lines;
    BitSet wanted = new BitSet();
    wanted.set(0, csv.columns().size());
    new CsvRows(csv, wanted, 0).call(all).forEachRemaining(row -> rows.add(cells(csv, row)));
  }

  /** Returns the cells as bytes, so that those of no charset are compared too. */
  private static List<String> cells(CsvFiles csv, InternalRow row) {
    List<String> cells = new ArrayList<>();
    for (int c = 0; c < csv.columns().size(); c++) {
      cells.add(
          row.isNullAt(c)
              ? null
              : new String(row.getUTF8String(c).getBytes(), StandardCharsets.ISO_8859_1));
    }
    return cells;
  }

  private static org.apache.hadoop.fs.Path path(Path file) {
    return new org.apache.hadoop.fs.Path(file.toUri());
  }
}

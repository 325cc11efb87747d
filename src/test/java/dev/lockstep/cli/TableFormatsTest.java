package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One table in every format that commands read gives one model, and is scored alike. */
@Tag("slow")
class TableFormatsTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final int ROWS = 300;

  @TempDir Path folder;

  private final StringBuilder csv = new StringBuilder("a,b,label\n");
  private final StringBuilder json = new StringBuilder();
  private final StringBuilder libsvm = new StringBuilder();

  @BeforeEach
  void makeRows() {
    for (int i = 0; i < ROWS; i++) {
      int a = i * 37 % 101;
      double b = (i * 53 % 97) / 8.0;
      int label = (a > 50 ? 1 : 0) + (b > 6 ? 1 : 0);
      csv.append(a).append(',').append(b).append(',').append(label).append('\n');
      json.append("{\"label\":")
          .append(label)
          .append(",\"b\":")
          .append(b)
          .append(",\"a\":")
          .append(a)
          .append("}\n");
      libsvm.append(label).append(a == 0 ? "" : " 1:" + a).append(" 2:").append(b).append('\n');
    }
  }

  @Test
  void everyFormatGivesTheSameModelAndTheSamePredictions() throws IOException {
    Map<String, List<String>> tables = tables();
    byte[] model = null;
    byte[] predictions = null;
    for (Map.Entry<String, List<String>> table : tables.entrySet()) {
      Path run = folder.resolve("run-" + table.getKey());
      String data = table.getValue().get(0);
      List<String> options = table.getValue().subList(1, table.getValue().size());
      List<Object> train = new ArrayList<>(List.of("train", "--data", data, "--out", run));
      train.addAll(List.of("--epochs", 2, "--hidden", 5, "--quiet"));
      train.addAll(options);
      assertRun(table.getKey(), train);
      byte[] bytes = withoutDialect(run);
      model = model == null ? bytes : model;
      assertThat(bytes).as(table.getKey()).isEqualTo(model);

      Path out = folder.resolve(table.getKey() + ".scored.csv");
      List<Object> predict = new ArrayList<>(List.of("predict", run, "--data", data));
      predict.addAll(List.of("--out", out));
      if (options.contains("--format")) { // The rest the run remembers.
        predict.addAll(List.of("--input-format", options.get(1)));
      }
      assertRun(table.getKey(), predict);
      predictions = predictions == null ? Files.readAllBytes(out) : predictions;
      assertThat(Files.readAllBytes(out)).as(table.getKey()).isEqualTo(predictions);

      // What the run remembers is enough to evaluate and to verify it.
      assertRun(table.getKey(), List.of("evaluate", run));
      assertRun(table.getKey(), List.of("verify", run));
      List<Object> inspect = new ArrayList<>(List.of("inspect", data));
      inspect.addAll(options);
      assertThat(assertRun(table.getKey(), inspect).out()).contains(ROWS + " examples");
    }
  }

  /** Returns the bytes of a run's model, of which only the note about the dialect may differ. */
  private static byte[] withoutDialect(Path run) throws IOException {
    org.apache.hadoop.fs.Path file =
        new org.apache.hadoop.fs.Path(run.resolve("model.safetensors").toString());
    org.apache.hadoop.fs.Path copy = file.suffix(".copy");
    Model model = ModelFile.read(file, new Configuration());
    ModelFile.write(model.withDialect(Map.of()), copy, new Configuration());
    byte[] bytes = Files.readAllBytes(Path.of(copy.toString()));
    boolean same = Arrays.equals(bytes, Files.readAllBytes(Path.of(file.toString())));
    assertThat(same).isEqualTo(model.dialect().isEmpty());
    return bytes;
  }

  private static CommandLineRun assertRun(String name, List<Object> arguments) {
    CommandLineRun run = CommandLineRun.of(arguments.toArray());
    assertThat(run.exitCode()).as(name + " " + arguments.get(0) + ": " + run.err()).isZero();
    return run;
  }

  /** Returns the name of the data and the options that read them, for each format. */
  private Map<String, List<String>> tables() throws IOException {
    String text = csv.toString();
    Map<String, List<String>> tables = new LinkedHashMap<>();
    Path plain = write("t.csv", text.getBytes(StandardCharsets.UTF_8));
    tables.put("csv", List.of(plain.toString()));
    tables.put("tsv", List.of(write("t.tsv", utf8(text.replace(',', '\t'))).toString()));
    String semicolons = text.replace(',', ';').replace('.', ',');
    tables.put(
        "semicolons",
        List.of(write("s.csv", utf8(semicolons)).toString(), "--delimiter", ";", "--decimal", ","));
    byte[] utf16 = text.getBytes(StandardCharsets.UTF_16);
    tables.put("utf16", List.of(write("u.csv", utf16).toString(), "--encoding", "UTF-16"));
    tables.put("zst", List.of(write("t.csv.zst", Zstd.compress(utf8(text))).toString()));
    Path bzip2 = folder.resolve("t.csv.bz2");
    BZip2Codec codec = new BZip2Codec();
    codec.setConf(new Configuration());
    try (OutputStream out = codec.createOutputStream(Files.newOutputStream(bzip2))) {
      out.write(utf8(text));
    }
    tables.put("bz2", List.of(bzip2.toString()));
    tables.put("json", List.of(write("t.jsonl", utf8(json.toString())).toString()));
    SparkSession session = SparkSession.builder().getOrCreate();
    Dataset<Row> rows =
        session.read().option("header", true).option("inferSchema", true).csv(plain.toString());
    rows.coalesce(1).write().orc(folder.resolve("orc").toString());
    tables.put("orc", List.of(folder.resolve("orc").toString()));
    rows.coalesce(1).write().format("avro").save(folder.resolve("avro").toString());
    tables.put("avro", List.of(folder.resolve("avro").toString(), "--format", "avro"));
    rows.coalesce(1).write().parquet(folder.resolve("parquet").toString());
    tables.put("parquet", List.of(folder.resolve("parquet").toString()));
    String query = "sql:select a, b, label from parquet.`" + folder.resolve("parquet") + "`";
    tables.put("sql", List.of(query));
    session.sql("drop database if exists lockstep_formats cascade");
    session.sql("create database lockstep_formats location '" + folder.resolve("db") + "'");
    rows.coalesce(1).write().saveAsTable("lockstep_formats.points");
    tables.put("table", List.of("table:lockstep_formats.points"));
    tables.put(
        "class",
        List.of(
            folder.resolve("orc").toString(),
            "--format",
            "org.apache.spark.sql.execution.datasources.orc.OrcFileFormat"));
    return tables;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "t.json  | {\"a\":1,\"label\":0};nothing  | has a line that is not an object of JSON; --multi-line true reads files of one object or one array each",
        "t.json  | nothing                        | has no line that is an object of JSON; --multi-line true reads files of one object or one array each",
        "t.json  | {\"a\":1}                      | has no column 'label', but a; --label names another",
        "t.orc   | ORC                            | cannot be read by Spark: ",
        "t.svm   | 1 2:x                          | cannot be read by Spark: ",
      })
  void whatSparkCannotReadIsToldInOneLine(String name, String lines, String message)
      throws IOException {
    Path file = write(name, utf8(lines.replace(';', '\n') + "\n"));
    CommandLineRun run = CommandLineRun.of("train", "--data", file, "--out", folder.resolve("run"));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DATA);
    assertThat(run.errLines().get(run.errLines().size() - 1)) // Progress may stand before it.
        .startsWith("lockstep: " + file + ": " + message);
  }

  /** In the file that has it, and where one task reads this file in its row. */
  @ParameterizedTest
  @ValueSource(strings = {"json", "orc", "libsvm"})
  void aWrongCellIsNamedWithItsFileAndItsRow(String format) throws IOException {
    Path place = folder.resolve(format);
    Files.createDirectories(place);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String x = i == 27 ? "1e300" : String.valueOf(i);
      rows.add(
          format.equals("libsvm")
              ? i % 2 + " 1:" + i % 7 + " 2:" + x
              : "{\"x\":" + x + ",\"label\":" + i % 2 + "}");
    }
    Path good = Files.write(folder.resolve("good"), rows.subList(0, 20));
    Path bad = Files.write(folder.resolve("bad"), rows.subList(20, 40));
    if (format.equals("orc")) {
      SparkSession session = SparkSession.builder().getOrCreate();
      for (Path part : List.of(good, bad)) {
        Dataset<Row> typed = session.read().schema("x DOUBLE, label INT").json(part.toString());
        typed.coalesce(1).write().mode("append").orc(place.toString());
      }
    } else {
      Files.copy(good, place.resolve("a." + format));
      Files.copy(bad, place.resolve("b." + format));
    }
    Path run = folder.resolve("run");
    CommandLineRun trained = CommandLineRun.of("train", "--data", place, "--out", run);
    assertThat(trained.exitCode()).as(trained.err()).isEqualTo(ExitCode.DATA);
    String cell = format.equals("libsvm") ? "'features': feature 1 is 1.0E300" : "'x': '1.0E300'";
    assertThat(trained.err()).contains("." + format + ": row 8, column " + cell);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "table:no.such      | cannot be read by Spark: ",
        "sql:selekt 1       | cannot be read by Spark: ",
        "sql:select 1 as x  | has no column 'label', but x; --label names another",
        "sql:select 1 as x, 2 as x, 0 as label | two columns are named 'x'",
      })
  void aTableOrAQueryThatIsNoneIsToldInOneLine(String data, String message) {
    CommandLineRun run = CommandLineRun.of("train", "--data", data, "--out", folder.resolve("run"));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DATA);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).startsWith("lockstep: " + data + ": " + message);
  }

  @Test
  void libsvmHasTheModelsWidth() throws IOException {
    Path file = write("t.libsvm", utf8(libsvm.toString()));
    Path run = folder.resolve("run");
    assertRun("libsvm", List.of("train", "--data", file, "--out", run, "--epochs", 2, "--quiet"));
    Path narrow = write("n.libsvm", utf8("0 1:3\n1 1:70\n"));
    assertRun("narrow", List.of("evaluate", run, "--data", narrow));
    Path out = folder.resolve("out.csv");
    assertRun("narrow", List.of("predict", run, "--data", narrow, "--out", out));
    assertThat(Files.readAllLines(out)).hasSize(3);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

package dev.lockstep.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.LocalSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file of another kind than is wanted is named for what it is, whatever it is called. */
@Tag("slow")
class WrongKindTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final String WEIGHTS =
      "; save its weights as plain safetensors or in an .npz, which import takes";
  private static final String GIVE = "; give a run folder or a model.safetensors";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zip layer0.weight.npy      | layer0.weight is not in NumPy's format | ''",
        "zip m/data.pkl             | is a PyTorch file | WEIGHTS",
        "zip metadata.json config.json model.weights.h5 | is a Keras model | WEIGHTS",
        "zip [Content_Types].xml xl/workbook.xml | is an Excel workbook | GIVE",
        "zip m/code/a.py m/version  | is a PyTorch file | WEIGHTS",
        "zip a.txt                  | is a zip archive |"
            + " ; unpack it, and give a run folder or a model.safetensors",
        "42 5a 68 31 31 41 59 26 53 59 | is a bzip2 file |"
            + " ; unpack it, and give a run folder or a model.safetensors",
        "28 b5 2f fd 00 00 00 00 00 | is a zstd file |"
            + " ; unpack it, and give a run folder or a model.safetensors",
        "12 03 61 62 63 3a 04 08 01 | is an ONNX model | WEIGHTS",
        "d0 cf 11 e0 a1 b1 1a e1 00 | is a file of an old Office program, as Excel's .xls | GIVE",
        "text (lp0=I1=aI2=a.        | is a Python pickle | GIVE",
        "text <?xml version='1.0'?> | is an XML file, as PMML is | GIVE",
        "text hello                 | is a text file | GIVE",
        "text ORC and GGUF          | is a text file | GIVE",
        "4f 52 43 11 00 00 0a 06 12 | is an ORC file | GIVE",
        "89 48 44 46 0d 0a 1a 0a 00 | is an HDF5 file, as Keras writes them | WEIGHTS",
        "08 08 12 07 70 79 74 6f 72 | is an ONNX model | WEIGHTS",
        "80 04 95 10 00 00 00 00 00 | is a Python pickle | GIVE",
        "80 02 8a 0a 6c fc 9c 46 f9 | is a PyTorch file | WEIGHTS",
        "1c 00 00 00 54 46 4c 33 14 | is a TensorFlow Lite model | WEIGHTS",
        "93 4e 55 4d 50 59 01 00 76 | is a NumPy array | GIVE",
        "50 41 52 31 15 04 15 00 00 | is a Parquet file |"
            + " ; --data takes it; here give a run folder or a model.safetensors",
        "00 00 08 03 00 00 ea 60 00 | is an IDX file |"
            + " ; --data takes it; here give a run folder or a model.safetensors",
        "text a,b,label=1,2,0=      | is a table of text, as CSV is |"
            + " ; --data takes it; here give a run folder or a model.safetensors",
        "text {\"formatVersion\":1} | is a JSON file | GIVE",
      })
  void insteadOfAModel(String content, String what, String advice) throws IOException {
    Path file = Files.write(folder.resolve("model.safetensors.x"), bytes(content));
    String line = file + ": " + what + advice(advice);
    assertRefused(CommandLineRun.of("evaluate", file), ExitCode.DAMAGED_FILE, line);
    boolean weights = what.contains("NumPy's");
    CommandLineRun from =
        CommandLineRun.of("train", "--from", file, "--out", folder.resolve("run"));
    assertThat(from.exitCode()).as(from.err()).isEqualTo(ExitCode.DAMAGED_FILE);
    assertThat(from.err()).startsWith("lockstep: " + file + ": " + (weights ? "" : what));
    assertThat(from.errLines()).hasSize(1);
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "saved_model.pb                       | is a TensorFlow SavedModel | WEIGHTS",
        "metadata/part-00000 stages/0/a       | is a pipeline of Spark ML |"
            + " ; the model of a stage lies in its folder stages",
        "metadata/part-00000 data/a           | is a model of Spark ML | GIVE",
        "data.json metrics.jsonl run.lock     |"
            + " is a run folder without a model: the run has not ended |"
            + " ; train --resume --out goes on with it",
        "one/model.safetensors two/a          | is a folder of run folders | ; give one of them",
        "layer0.weight.csv layer0.bias.csv    | is a folder of weights as CSV |"
            + " ; train --from takes it; here give a run folder or a model.safetensors",
      })
  void aFolderInsteadOfAModel(String names, String what, String advice) throws IOException {
    Path other = folder.resolve("other");
    for (String name : names.split(" ", -1)) {
      Files.createDirectories(other.resolve(name).getParent());
      Files.writeString(other.resolve(name), "");
    }
    String line = other + ": " + what + advice(advice);
    assertRefused(CommandLineRun.of("evaluate", other), ExitCode.DAMAGED_FILE, line);
    assertThat(CommandLineRun.of("verify", other).err())
        .startsWith("lockstep: " + other + ": " + what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zip layer0.weight.npy      | is an NPZ file of weights; data are IDX, CSV or Parquet",
        "08 08 12 07 70 79 74 6f 72 | is an ONNX model; data are IDX, CSV or Parquet",
        "zip [Content_Types].xml    | is an Excel workbook; save it as CSV or Parquet",
        "zip a.csv                  | is a zip archive; unpack it",
        "4f 52 43 11 00 00 0a 06 12 | is an ORC file; save it as CSV or Parquet",
        "41 52 52 4f 57 31 00 00 ff | is an Arrow or Feather file; save it as CSV or Parquet",
        "text [1, 2, 3]             | is a JSON file; data are IDX, CSV or Parquet",
        "02 00 00 00 00 00 00 00 7b 7d | is a model (safetensors); data are IDX, CSV or Parquet",
      })
  void insteadOfData(String content, String problem) throws IOException {
    Path file = Files.write(folder.resolve("file"), bytes(content));
    assertRefused(
        CommandLineRun.of("train", "--data", file, "--out", folder.resolve("run")),
        ExitCode.DATA,
        file + ": " + problem);
  }

  @Test
  void aModelIsNoDataAndATableIsNoRun() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,label\n");
    for (int i = 0; i < 80; i++) {
      rows.append(i).append(',').append(i % 7).append(',').append(i % 2).append('\n');
    }
    Path csv = Files.writeString(folder.resolve("t.csv"), rows);
    Path run = folder.resolve("run");
    CommandLineRun trained =
        CommandLineRun.of("train", "--data", csv, "--out", run, "--epochs", 1, "--quiet");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    Path model = run.resolve("model.safetensors");
    String noData = ": is a model (safetensors); data are IDX, CSV or Parquet";
    assertRefused(
        CommandLineRun.of("predict", run, "--data", model, "--out", folder.resolve("p")),
        ExitCode.DATA,
        model + noData);
    assertRefused(
        CommandLineRun.of("evaluate", run, "--data", run),
        ExitCode.DATA,
        run + ": is a run folder with a model; data are IDX, CSV or Parquet");
    assertRefused(
        CommandLineRun.of("verify", csv),
        ExitCode.DAMAGED_FILE,
        csv + ": is a table of text, as CSV is; give a run folder");
    assertRefused(
        CommandLineRun.of("verify", model),
        ExitCode.DAMAGED_FILE,
        model + ": is a model (safetensors); give a run folder");
    Path npz = folder.resolve("weights.zip");
    assertThat(CommandLineRun.of("export", run, "--out", npz, "--format", "npz").exitCode())
        .isZero();
    CommandLineRun again =
        CommandLineRun.of(
            "train", "--data", csv, "--from", npz, "--out", folder.resolve("r"), "--epochs", 1);
    assertThat(again.exitCode()).as(again.err()).isZero();
  }

  private static String advice(String text) {
    return text.equals("WEIGHTS") ? WEIGHTS : text.equals("GIVE") ? GIVE : text;
  }

  private static byte[] bytes(String content) throws IOException {
    String[] words = content.split(" ", 2);
    if (words[0].equals("text")) {
      return words[1].replace('=', '\n').getBytes(UTF_8);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (words[0].equals("zip")) {
      try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
        for (String name : words[1].split(" ", -1)) {
          zip.putNextEntry(new ZipEntry(name));
          zip.write("x".getBytes(ISO_8859_1));
        }
      }
      return bytes.toByteArray();
    }
    for (String hex : content.split(" ", -1)) {
      bytes.write(Integer.parseInt(hex, 16));
    }
    return bytes.toByteArray();
  }

  private static void assertRefused(CommandLineRun run, int exitCode, String line) {
    assertThat(run.errLines()).containsExactly("lockstep: " + line);
    assertThat(run.out()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(exitCode);
  }
}

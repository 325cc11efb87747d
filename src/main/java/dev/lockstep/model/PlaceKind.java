package dev.lockstep.model;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * What lies in a place where something else is expected: told by a file's first bytes and by the
 * names in a folder or an archive, never by its own name.
 */
public enum PlaceKind {
  MODEL("a model (safetensors)", Use.MODEL),
  RUN("a run folder with a model", Use.MODEL),
  UNFINISHED_RUN("a run folder without a model: the run has not ended", Use.UNFINISHED),
  CSV_WEIGHTS("a folder of weights as CSV", Use.WEIGHTS),
  NPZ("an NPZ file of weights", Use.WEIGHTS),
  NPY("a NumPy array", Use.FOREIGN),
  ONNX("an ONNX model", Use.FOREIGN_WEIGHTS),
  TORCH("a PyTorch file", Use.FOREIGN_WEIGHTS),
  KERAS("a Keras model", Use.FOREIGN_WEIGHTS),
  HDF5("an HDF5 file, as Keras writes them", Use.FOREIGN_WEIGHTS),
  SAVED_MODEL("a TensorFlow SavedModel", Use.FOREIGN_WEIGHTS),
  TFLITE("a TensorFlow Lite model", Use.FOREIGN_WEIGHTS),
  GGUF("a GGUF model", Use.FOREIGN),
  PICKLE("a Python pickle", Use.FOREIGN),
  SPARK_PIPELINE("a pipeline of Spark ML", Use.PIPELINE),
  SPARK_STAGE("a model of Spark ML", Use.FOREIGN),
  WORKBOOK("an Excel workbook", Use.FOREIGN_TABLE),
  ORC("an ORC file", Use.FOREIGN_TABLE),
  AVRO("an Avro file", Use.FOREIGN_TABLE),
  ARROW("an Arrow or Feather file", Use.FOREIGN_TABLE),
  SQLITE("a SQLite database", Use.FOREIGN_TABLE),
  PARQUET("a Parquet file", Use.DATA),
  IDX("an IDX file", Use.DATA),
  JSON("a JSON file", Use.FOREIGN),
  TABLE("a table of text, as CSV is", Use.DATA),
  PICTURE("a picture", Use.FOREIGN),
  PDF("a PDF file", Use.FOREIGN),
  ZIP("a zip archive", Use.PACKED),
  GZIP("a gzip file", Use.PACKED);

  private static final int FIRST_BYTES = 512;
  private static final int FIRST_ENTRIES = 20;

  /** What a run leaves in its folder from its beginning. */
  private static final List<String> OF_RUNS =
      List.of("run.json", "data.json", "metrics.jsonl", "run.lock");

  private enum Use {
    MODEL,
    UNFINISHED,
    WEIGHTS,
    FOREIGN_WEIGHTS,
    PIPELINE,
    DATA,
    FOREIGN_TABLE,
    PACKED,
    FOREIGN
  }

  private final String what;
  private final Use use;

  PlaceKind(String what, Use use) {
    this.what = what;
    this.use = use;
  }

  /** As in "x is an ONNX model". */
  @Override
  public String toString() {
    return what;
  }

  /** Returns true for weights without a network. */
  public boolean isWeightsAlone() {
    return use == Use.WEIGHTS;
  }

  /** Returns true for data as they are read. */
  public boolean isData() {
    return use == Use.DATA;
  }

  /** Says what to do where a model is wanted; empty for what may be one, or a damaged one. */
  Optional<String> insteadOfModel() {
    String advice =
        switch (use) {
          case MODEL -> null;
          case UNFINISHED -> "train --resume --out goes on with it";
          case WEIGHTS -> "train --from takes it; here give a run folder or a model.safetensors";
          case FOREIGN_WEIGHTS ->
              "save its weights as layer0.weight [inputs x outputs], layer0.bias and so on in an"
                  + " .npz, which train --from takes";
          case PIPELINE -> "the model of a stage lies in its folder stages";
          case DATA -> "--data takes it; here give a run folder or a model.safetensors";
          case FOREIGN_TABLE, PACKED, FOREIGN -> "give a run folder or a model.safetensors";
        };
    return Optional.ofNullable(advice).map(text -> "is " + what + "; " + text);
  }

  /** Says what to do where a run folder is wanted; empty for one. */
  public Optional<String> insteadOfRun() {
    return this == RUN
        ? Optional.empty()
        : Optional.of(
            use == Use.UNFINISHED
                ? insteadOfModel().orElseThrow()
                : "is " + what + "; give a run folder");
  }

  /** Says what to do where data are wanted; empty for what may be data. */
  public Optional<String> insteadOfData() {
    String advice =
        switch (use) {
          case MODEL, UNFINISHED, WEIGHTS, FOREIGN_WEIGHTS, PIPELINE, FOREIGN ->
              "data are IDX, CSV or Parquet";
          case FOREIGN_TABLE -> "save it as CSV or Parquet";
          case DATA, PACKED -> null;
        };
    return Optional.ofNullable(advice).map(text -> "is " + what + "; " + text);
  }

  /** Tells a file's or a folder's kind; empty where there is none, or it is none of these. */
  public static Optional<PlaceKind> of(Path path, Configuration conf) throws IOException {
    Optional<FileStatus> status = RunFiles.status(path, conf);
    if (status.isEmpty()) {
      return Optional.empty();
    }
    return status.get().isDirectory() ? ofFolder(path, conf) : ofFile(path, conf);
  }

  private static Optional<PlaceKind> ofFolder(Path folder, Configuration conf) throws IOException {
    Set<String> names = namesIn(folder, conf);
    if (names.contains(Model.FILE_NAME)) {
      return Optional.of(RUN);
    }
    if (names.contains("saved_model.pb")) {
      return Optional.of(SAVED_MODEL);
    }
    if (names.contains("metadata")
        && namesIn(new Path(folder, "metadata"), conf).stream()
            .anyMatch(n -> n.startsWith("part-"))) {
      return Optional.of(names.contains("stages") ? SPARK_PIPELINE : SPARK_STAGE);
    }
    if (names.contains(Model.weightName(0) + ".csv")) {
      return Optional.of(CSV_WEIGHTS);
    }
    boolean isRun = OF_RUNS.stream().anyMatch(names::contains);
    return isRun ? Optional.of(UNFINISHED_RUN) : Optional.empty();
  }

  private static Set<String> namesIn(Path folder, Configuration conf) throws IOException {
    Set<String> names = new TreeSet<>();
    for (FileStatus status : RunFiles.list(folder, conf)) {
      names.add(status.getPath().getName());
    }
    return names;
  }

  private static Optional<PlaceKind> ofFile(Path file, Configuration conf) throws IOException {
    byte[] first = RunFiles.read(file, conf, (in, lengthBytes) -> in.readNBytes(FIRST_BYTES));
    if (isSafetensors(first)) {
      return Optional.of(MODEL);
    }
    if (begins(first, "PK\3\4")) {
      return Optional.of(RunFiles.read(file, conf, (in, lengthBytes) -> ofArchive(in)));
    }
    return ofBytes(first);
  }

  private static PlaceKind ofArchive(DataInputStream in) throws IOException {
    Set<String> names = new TreeSet<>();
    try {
      ZipInputStream zip = new ZipInputStream(in);
      for (ZipEntry entry = zip.getNextEntry();
          entry != null && names.size() < FIRST_ENTRIES;
          entry = zip.getNextEntry()) {
        names.add(entry.getName());
      }
    } catch (ZipException | IllegalArgumentException | EOFException e) {
      // Those before the damage tell enough.
    }
    if (names.stream().anyMatch(name -> name.endsWith(".npy"))) {
      return NPZ;
    }
    if (names.stream().anyMatch(name -> name.matches("[^/]+/(data\\.pkl|constants\\.pkl)"))) {
      return TORCH;
    }
    if (names.contains("config.json") || names.contains("model.weights.h5")) {
      return KERAS;
    }
    return names.contains("[Content_Types].xml") ? WORKBOOK : ZIP;
  }

  private static Optional<PlaceKind> ofBytes(byte[] first) {
    PlaceKind kind = null;
    if (begins(first, "\u0093NUMPY")) {
      kind = NPY;
    } else if (begins(first, "\u0089HDF\r\n\u001a\n")) {
      kind = HDF5;
    } else if (begins(first, "\u0080\2\u008a\nl\u00fc\u009cF")) {
      kind = TORCH;
    } else if (first.length > 2 && begins(first, "\u0080") && first[1] >= 2 && first[1] <= 5) {
      kind = PICKLE;
    } else if (first.length > 8 && begins(Arrays.copyOfRange(first, 4, 8), "TFL3")) {
      kind = TFLITE;
    } else if (begins(first, "GGUF")) {
      kind = GGUF;
    } else if (begins(first, "PAR1") || begins(first, "PARE")) {
      kind = PARQUET;
    } else if (begins(first, "ORC")) {
      kind = ORC;
    } else if (begins(first, "Obj\1")) {
      kind = AVRO;
    } else if (begins(first, "ARROW1") || begins(first, "FEA1")) {
      kind = ARROW;
    } else if (begins(first, "SQLite format 3\0")) {
      kind = SQLITE;
    } else if (begins(first, "\u0089PNG")
        || begins(first, "\u00ff\u00d8\u00ff")
        || begins(first, "GIF8")) {
      kind = PICTURE;
    } else if (begins(first, "%PDF-")) {
      kind = PDF;
    } else if (begins(first, "\u001f\u008b")) {
      kind = GZIP;
    } else if (isIdx(first)) {
      kind = IDX;
    } else if (isProtobufModel(first)) {
      kind = first[1] == 1 ? SAVED_MODEL : ONNX;
    } else if (isText(first)) {
      String text = new String(first, StandardCharsets.UTF_8).strip();
      kind = text.startsWith("{") || text.startsWith("[") ? JSON : isTable(text) ? TABLE : null;
    }
    return Optional.ofNullable(kind);
  }

  private static boolean begins(byte[] first, String magic) {
    byte[] bytes = magic.getBytes(StandardCharsets.ISO_8859_1);
    return first.length >= bytes.length
        && Arrays.equals(first, 0, bytes.length, bytes, 0, bytes.length);
  }

  private static boolean isSafetensors(byte[] first) {
    if (first.length <= Long.BYTES) {
      return false;
    }
    long header = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return header > 0 && header <= Safetensors.MAX_HEADER_BYTES && first[Long.BYTES] == '{';
  }

  private static boolean isIdx(byte[] first) {
    return first.length > 4
        && first[0] == 0
        && first[1] == 0
        && first[2] >= 0x08
        && first[2] <= 0x0e
        && first[3] >= 1
        && first[3] <= 4
        && first[4] >= 0;
  }

  /**
   * Field 1 is a small version; then comes the producer, the domain, the graph or the operators.
   */
  private static boolean isProtobufModel(byte[] first) {
    return first.length > 3
        && first[0] == 0x08
        && first[1] >= 1
        && first[1] <= 20
        && (first[2] == 0x12
            || first[2] == 0x1a
            || first[2] == 0x22
            || first[2] == 0x3a
            || first[2] == 0x42);
  }

  private static boolean isText(byte[] first) {
    for (byte b : first) {
      if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r') {
        return false;
      }
    }
    return first.length > 0;
  }

  private static boolean isTable(String text) {
    return text.lines().limit(2).count() == 2
        && text.lines().limit(2).allMatch(l -> l.matches(".*[,;\\t|].*"));
  }
}

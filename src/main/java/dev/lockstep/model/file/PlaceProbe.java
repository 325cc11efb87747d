package dev.lockstep.model.file;

import dev.lockstep.model.Safetensors;
import dev.lockstep.model.WeightSlot;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.FileFormat;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Tells the kind of a file or folder from a file's first bytes and from the names in a folder or an
 * archive, never from its own name.
 */
public final class PlaceProbe {
  private static final int FIRST_ENTRIES = 20;

  /** Files that a run puts into its folder when it begins. */
  private static final List<String> OF_RUNS =
      List.of("run.json", "data.json", "metrics.jsonl", "run.lock");

  /** Folders in a registry. */
  private static final List<String> OF_REGISTRY = List.of("history", "versions");

  /**
   * A pickle in protocol 0, of printable characters: an opening mark and the place to keep the
   * object.
   */
  private static final Pattern PICKLE_OF_TEXT =
      Pattern.compile(
          "\\(?[ldt]p\\d+\\R|c(__main__|builtins|__builtin__|copy_?reg|numpy|pandas|sklearn)\\b");

  private static final Map<FileFormat, PlaceKind> KINDS =
      Map.ofEntries(
          Map.entry(FileFormat.NPY, PlaceKind.NPY),
          Map.entry(FileFormat.HDF5, PlaceKind.HDF5),
          Map.entry(FileFormat.TORCH, PlaceKind.TORCH),
          Map.entry(FileFormat.PICKLE, PlaceKind.PICKLE),
          Map.entry(FileFormat.TFLITE, PlaceKind.TFLITE),
          Map.entry(FileFormat.GGUF, PlaceKind.GGUF),
          Map.entry(FileFormat.PARQUET, PlaceKind.PARQUET),
          Map.entry(FileFormat.ENCRYPTED_PARQUET, PlaceKind.PARQUET),
          Map.entry(FileFormat.ORC, PlaceKind.ORC),
          Map.entry(FileFormat.AVRO, PlaceKind.AVRO),
          Map.entry(FileFormat.ARROW, PlaceKind.ARROW),
          Map.entry(FileFormat.FEATHER, PlaceKind.ARROW),
          Map.entry(FileFormat.SQLITE, PlaceKind.SQLITE),
          Map.entry(FileFormat.IDX_LABELS, PlaceKind.IDX),
          Map.entry(FileFormat.IDX_IMAGES, PlaceKind.IDX),
          Map.entry(FileFormat.PNG, PlaceKind.PICTURE),
          Map.entry(FileFormat.JPEG, PlaceKind.PICTURE),
          Map.entry(FileFormat.GIF, PlaceKind.PICTURE),
          Map.entry(FileFormat.PDF, PlaceKind.PDF),
          Map.entry(FileFormat.OLD_OFFICE, PlaceKind.OFFICE),
          Map.entry(FileFormat.MATLAB, PlaceKind.MATLAB),
          Map.entry(FileFormat.GZIP, PlaceKind.GZIP),
          Map.entry(FileFormat.BZIP2, PlaceKind.BZIP2),
          Map.entry(FileFormat.XZ, PlaceKind.XZ),
          Map.entry(FileFormat.ZSTD, PlaceKind.ZSTD),
          Map.entry(FileFormat.SEVEN_ZIP, PlaceKind.SEVEN_ZIP),
          Map.entry(FileFormat.TAR, PlaceKind.TAR));

  private PlaceProbe() {}

  /** Returns a file's or a folder's kind; empty if it does not exist or is of another kind. */
  public static Optional<PlaceKind> kind(Path path, Configuration conf) throws IOException {
    Optional<FileStatus> status = RunFiles.status(path, conf);
    if (status.isEmpty()) {
      return Optional.empty();
    }
    return status.get().isDirectory() ? ofFolder(path, conf) : ofFile(path, conf);
  }

  private static Optional<PlaceKind> ofFolder(Path folder, Configuration conf) throws IOException {
    Set<String> names = namesIn(folder, conf);
    if (names.contains(ModelFile.NAME)) {
      return Optional.of(PlaceKind.RUN);
    }
    if (names.contains("saved_model.pb")) {
      return Optional.of(PlaceKind.SAVED_MODEL);
    }
    if (names.contains("metadata")
        && namesIn(new Path(folder, "metadata"), conf).stream()
            .anyMatch(n -> n.startsWith("part-"))) {
      return Optional.of(
          names.contains("stages") ? PlaceKind.SPARK_PIPELINE : PlaceKind.SPARK_STAGE);
    }
    if (names.contains(WeightSlot.weightName(0) + ".csv")) {
      return Optional.of(PlaceKind.CSV_WEIGHTS);
    }
    if (names.containsAll(OF_REGISTRY)) {
      return Optional.of(PlaceKind.REGISTRY);
    }
    if (OF_RUNS.stream().anyMatch(names::contains)) {
      return Optional.of(PlaceKind.UNFINISHED_RUN);
    }
    for (String name : names.stream().limit(FIRST_ENTRIES).toList()) {
      Path model = new Path(new Path(folder, new Path(null, null, name)), ModelFile.NAME);
      if (RunFiles.status(model, conf).isPresent()) {
        return Optional.of(PlaceKind.RUNS);
      }
    }
    return Optional.empty();
  }

  private static Set<String> namesIn(Path folder, Configuration conf) throws IOException {
    Set<String> names = new TreeSet<>();
    for (FileStatus status : RunFiles.list(folder, conf)) {
      names.add(status.getPath().getName());
    }
    return names;
  }

  private static Optional<PlaceKind> ofFile(Path file, Configuration conf) throws IOException {
    byte[] first =
        RunFiles.read(file, conf, (in, lengthBytes) -> in.readNBytes(FileFormat.LOOKED_AT_BYTES));
    if (isSafetensors(first)) {
      return Optional.of(PlaceKind.MODEL);
    }
    Optional<FileFormat> format = FileFormat.of(first);
    if (format.equals(Optional.of(FileFormat.ZIP))) {
      return Optional.of(RunFiles.read(file, conf, (in, lengthBytes) -> ofArchive(first, in)));
    }
    return format.map(KINDS::get).or(() -> ofBytes(first));
  }

  private static PlaceKind ofArchive(byte[] first, DataInputStream in) throws IOException {
    Set<String> names = new TreeSet<>();
    names.add(firstEntry(first)); // The stream refuses the way in which PyTorch stores it.
    try {
      ZipInputStream zip = new ZipInputStream(in);
      for (ZipEntry entry = zip.getNextEntry();
          entry != null && names.size() < FIRST_ENTRIES;
          entry = zip.getNextEntry()) {
        names.add(entry.getName());
      }
    } catch (ZipException | IllegalArgumentException | EOFException e) {
      // The entries before the damage are enough.
    }
    if (names.stream().anyMatch(name -> name.endsWith(".npy"))) {
      return PlaceKind.NPZ;
    }
    if (names.stream()
        .anyMatch(name -> name.matches("[^/]+/(data\\.pkl|constants\\.pkl|code/.*)"))) {
      return PlaceKind.TORCH;
    }
    if (names.contains("config.json") || names.contains("model.weights.h5")) {
      return PlaceKind.KERAS;
    }
    return names.contains("[Content_Types].xml") ? PlaceKind.WORKBOOK : PlaceKind.ZIP;
  }

  /** Returns the name in an archive's first header; empty if it is not there. */
  private static String firstEntry(byte[] first) {
    int at = 30;
    if (first.length < at) {
      return "";
    }
    int length = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getShort(26);
    return length > 0 && at + length <= first.length
        ? new String(first, at, length, StandardCharsets.UTF_8)
        : "";
  }

  private static Optional<PlaceKind> ofBytes(byte[] first) {
    if (isIdx(first)) {
      return Optional.of(PlaceKind.IDX);
    }
    if (isProtobufModel(first)) {
      return Optional.of(first[1] == 1 ? PlaceKind.SAVED_MODEL : PlaceKind.ONNX);
    }
    return isText(first) ? Optional.of(ofText(first)) : Optional.empty();
  }

  private static PlaceKind ofText(byte[] first) {
    String text = new String(first, StandardCharsets.UTF_8).strip();
    if (text.startsWith("{") || text.startsWith("[")) {
      return PlaceKind.JSON;
    }
    if (text.startsWith("<?xml") || text.startsWith("<PMML")) {
      return PlaceKind.XML;
    }
    if (PICKLE_OF_TEXT.matcher(text).lookingAt()) {
      return PlaceKind.PICKLE;
    }
    return isTable(text) ? PlaceKind.TABLE : PlaceKind.TEXT;
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
   * Returns true for the bytes of an ONNX model. Field 1 is a small version; then comes the
   * producer, the domain, the graph or the operators. Writers other than PlaceKind.ONNX's own may
   * begin with the producer, a short name.
   */
  private static boolean isProtobufModel(byte[] first) {
    if (first.length <= 3) {
      return false;
    }
    if (first[0] == 0x12) {
      int end = 2 + first[1];
      return first[1] > 0
          && end < first.length
          && isText(Arrays.copyOfRange(first, 2, end))
          && (first[end] == 0x1a || first[end] == 0x3a || first[end] == 0x08);
    }
    boolean version = first[0] == 0x08 && first[1] >= 1 && first[1] <= 20;
    return version
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

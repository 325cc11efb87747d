package dev.lockstep.data.files;

import dev.lockstep.text.FileFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The kind of a file that is not text in UTF-8, told by its first bytes.
 *
 * @param name the kind's usual name
 * @param advice the way to make the file readable, with settings' names in braces
 */
public record FileKind(String name, String advice) {
  /** The number of a file's first bytes that are looked at. */
  public static final int LOOKED_AT_BYTES = FileFormat.LOOKED_AT_BYTES;

  private static final String UNPACK = "unpack it, or compress it with gzip, bzip2 or zstd";
  private static final String GZIP = "gzip";
  private static final String PARQUET = "Parquet";
  private static final String SAVE = "save it as CSV in UTF-8";
  private static final String TAKE_FOLDER = "{data} takes the folder it lies in";

  /** Formats that are not here may be text in UTF-8 for all that their first bytes tell. */
  private static final Map<FileFormat, FileKind> KINDS =
      Map.ofEntries(
          kind(FileFormat.GZIP, GZIP, "a name that ends in .gz says so"),
          kind(FileFormat.COMPRESS, "compressed with compress", UNPACK),
          kind(FileFormat.XZ, "compressed with xz", UNPACK),
          kind(FileFormat.BZIP2, "compressed with bzip2", "a name that ends in .bz2 says so"),
          kind(FileFormat.ZSTD, "compressed with zstd", "a name that ends in .zst says so"),
          kind(FileFormat.LZ4, "compressed with lz4", UNPACK),
          kind(FileFormat.SNAPPY, "compressed with snappy", UNPACK),
          kind(FileFormat.SEVEN_ZIP, "a 7z archive", "unpack it"),
          kind(FileFormat.RAR, "a RAR archive", "unpack it"),
          kind(FileFormat.ZIP, "a zip archive", "unpack it"),
          kind(FileFormat.PARQUET, PARQUET, "a name that ends in .parquet says so"),
          kind(FileFormat.ENCRYPTED_PARQUET, "encrypted Parquet", "decrypt it"),
          kind(FileFormat.ORC, "ORC", "write it as Parquet"),
          kind(FileFormat.AVRO, "Avro", "write it as Parquet"),
          kind(FileFormat.ARROW, "Arrow", "write it as Parquet"),
          kind(FileFormat.FEATHER, "Feather", "write it as Parquet"),
          kind(FileFormat.HDF5, "HDF5", SAVE),
          kind(FileFormat.NPY, "an array of NumPy's", SAVE),
          kind(FileFormat.SQLITE, "a database of SQLite's", SAVE),
          kind(FileFormat.OLD_OFFICE, "a workbook of Excel's", SAVE),
          kind(FileFormat.PDF, "PDF", SAVE),
          kind(FileFormat.PNG, "a PNG image", SAVE),
          kind(FileFormat.JPEG, "a JPEG image", SAVE),
          kind(FileFormat.IDX_LABELS, "an IDX file of labels", TAKE_FOLDER),
          kind(FileFormat.IDX_IMAGES, "an IDX file of images", TAKE_FOLDER),
          kind(FileFormat.GIT_LFS, "a pointer of Git LFS", "git lfs pull fetches the file"),
          kind(FileFormat.HTML, "HTML", "fetch the file itself"));

  /** The marks that text in other encodings begins with; one stands before those it begins with. */
  private static final List<Map.Entry<String, FileKind>> MARKS =
      List.of(
          Map.entry("\u00ff\u00fe\0\0", utf("UTF-32LE")),
          Map.entry("\0\0\u00fe\u00ff", utf("UTF-32BE")),
          Map.entry("\u00ff\u00fe", utf("UTF-16LE")),
          Map.entry("\u00fe\u00ff", utf("UTF-16BE")));

  private static Map.Entry<FileFormat, FileKind> kind(
      FileFormat format, String name, String advice) {
    return Map.entry(format, new FileKind(name, advice));
  }

  private static FileKind utf(String name) {
    return new FileKind("text in " + name + ", not UTF-8", "{encoding} " + name + " reads it");
  }

  /** Returns true for Parquet that is not encrypted. */
  public boolean isParquet() {
    return name.equals(PARQUET);
  }

  /** Returns the advice for a file within gzip, or for one with Parquet's name. */
  public String adviceWithin() {
    return advice.contains("ends in .") && !isParquet() ? "unpack it" : advice;
  }

  /**
   * Returns the kind of a file that is not text in UTF-8; empty if it may be such text.
   *
   * @param first the first {@link #LOOKED_AT_BYTES} bytes, or all of a shorter file
   */
  public static Optional<FileKind> of(byte[] first) {
    String bytes = new String(first, StandardCharsets.ISO_8859_1);
    return FileFormat.of(first)
        .map(format -> format == FileFormat.ZIP ? zip(bytes) : KINDS.get(format))
        .or(() -> withMark(bytes))
        .or(() -> withoutMark(first));
  }

  /** Tells UTF-16 and UTF-32 by the mark. A byte must follow that text in UTF-8 never has. */
  private static Optional<FileKind> withMark(String bytes) {
    return MARKS.stream()
        .filter(mark -> bytes.startsWith(mark.getKey()))
        .filter(mark -> bytes.chars().skip(mark.getKey().length()).anyMatch(c -> c < '\t'))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Tells kinds of zip archives by the name of the first entry. */
  private static FileKind zip(String bytes) {
    String entry = bytes.substring(Math.min(30, bytes.length()));
    if (entry.startsWith("[Content_Types].xml") || entry.startsWith("xl/")) {
      return new FileKind("a workbook of Excel's", SAVE);
    }
    if (entry.startsWith("mimetypeapplication/vnd.oasis")) {
      return new FileKind("a workbook of OpenDocument", SAVE);
    }
    return KINDS.get(FileFormat.ZIP);
  }

  /**
   * Tells UTF-16 without a mark at its beginning: in ASCII text, every second byte is zero and no
   * other.
   */
  private static Optional<FileKind> withoutMark(byte[] first) {
    int[] zeros = new int[2];
    for (int i = 0; i < first.length; i++) {
      zeros[i % 2] += first[i] == 0 ? 1 : 0;
    }
    int most = Math.max(zeros[0], zeros[1]);
    boolean told = first.length >= 4 && zeros[0] + zeros[1] == most && most * 4 >= first.length;
    return told ? Optional.of(utf(zeros[0] == 0 ? "UTF-16LE" : "UTF-16BE")) : Optional.empty();
  }
}

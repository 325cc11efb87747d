package dev.lockstep.data.files;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The kind of a file that is not text in UTF-8, told by its first bytes.
 *
 * @param name the kind's usual name
 * @param advice the way to make the file readable
 */
public record FileKind(String name, String advice) {
  /** The number of a file's first bytes that are looked at. */
  public static final int LOOKED_AT_BYTES = 512;

  private static final String UNPACK = "unpack it, or compress it with gzip";
  private static final String GZIP = "gzip";
  private static final String PARQUET = "Parquet";
  private static final String SAVE = "save it as CSV in UTF-8";
  private static final FileKind ZIP = new FileKind("a zip archive", "unpack it");

  /**
   * The first bytes of a kind of file, in Latin-1.
   *
   * @param alone true if text never begins so; else a byte must follow that text never has
   */
  private record Magic(String bytes, boolean alone, FileKind kind) {
    boolean begins(String file) {
      return file.startsWith(bytes)
          && (alone || file.chars().skip(bytes.length()).anyMatch(c -> c < '\t'));
    }
  }

  /** A kind stands before those that begin like it. */
  private static final List<Magic> MAGICS =
      List.of(
          magic("\u001f\u008b", GZIP, "a name that ends in .gz says so"),
          magic("\u001f\u009d", "compressed with compress", UNPACK),
          magic("\u00fd7zXZ\0", "compressed with xz", UNPACK),
          magic("BZh91AY&SY", "compressed with bzip2", UNPACK),
          magic("(\u00b5/\u00fd", "compressed with zstd", UNPACK),
          magic("\u0004\"M\u0018", "compressed with lz4", UNPACK),
          magic("\u00ff\u0006\0\0sNaPpY", "compressed with snappy", UNPACK),
          magic("7z\u00bc\u00af'\u001c", "a 7z archive", "unpack it"),
          magic("Rar!\u001a\u0007", "a RAR archive", "unpack it"),
          magic("PAR1", PARQUET, "a name that ends in .parquet says so"),
          magic("PARE", "encrypted Parquet", "decrypt it"),
          magic("ORC", "ORC", "write it as Parquet"),
          magic("Obj\u0001", "Avro", "write it as Parquet"),
          magic("ARROW1\0\0", "Arrow", "write it as Parquet"),
          magic("FEA1", "Feather", "write it as Parquet"),
          magic("\u0089HDF\r\n\u001a\n", "HDF5", SAVE),
          magic("\u0093NUMPY", "an array of NumPy's", SAVE),
          magic("SQLite format 3\0", "a database of SQLite's", SAVE),
          magic("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1", "a workbook of Excel's", SAVE),
          magic("%PDF-", "PDF", SAVE),
          magic("\u0089PNG\r\n\u001a\n", "a PNG image", SAVE),
          magic("\u00ff\u00d8\u00ff", "a JPEG image", SAVE),
          magic("\0\0\u0008\u0001", "an IDX file of labels", "--data takes the folder it lies in"),
          magic("\0\0\u0008\u0003", "an IDX file of images", "--data takes the folder it lies in"),
          magic(
              "version https://git-lfs.", "a pointer of Git LFS", "git lfs pull fetches the file"),
          magic("<!DOCTYPE html", "HTML", "fetch the file itself"),
          magic("<!doctype html", "HTML", "fetch the file itself"),
          magic("<html>", "HTML", "fetch the file itself"),
          utf("\u00ff\u00fe\0\0", "UTF-32LE"),
          utf("\0\0\u00fe\u00ff", "UTF-32BE"),
          utf("\u00ff\u00fe", "UTF-16LE"),
          utf("\u00fe\u00ff", "UTF-16BE"));

  private static Magic magic(String bytes, String name, String advice) {
    boolean alone = bytes.length() > 4 || bytes.chars().anyMatch(c -> c < ' ' || c > '~');
    return new Magic(bytes, alone, new FileKind(name, advice));
  }

  private static Magic utf(String mark, String name) {
    return new Magic(mark, false, utf(name));
  }

  private static FileKind utf(String name) {
    return new FileKind(
        "text in " + name + ", not UTF-8", "this converts it: iconv -f " + name + " -t utf-8");
  }

  /** Returns true for Parquet that is not encrypted. */
  public boolean isParquet() {
    return name.equals(PARQUET);
  }

  /** Returns the advice for a file within gzip, or for one with Parquet's name. */
  public String adviceWithin() {
    return name.equals(GZIP) ? "unpack it" : advice;
  }

  /**
   * Returns the kind of a file that is not text in UTF-8; empty if it may be such text.
   *
   * @param first the first {@link #LOOKED_AT_BYTES} bytes, or all of a shorter file
   */
  public static Optional<FileKind> of(byte[] first) {
    String bytes = new String(first, StandardCharsets.ISO_8859_1);
    if (bytes.startsWith("PK\u0003\u0004") || bytes.startsWith("PK\u0005\u0006")) {
      return Optional.of(zip(bytes));
    }
    return MAGICS.stream()
        .filter(magic -> magic.begins(bytes))
        .map(Magic::kind)
        .findFirst()
        .or(() -> withoutMark(first));
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
    return ZIP;
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

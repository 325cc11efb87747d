package dev.lockstep.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Formats of files, told by the bytes that they begin with. A format stands before those whose
 * beginning is a part of its own.
 */
public enum FileFormat {
  GZIP("\u001f\u008b"),
  COMPRESS("\u001f\u009d"),
  XZ("\u00fd7zXZ\0"),
  BZIP2(IntStream.rangeClosed(1, 9).mapToObj(l -> "BZh" + l + "1AY&SY").toArray(String[]::new)),
  ZSTD("(\u00b5/\u00fd"),
  LZ4("\u0004\"M\u0018"),
  SNAPPY("\u00ff\u0006\0\0sNaPpY"),
  SEVEN_ZIP("7z\u00bc\u00af'\u001c"),
  RAR("Rar!\u001a\u0007"),
  ZIP("PK\3\4", "PK\5\6"),
  TAR(257, "ustar"),
  PARQUET("PAR1"),
  ENCRYPTED_PARQUET("PARE"),
  ORC("ORC"),
  AVRO("Obj\1"),
  ARROW("ARROW1\0\0"),
  FEATHER("FEA1"),
  HDF5("\u0089HDF\r\n\u001a\n"),
  NPY("\u0093NUMPY"),
  SQLITE("SQLite format 3\0"),
  MATLAB("MATLAB 5.0 MAT-file"),
  IDX_LABELS("\0\0\u0008\u0001"),
  IDX_IMAGES("\0\0\u0008\u0003"),
  TORCH("\u0080\2\u008a\nl\u00fc\u009cF"),
  PICKLE("\u0080\2", "\u0080\3", "\u0080\4", "\u0080\5"),
  TFLITE(4, "TFL3"),
  GGUF("GGUF"),
  OLD_OFFICE("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"),
  PDF("%PDF-"),
  PNG("\u0089PNG\r\n\u001a\n"),
  JPEG("\u00ff\u00d8\u00ff"),
  GIF("GIF87a", "GIF89a"),
  GIT_LFS("version https://git-lfs."),
  HTML("<!DOCTYPE html", "<!doctype html", "<html>");

  /** The number of a file's first bytes that are looked at. */
  public static final int LOOKED_AT_BYTES = 512;

  private final int at;

  /** The beginnings of such files, in Latin-1. */
  @SuppressWarnings("ImmutableEnumChecker") // Nothing writes to it.
  private final String[] beginnings;

  FileFormat(String... beginnings) {
    this(0, beginnings);
  }

  FileFormat(int at, String... beginnings) {
    this.at = at;
    this.beginnings = beginnings;
  }

  /**
   * Returns the format of a file; empty if it is of none of these.
   *
   * @param first the first {@link #LOOKED_AT_BYTES} bytes, or all of a shorter file
   */
  public static Optional<FileFormat> of(byte[] first) {
    String file = new String(first, StandardCharsets.ISO_8859_1);
    return Arrays.stream(values()).filter(format -> format.isOf(file)).findFirst();
  }

  private boolean isOf(String file) {
    return Arrays.stream(beginnings)
        .anyMatch(bytes -> file.startsWith(bytes, at) && (isAlone(bytes) || hasControls(file)));
  }

  /** Returns true if text does not begin so. */
  private boolean isAlone(String bytes) {
    boolean isLong = at == 0 && bytes.length() > 4;
    return isLong || bytes.chars().anyMatch(c -> c < ' ' || c > '~');
  }

  /** Returns true if there is a byte that text does not have. */
  private static boolean hasControls(String file) {
    return file.chars().anyMatch(c -> c < '\t');
  }
}

package dev.lockstep.data.csv;

import dev.lockstep.data.DataException;
import dev.lockstep.data.codec.Codecs;
import dev.lockstep.data.files.FileKind;
import dev.lockstep.data.files.TableFile;
import dev.lockstep.text.FileFormat;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;

/** Opens a file's text: unpacked, and in UTF-8 or in a charset of single bytes. */
final class TextFile {
  private TextFile() {}

  /**
   * Opens a file after a look at its first bytes.
   *
   * @throws DataException if they are not text, or not compressed as the file's name says
   */
  static InputStream openChecked(FileSystem files, Path file, CsvSyntax syntax, Configuration conf)
      throws IOException {
    CompressionCodec codec = Codecs.of(file, conf);
    InputStream in = files.open(file);
    try {
      if (codec != null) {
        BufferedInputStream packed = new BufferedInputStream(in, FileKind.LOOKED_AT_BYTES);
        requirePacked(file, packed);
        in = codec.createInputStream(packed);
      }
      BufferedInputStream text = new BufferedInputStream(in, FileKind.LOOKED_AT_BYTES);
      requireText(file, first(text), codec != null, syntax);
      return decoded(text, syntax);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** Opens a whole file. */
  static InputStream open(Path file, CsvSyntax syntax, Configuration conf) throws IOException {
    CompressionCodec codec = Codecs.of(file, conf);
    InputStream in = file.getFileSystem(conf).open(file);
    return decoded(codec == null ? in : codec.createInputStream(in), syntax);
  }

  private static InputStream decoded(InputStream text, CsvSyntax syntax) {
    return syntax.isTranscoded() ? new Transcoder(text, syntax.dialect().charset()) : text;
  }

  private static void requireText(Path file, byte[] first, boolean packed, CsvSyntax syntax) {
    Optional<FileKind> kind = FileKind.of(first);
    if (kind.isEmpty() || (syntax.isTranscoded() && FileFormat.of(first).isEmpty())) {
      return;
    }
    throw new DataException(
        TableFile.show(file) + (packed ? ": holds " : ": is ") + kind.get().name(),
        "; " + (packed ? kind.get().adviceWithin() : kind.get().advice()));
  }

  private static void requirePacked(Path file, BufferedInputStream packed) throws IOException {
    byte[] first = first(packed);
    Optional<String> missing = Codecs.missing(file, first);
    if (missing.isEmpty()) {
      return;
    }
    if (first.length == 0) {
      throw new DataException(TableFile.show(file) + ": is empty");
    }
    Optional<FileKind> kind = FileKind.of(first);
    throw new DataException(
        TableFile.show(file)
            + (": its name ends in " + Codecs.ending(file) + ", but it is ")
            + kind.map(FileKind::name).orElse("not " + missing.get()),
        "; " + kind.map(FileKind::advice).orElse("name it as what it is"));
  }

  private static byte[] first(BufferedInputStream in) throws IOException {
    in.mark(FileKind.LOOKED_AT_BYTES);
    byte[] first = in.readNBytes(FileKind.LOOKED_AT_BYTES);
    in.reset();
    return first;
  }
}

package dev.lockstep.data.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.lockstep.data.DataException;
import dev.lockstep.data.csv.CsvFiles;
import dev.lockstep.data.csv.CsvSyntax;
import dev.lockstep.testing.IdxFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that is called CSV and is something else is called what it is. */
class FileKindTest {
  private static final String TABLE = "label,a,b\n0,1,2\n1,3,4\n";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "UTF-16LE,false",
    "UTF-16BE,false",
    "UTF-16LE,true",
    "UTF-16BE,true",
    "UTF-32LE,true"
  })
  void textInAnotherEncodingIsNamed(String charset, boolean marked) throws IOException {
    byte[] text = ((marked ? "\ufeff" : "") + TABLE).getBytes(Charset.forName(charset));
    assertRefused(
        "a.csv",
        text,
        ": is text in " + charset + ", not UTF-8; encoding " + charset + " reads it");
  }

  @Test
  void anArchiveUnderAnotherNameIsNamed() throws IOException {
    byte[] gzip = IdxFixture.gzip(TABLE.getBytes(StandardCharsets.UTF_8));
    assertRefused("a.csv", gzip, ": is gzip; a name that ends in .gz says so");
    assertRefused("a.csv.gz", IdxFixture.gzip(gzip), ": holds gzip; unpack it");
    assertRefused("a.csv", zip("table.csv"), ": is a zip archive; unpack it");
    assertRefused(
        "a.csv", zip("[Content_Types].xml"), ": is a workbook of Excel's; save it as CSV in UTF-8");
    assertRefused(
        "a.csv.gz", zip("table.csv"), ": its name ends in .gz, but it is a zip archive; unpack it");
    assertRefused(
        "a.csv.gz",
        TABLE.getBytes(StandardCharsets.UTF_8),
        ": its name ends in .gz, but it is not gzip; name it as what it is");
    assertRefused("a.csv.gz", new byte[0], ": is empty");
  }

  static Stream<Arguments> formatsOfOthersAreNamed() {
    return Stream.of(
        arguments("\u00fd7zXZ\0\0", "compressed with xz"),
        arguments("BZh91AY&SY", "compressed with bzip2"),
        arguments("BZh11AY&SY", "compressed with bzip2"),
        arguments("(\u00b5/\u00fd", "compressed with zstd"),
        arguments("PAR1\u0015\0", "Parquet"),
        arguments("%PDF-1.7", "PDF"),
        arguments("<!DOCTYPE html><html>", "HTML"),
        arguments("\u0089HDF\r\n\u001a\n", "HDF5"),
        arguments("SQLite format 3\0", "a database of SQLite's"),
        arguments("\0\0\u0008\u0003\0\0", "an IDX file of images"));
  }

  @ParameterizedTest
  @MethodSource
  void formatsOfOthersAreNamed(String bytes, String name) throws IOException {
    Path file = write("a.csv", bytes.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> CsvFiles.of(hadoop(file), CsvSyntax.USUAL, 2, new Configuration()))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": is " + name + "; ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ORC,b",
        "PAR1,b",
        "BZh,b",
        "FEA1,b",
        "ARROW1,b",
        "PK,b",
        "\u00fe\u00ff,b",
        "7z,b"
      })
  void aHeaderThatBeginsLikeOneOfThemIsAHeader(String header) throws IOException {
    Path file = write("a.csv", (header + "\n1,2\n").getBytes(StandardCharsets.UTF_8));
    assertThat(CsvFiles.of(hadoop(file), CsvSyntax.USUAL, 2, new Configuration()).columns())
        .isEqualTo(List.of(header.split(",")));
  }

  private void assertRefused(String name, byte[] bytes, String message) throws IOException {
    Path file = write(name, bytes);
    assertThatThrownBy(() -> CsvFiles.of(hadoop(file), CsvSyntax.USUAL, 2, new Configuration()))
        .isInstanceOf(DataException.class)
        .hasMessage(file + message);
  }

  private static byte[] zip(String entry) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(TABLE.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static org.apache.hadoop.fs.Path hadoop(Path file) {
    return new org.apache.hadoop.fs.Path(file.toUri());
  }
}

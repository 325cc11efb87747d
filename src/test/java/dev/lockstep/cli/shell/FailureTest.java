package dev.lockstep.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.DataException;
import dev.lockstep.storage.FileFailedException;
import dev.lockstep.text.DamagedFileException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.VersionInfo;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.spark.SparkException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import scala.jdk.javaapi.CollectionConverters;

/** Each cause, however it is wrapped, has one exit code and one line. */
class FailureTest {
  private static final String HADOOP = VersionInfo.getVersion();
  private static final String REPORT = "; please report it with the trace that --verbose adds";
  private static final String REFUSED =
      "Call From here/127.0.0.1 to there:8020 failed on connection exception:"
          + " java.net.ConnectException: Connection refused; For more details see:"
          + "  http://wiki.apache.org/hadoop/ConnectionRefused";

  @ParameterizedTest
  @MethodSource({"data", "places", "connectors", "machines", "mistakes"})
  void aCauseHasOneExitCodeAndOneLine(int exitCode, String line, Throwable cause) {
    Failure expected = new Failure(exitCode, line);
    assertThat(Failure.of(cause)).isEqualTo(expected);
    assertThat(Failure.of(new SparkException("Job aborted", new RuntimeException(cause))))
        .isEqualTo(expected);
  }

  static Stream<Arguments> data() {
    return Stream.of(
        failure(
            ExitCode.DATA,
            "a.csv: row 3: not a number: 'x'",
            new DataException("a.csv: row 3: not a number: 'x'", new IOException("inner"))),
        failure(
            ExitCode.DATA,
            "a.gz: damaged gzip: x",
            new DataException("a.gz: damaged gzip: x", new ZipException("x"))),
        failure(
            ExitCode.DATA, "a: ends early", new DataException("a: ends early", new EOFException())),
        failure(
            ExitCode.DATA,
            "Checksum error: file:/a.csv at 0 exp: 1 got: 2: the file or its .crc is damaged",
            new ChecksumException("Checksum error: file:/a.csv at 0 exp: 1 got: 2", 0)),
        failure(
            ExitCode.DATA,
            "a file is packed with zstd, for which this Hadoop has no library: pack it with gzip",
            new RuntimeException(
                "native zStandard library not available: this version of libhadoop was built"
                    + " without zstd support.")),
        failure(
            ExitCode.DATA,
            "a Parquet file is packed with Brotli, which this Spark cannot unpack:"
                + " write it with zstd, snappy or gzip",
            new RuntimeException("Class org.apache.hadoop.io.compress.BrotliCodec was not found")),
        failure(
            ExitCode.DATA,
            "/t/a.parquet: cannot be read: UnsupportedOperationException: Unsupported encoding: X",
            failedRead(new UnsupportedOperationException("Unsupported encoding: X"))),
        failure(
            ExitCode.DATA,
            "/t/a.parquet: cannot be read: IllegalStateException: IllegalStateException",
            failedRead(new IOException("it", new IllegalStateException()))),
        failure(
            ExitCode.DATA,
            "/t/a.parquet: is packed with Brotli, which this Spark cannot unpack: write it with"
                + " zstd, snappy or gzip",
            failedRead(
                new RuntimeException(
                    "Class org.apache.hadoop.io.compress.BrotliCodec was not found"))),
        failure(
            ExitCode.DATA,
            "/t/a.parquet: can not read class X",
            failedRead(new ParquetDecodingException("can not read class X"))),
        failure(
            ExitCode.DAMAGED_FILE,
            "m.safetensors: no such file",
            new DamagedFileException(new Path("m.safetensors"), "no such file")));
  }

  /** As Spark says it, with the reason below. */
  private static Throwable failedRead(Throwable reason) {
    return new SparkException(
        "FAILED_READ_FILE.NO_HINT",
        scala.collection.immutable.Map.from(
            CollectionConverters.asScala(Map.of("path", "file:///t/a.parquet"))),
        reason);
  }

  static Stream<Arguments> places() {
    return Stream.of(
        failure(
            ExitCode.CLUSTER,
            "hdfs://there/a.csv: cannot be read: there:8020 does not answer: Connection refused",
            new DataException(
                "hdfs://there/a.csv: cannot be read: " + REFUSED, new ConnectException(REFUSED))),
        failure(
            ExitCode.CLUSTER,
            "a.csv: cannot be read: /a.csv (Permission denied)",
            new DataException(
                "a.csv: cannot be read: /a.csv (Permission denied)",
                new FileNotFoundException("/a.csv (Permission denied)"))),
        failure(
            ExitCode.CLUSTER,
            "a.csv: cannot be read: Permission denied: user=u",
            new DataException(
                "a.csv: cannot be read: Permission denied: user=u",
                new AccessControlException("Permission denied: user=u"))),
        failure(
            ExitCode.CLUSTER,
            "no such host: nowhere",
            new IllegalArgumentException(new UnknownHostException("nowhere"))),
        failure(
            ExitCode.CLUSTER,
            "/out/m: cannot be written: No space left on device",
            FileFailedException.writing(new Path("/out/m"), diskError("No space left on device"))),
        failure(
            ExitCode.CLUSTER,
            "no space left on the disk; spark.local.dir names the folder of what Spark stores",
            new IOException("No space left on device")),
        failure(ExitCode.CLUSTER, "Input/output error", diskError("Input/output error")),
        failure(
            ExitCode.CLUSTER,
            "FileNotFoundException: hdfs://a/b (gone)",
            new UncheckedIOException(new FileNotFoundException("hdfs://a/b (gone)"))),
        failure(
            ExitCode.CLUSTER,
            "/a (Too many open files); raise ulimit -n",
            new FileNotFoundException("/a (Too many open files)")),
        failure(
            ExitCode.CLUSTER,
            "Spark does not start: no",
            new SessionException("Spark does not start: no", null)));
  }

  static Stream<Arguments> connectors() {
    return Stream.of(
        noClass("s3a.S3AFileSystem", "s3a", "org.apache.hadoop:hadoop-aws:" + HADOOP),
        noClass(
            "azurebfs.SecureAzureBlobFileSystem",
            "abfss",
            "org.apache.hadoop:hadoop-azure:" + HADOOP),
        noClass("azure.NativeAzureFileSystem", "wasb", "org.apache.hadoop:hadoop-azure:" + HADOOP),
        noClass("gs.GoogleHadoopFileSystem", "gs", "org.apache.hadoop:hadoop-gcp:" + HADOOP),
        noClass(
            "aliyun.oss.AliyunOSSFileSystem", "oss", "org.apache.hadoop:hadoop-aliyun:" + HADOOP),
        failure(
            ExitCode.USAGE,
            needs("cosn", "org.apache.hadoop:hadoop-cos:" + HADOOP),
            new UnsupportedFileSystemException("No FileSystem for scheme \"cosn\"")),
        failure(
            ExitCode.USAGE,
            "no file system reads gopher://",
            new DataException(
                "gopher://a: cannot be read: No FileSystem for scheme \"gopher\"",
                new UnsupportedFileSystemException("No FileSystem for scheme \"gopher\""))),
        failure(
            ExitCode.USAGE,
            "no file system reads s3://: write s3a://",
            new UnsupportedFileSystemException("No FileSystem for scheme \"s3\"")));
  }

  static Stream<Arguments> machines() {
    return Stream.of(
        failure(
            ExitCode.CLUSTER,
            "out of memory on the driver: Java heap space; give spark-submit more with"
                + " --driver-memory",
            new OutOfMemoryError("Java heap space")),
        failure(
            ExitCode.CLUSTER,
            "the system gives no more threads: raise ulimit -u, or use fewer cores",
            new OutOfMemoryError("unable to create native thread: possibly out of memory")),
        failure(
            ExitCode.CLUSTER,
            "a class or library is missing, or another than expected: UnsatisfiedLinkError: no x",
            new UnsatisfiedLinkError("no x")),
        failure(
            ExitCode.CLUSTER,
            "a class or library is missing, or another than expected: NoClassDefFoundError: a/B",
            new NoClassDefFoundError("a/B")));
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        failure(
            ExitCode.INTERNAL,
            "a mistake of Lockstep's own: IllegalStateException: impossible" + REPORT,
            new IllegalStateException("impossible")),
        failure(
            ExitCode.INTERNAL,
            "a mistake of Lockstep's own: NullPointerException" + REPORT,
            new ExceptionInInitializerError(new NullPointerException())),
        failure(
            ExitCode.INTERNAL,
            "a mistake of Lockstep's own: AssertionError: no" + REPORT,
            new AssertionError("no")),
        failure(
            ExitCode.INTERNAL,
            "a mistake of Lockstep's own: StackOverflowError" + REPORT,
            new StackOverflowError()));
  }

  private static Arguments noClass(String name, String scheme, String coordinates) {
    String message = "Class org.apache.hadoop.fs." + name + " not found";
    return failure(
        ExitCode.USAGE,
        needs(scheme, coordinates),
        new RuntimeException(new ClassNotFoundException(message)));
  }

  private static String needs(String scheme, String coordinates) {
    return scheme
        + ":// needs a connector that this Spark lacks: add --packages "
        + coordinates
        + " before the command";
  }

  /** As Hadoop makes one, for itself only, of whatever a local disk says. */
  private static FSError diskError(String message) {
    try {
      Constructor<FSError> constructor = FSError.class.getDeclaredConstructor(Throwable.class);
      constructor.setAccessible(true);
      return constructor.newInstance(new IOException(message));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  private static Arguments failure(int exitCode, String line, Throwable cause) {
    return Arguments.of(exitCode, line, cause);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void whatSparkSaysBecomesOneLine(String message, String line) {
    assertThat(Failure.line(message)).isEqualTo(line);
  }

  static Stream<Arguments> messages() {
    return Stream.of(
        Arguments.of(
            "[PATH_NOT_FOUND] Path does not exist: file:/a. SQLSTATE: 42K03",
            "Path does not exist: file:/a."),
        Arguments.of(
            "[FAILED_READ_FILE.NO_HINT] Encountered error while reading file file:/a.\n"
                + "Caused by: x\n\tat y SQLSTATE: KD001",
            "Encountered error while reading file file:/a."),
        Arguments.of(
            "a: cannot be read as Parquet: [PARQUET_TYPE_ILLEGAL] Illegal Parquet type:"
                + " FIXED_LEN_BYTE_ARRAY (FLOAT16). SQLSTATE: 42846",
            "a: cannot be read as Parquet: Illegal Parquet type: FIXED_LEN_BYTE_ARRAY (FLOAT16)."),
        Arguments.of("Only this:\n  and that\nnot more", "Only this: and that"),
        Arguments.of("\n\nafter blank lines\nmore", "after blank lines"),
        Arguments.of(REFUSED, "there:8020 does not answer: Connection refused"),
        Arguments.of("", ""));
  }
}

package dev.lockstep.cli.shell;

import dev.lockstep.data.DataException;
import dev.lockstep.data.files.TableFile;
import dev.lockstep.registry.RegistryChangedException;
import dev.lockstep.run.RunHeldException;
import dev.lockstep.storage.FileFailedException;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.text.SettingException;
import dev.lockstep.train.state.DivergedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;

/**
 * The exit code and the line that an exception means to the user. One cause has one exit code,
 * whatever has wrapped it and wherever it was thrown.
 */
public record Failure(int exitCode, String message) {

  private static final Pattern CONDITION =
      Pattern.compile("(^|: )\\[[A-Z][A-Z0-9_]*(?:\\.[A-Z0-9_]+)*] ");
  private static final Pattern SQL_STATE = Pattern.compile("\\s*SQLSTATE: \\w{5}\\s*$");

  /** Hadoop's message about a call, with the name of this host and a page on the Web. */
  private static final Pattern CALL =
      Pattern.compile(
          "Call From \\S+ to (\\S+) failed on [^:]*: (?:[\\w.$]+: )?(.*?);? *For more details see:.*");

  /** Messages of the operating system about a file, except that it is missing. */
  private static final Pattern SYSTEM =
      Pattern.compile(
          "Input/output error|Permission denied|Too many open files|No space left on device"
              + "|Read-only file system|Stale file handle|Transport endpoint|Connection timed out");

  private static final Pattern CHECKSUMS =
      Pattern.compile("org\\.apache\\.hadoop\\.fs\\.(FSInputChecker|ChecksumFileSystem)\\b.*");

  /** The rules; those that say more come first. */
  private static final List<Function<Throwable, Optional<Failure>>> RULES =
      List.of(
          Failure::ofConnector,
          Failure::ofOurs,
          Failure::ofContent,
          Failure::ofMachine,
          Failure::ofTable);

  public static Failure of(Throwable e) {
    List<Throwable> chain = chain(e);
    for (Function<Throwable, Optional<Failure>> rule : RULES) {
      for (Throwable cause : chain) {
        Optional<Failure> failure = rule.apply(cause);
        if (failure.isPresent()) {
          return failure.get().naming(chain);
        }
      }
    }
    Throwable root = chain.get(chain.size() - 1);
    String text = name(root) + (root.getMessage() == null ? "" : ": " + line(root.getMessage()));
    if (root instanceof SparkThrowable spark && isOfSetting(spark)) {
      return new Failure(
          ExitCode.CLUSTER, "a setting of Spark's is wrong: " + line(root.getMessage()));
    }
    boolean places = chain.stream().anyMatch(Failure::isClusters) && !isThrownByUs(root);
    return places
        ? new Failure(ExitCode.CLUSTER, root instanceof UnknownHostException ? noHost(root) : text)
        : new Failure(
            ExitCode.INTERNAL,
            "a mistake of Lockstep's own: "
                + text
                + "; please report it with the trace that --verbose adds");
  }

  /** Adds the file at which Spark's reader has failed, if nothing names it yet. */
  private Failure naming(List<Throwable> chain) {
    Optional<String> file = chain.stream().flatMap(e -> readFile(e).stream()).findFirst();
    return exitCode != ExitCode.DATA || file.isEmpty() || message.contains(name(file.get()))
        ? this
        : new Failure(
            exitCode, file.get() + ": " + message.replaceFirst("^a (Parquet )?file ", ""));
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Returns the file that Spark could not read. */
  private static Optional<String> readFile(Throwable e) {
    return isFailedRead(e)
        ? Optional.ofNullable(((SparkThrowable) e).getMessageParameters().get("path"))
            .map(path -> TableFile.show(new Path(path)))
        : Optional.empty();
  }

  private static boolean isFailedRead(Throwable e) {
    return e instanceof SparkThrowable spark
        && String.valueOf(spark.getCondition()).startsWith("FAILED_READ_FILE");
  }

  private static boolean isOfSetting(SparkThrowable e) {
    return String.valueOf(e.getCondition()).startsWith("INVALID_CONF_VALUE");
  }

  private static List<Throwable> chain(Throwable e) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> chain = new ArrayList<>();
    for (Throwable cause = e; cause != null && seen.add(cause); cause = cause.getCause()) {
      chain.add(cause);
    }
    return chain;
  }

  private static Optional<Failure> ofConnector(Throwable e) {
    boolean may = e instanceof IOException || e instanceof ClassNotFoundException;
    String message = String.valueOf(e.getMessage());
    if (may && message.startsWith("Incomplete HDFS URI")) {
      return Optional.of(new Failure(ExitCode.USAGE, line(message)));
    }
    return (may ? Connector.missing(message) : Optional.<String>empty())
        .map(advice -> new Failure(ExitCode.USAGE, advice));
  }

  private static Optional<Failure> ofOurs(Throwable e) {
    int code;
    if (e instanceof DataException) {
      code = chain(e).stream().anyMatch(Failure::isPlaces) ? ExitCode.CLUSTER : ExitCode.DATA;
    } else if (e instanceof DamagedFileException) {
      code = ExitCode.DAMAGED_FILE;
    } else if (e instanceof DivergedException) {
      code = ExitCode.DIVERGED;
    } else if (e instanceof OutputExistsException) {
      code = ExitCode.EXISTS;
    } else if (e instanceof RunHeldException || e instanceof RegistryChangedException) {
      code = ExitCode.HELD;
    } else if (e instanceof FileFailedException || e instanceof SessionException) {
      code = ExitCode.CLUSTER;
    } else if (e instanceof SettingException) {
      code = ExitCode.USAGE;
    } else {
      return Optional.empty();
    }
    return Optional.of(new Failure(code, line(String.valueOf(OptionNames.message(e)))));
  }

  /**
   * Returns the failure of a file whose bytes are wrong, or compressed so that this Spark cannot
   * read them.
   */
  private static Optional<Failure> ofContent(Throwable e) {
    String message = String.valueOf(e.getMessage());
    String problem = null;
    if (e instanceof ChecksumException) {
      problem = line(message) + ": the file or its .crc is damaged";
    } else if (isOfChecksums(e)) {
      problem = "the .crc file beside a file is damaged: remove it, or write both again";
    } else if (message.contains("zStandard library not available")
        || message.contains("hadoop native library with zstd")) {
      problem =
          "a file is packed with zstd, for which this Hadoop has no library: pack it with gzip";
    } else if (message.matches(
        "Class \\S*\\.(Brotli|Lzo|GzipCodec|Lz4|ZStandard)\\S* was not found")) {
      problem =
          "a Parquet file is packed with "
              + message.replaceFirst(".*\\.(\\w+?)Codec.*", "$1")
              + ", which this Spark cannot unpack: write it with zstd, snappy or gzip";
    } else if (e.getClass().getName().startsWith("org.apache.parquet.")) {
      problem = line(message);
    }
    return Optional.ofNullable(problem).map(text -> new Failure(ExitCode.DATA, text));
  }

  /**
   * Returns true if Hadoop took a {@code .crc} at its word: that there is a checksum for some wild
   * number of bytes.
   */
  private static boolean isOfChecksums(Throwable e) {
    return (e instanceof OutOfMemoryError || e instanceof RuntimeException)
        && Arrays.stream(e.getStackTrace())
            .limit(2)
            .anyMatch(frame -> CHECKSUMS.matcher(frame.getClassName()).matches());
  }

  /** Returns the failure of the JVM or its machine. */
  private static Optional<Failure> ofMachine(Throwable e) {
    String message = String.valueOf(e.getMessage());
    String problem = null;
    if (e instanceof OutOfMemoryError) {
      problem =
          message.contains("native thread")
              ? "the system gives no more threads: raise ulimit -u, or use fewer cores"
              : "out of memory on the driver: "
                  + message
                  + "; give spark-submit more with --driver-memory";
    } else if (e instanceof StackOverflowError && isStackSet()) {
      problem = "the stack of a thread is too small: raise -Xss, or leave it out";
    } else if (e instanceof FSError) {
      problem = line(message.replaceFirst("^[\\w.$]+: ", ""));
    } else if (e instanceof LinkageError && !(e instanceof ExceptionInInitializerError)) {
      problem =
          "a class or library is missing, or another than expected: "
              + name(e)
              + ": "
              + line(message);
    } else if (e instanceof IOException && message.contains("Too many open files")) {
      problem = line(message) + "; raise ulimit -n";
    } else if (e instanceof IOException && message.equals("No space left on device")) {
      problem = "no space left on the disk; spark.local.dir names the folder of what Spark stores";
    }
    return Optional.ofNullable(problem).map(text -> new Failure(ExitCode.CLUSTER, text));
  }

  private static boolean isStackSet() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .anyMatch(a -> a.startsWith("-Xss") || a.startsWith("-XX:ThreadStackSize"));
  }

  /** Returns Spark's objection to a table, before it reads the table. */
  private static Optional<Failure> ofTable(Throwable e) {
    List<Throwable> chain = chain(e);
    String text = line(String.valueOf(e.getMessage()));
    if (e instanceof AnalysisException) {
      return Optional.of(new Failure(ExitCode.DATA, text));
    }
    if (!isFailedRead(e) || chain.stream().anyMatch(Failure::isPlaces)) {
      return Optional.empty();
    }
    Throwable root = chain.get(chain.size() - 1);
    String reason = root.getMessage() == null ? name(root) : line(root.getMessage());
    return Optional.of(
        new Failure(
            ExitCode.DATA, root == e ? text : "cannot be read: " + name(root) + ": " + reason));
  }

  /** Returns true if a place cannot be reached or denies access. */
  private static boolean isPlaces(Throwable e) {
    return e instanceof SocketException
        || e instanceof SocketTimeoutException
        || e instanceof UnknownHostException
        || e instanceof SSLException
        || e instanceof FSError
        || e instanceof AccessDeniedException
        || e instanceof AccessControlException
        || e instanceof RemoteException
        || (e instanceof IOException && SYSTEM.matcher(String.valueOf(e.getMessage())).find());
  }

  private static boolean isClusters(Throwable e) {
    return e instanceof SparkThrowable
        || e instanceof IOException
        || e instanceof UncheckedIOException
        // Spark's own, from a session that it has stopped because the master gave none.
        || (e instanceof IllegalStateException
            && String.valueOf(e.getMessage()).contains("SparkContext"));
  }

  /** Returns true for a mistake in our own code, on the driver or an executor. */
  private static boolean isThrownByUs(Throwable e) {
    if (e instanceof IOException
        || e instanceof UncheckedIOException
        || e instanceof SparkThrowable) {
      return false;
    }
    for (StackTraceElement frame : e.getStackTrace()) {
      String place = frame.getClassName();
      if (!place.startsWith("java.") && !place.startsWith("jdk.")) {
        return place.startsWith("dev.lockstep.");
      }
    }
    return false;
  }

  private static String noHost(Throwable e) {
    return "no such host: " + e.getMessage();
  }

  private static String name(Throwable e) {
    return e.getClass().getSimpleName();
  }

  /** Returns the first line of Spark's or Hadoop's message, without the additions for programs. */
  static String line(String message) {
    String text = SQL_STATE.matcher(message).replaceFirst("");
    text = CONDITION.matcher(text).replaceAll("$1");
    Collection<String> lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    StringBuilder line = new StringBuilder();
    for (String next : lines) {
      line.append(line.isEmpty() ? "" : " ").append(next);
      if (!next.endsWith(":")) {
        break;
      }
    }
    return CALL.matcher(line).replaceFirst("$1 does not answer: $2");
  }
}

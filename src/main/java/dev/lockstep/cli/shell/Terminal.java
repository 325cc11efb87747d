package dev.lockstep.cli.shell;

import dev.lockstep.text.Printable;
import java.io.FilterOutputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes to standard output and standard error, in UTF-8 in every locale; no other class does. All
 * text is {@link Printable}, except for help texts and the progress line, which are Lockstep's own
 * words.
 */
public final class Terminal {
  /** A shell's exit code of a tool that writes to a pipe after its reader has closed it. */
  private static final int BROKEN_PIPE = 141;

  /** What {@link #warnOnce} has printed. */
  private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

  private static volatile Watched watched = new Watched(OutputStream.nullOutputStream());

  private Terminal() {}

  /** Sends standard output to a stream; {@link #outcome} tells if that fails. */
  public static void watch(OutputStream real) {
    watched = new Watched(real);
    System.setOut(new PrintStream(watched, false, StandardCharsets.UTF_8));
  }

  /** Returns the exit code of a finished command; not 0 if its output is lost. */
  public static int outcome() {
    System.out.flush();
    IOException failure = watched.failure;
    if (failure == null) {
      return ExitCode.DONE;
    }
    if (String.valueOf(failure.getMessage()).contains("Broken pipe")) {
      return BROKEN_PIPE; // The reader has what it wants.
    }
    say("lockstep: standard output cannot be written: " + failure.getMessage());
    return ExitCode.CLUSTER;
  }

  /** Prints to standard output; arguments that are not numbers become parts of a line. */
  public static void print(String format, Object... args) {
    printLines(Printable.format(format, args));
  }

  /** Prints lines or JSON to standard output. */
  public static void printLines(String text) {
    PrintWriter out = escaping(System.out);
    out.print(text);
    out.flush();
  }

  /** Prints Lockstep's own characters and colours; text from elsewhere in it is escaped before. */
  public static void printDrawing(String drawing) {
    PrintWriter out = help();
    out.print(drawing);
    out.flush();
  }

  /** Returns true if standard output is a terminal. */
  public static boolean isTerminal() {
    try {
      Process test =
          new ProcessBuilder("sh", "-c", "[ -t 1 ]").redirectOutput(Redirect.INHERIT).start();
      test.getOutputStream().close();
      return test.waitFor() == 0;
    } catch (IOException e) {
      return false; // Without sh, output is plain.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Prints one line to standard error. */
  public static void say(String text) {
    errors().println(Printable.line(text));
  }

  /** Prints a warning to standard error. */
  public static void warn(String text) {
    say("lockstep: warning: " + text);
  }

  /** Prints a warning to standard error; a command that finds the same again does not repeat it. */
  public static void warnOnce(String text) {
    if (WARNED.add(text)) {
      warn(text);
    }
  }

  /** Begins a command, which has printed no warning. */
  public static void begin() {
    WARNED.clear();
  }

  /** Returns a writer to standard error, for lines and traces. */
  public static PrintWriter errors() {
    return escaping(System.err);
  }

  /** Closes standard error, to libraries too, whose threads fail in turn while a process ends. */
  static void closeErrors() {
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  }

  /** Returns a writer to standard output for help texts, which may have colours. */
  public static PrintWriter help() {
    return new PrintWriter(utf8(System.out), true);
  }

  /** Returns the stream of the progress line: standard error, or none. */
  public static PrintStream progress(boolean quiet) {
    return quiet
        ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)
        : System.err;
  }

  private static Writer utf8(PrintStream stream) {
    return new OutputStreamWriter(stream, StandardCharsets.UTF_8);
  }

  private static PrintWriter escaping(PrintStream stream) {
    return new PrintWriter(new Escaping(utf8(stream)), true);
  }

  /** Remembers the first failure, which a print stream swallows. */
  private static final class Watched extends FilterOutputStream {
    private volatile IOException failure;

    Watched(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }
  }

  private static final class Escaping extends FilterWriter {
    Escaping(Writer out) {
      super(out);
    }

    @Override
    public void write(String text, int from, int length) throws IOException {
      out.write(Printable.lines(text.substring(from, from + length)));
      out.flush();
    }

    @Override
    public void write(char[] text, int from, int length) throws IOException {
      write(new String(text, from, length), 0, length);
    }

    @Override
    public void write(int c) throws IOException {
      write(Character.toString((char) c), 0, 1);
    }
  }
}

package dev.lockstep.cli.shell;

import dev.lockstep.data.RowsRead;
import dev.lockstep.text.Printable;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Says on standard error what the process is busy with: on a terminal a live line, which goes when
 * the work is done; else a plain line every ten seconds. Rows that are read meanwhile are counted.
 */
public final class Waiting {
  private static final long LIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long PLAIN_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final String ERASE_REST = "\u001b[K";

  private final String what;
  private final PrintStream out;
  private final IntSupplier columns;
  private final long startNanos = System.nanoTime();
  private final Thread thread = new Thread(this::show, "lockstep-waiting");
  private boolean live;
  private boolean over;

  private Waiting(String what, PrintStream out, IntSupplier columns) {
    this.what = Printable.line(what);
    this.out = out;
    this.columns = columns;
  }

  /** A piece of work. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /**
   * Does a piece of work and returns its result.
   *
   * @param what as in "reading mnist"
   * @param quiet to say nothing
   */
  public static <T, E extends Exception> T during(String what, boolean quiet, Work<T, E> work)
      throws E {
    return during(what, Terminal.progress(quiet), new TerminalWidth(System.getenv()), work);
  }

  static <T, E extends Exception> T during(
      String what, PrintStream out, IntSupplier columns, Work<T, E> work) throws E {
    RowsRead.reset();
    Waiting waiting = new Waiting(what, out, columns);
    waiting.thread.setDaemon(true);
    waiting.thread.start();
    try {
      return work.run();
    } finally {
      waiting.end();
    }
  }

  private synchronized void show() {
    try {
      long next = LIVE_NANOS;
      while (!over) {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, next - nanos()));
        if (!over && nanos() >= next) {
          int width = columns.getAsInt();
          if (width > 0) {
            // The cursor goes back to the line's start, so that other text replaces it.
            String text = text();
            out.print(text.substring(0, Math.min(text.length(), width - 1)) + ERASE_REST + "\r");
            out.flush();
            live = true;
          } else if (nanos() >= PLAIN_NANOS) {
            out.println(text());
          }
          next = width > 0 ? nanos() + LIVE_NANOS : (nanos() / PLAIN_NANOS + 1) * PLAIN_NANOS;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long nanos() {
    return System.nanoTime() - startNanos;
  }

  private String text() {
    String rows = "";
    if (RowsRead.done() > 0) {
      long expected = RowsRead.expected();
      rows =
          Printable.format("  %,d", RowsRead.done())
              + (expected >= RowsRead.done() ? Printable.format(" of %,d", expected) : "")
              + " rows";
    }
    return what + rows + "  " + TimeUnit.NANOSECONDS.toSeconds(nanos()) + " s";
  }

  private synchronized void end() {
    over = true;
    notifyAll();
    if (live) {
      out.print("\r" + ERASE_REST);
      out.flush();
    }
  }
}

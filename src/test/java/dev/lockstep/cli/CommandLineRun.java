package dev.lockstep.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a command said and with which exit code it ended, run within the tests' process. */
public record CommandLineRun(int exitCode, String out, String err) {

  public static CommandLineRun of(Object... args) {
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = String.valueOf(args[i]);
    }
    PrintStream realOut = System.out;
    PrintStream realErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      int exitCode = Main.run(words);
      return new CommandLineRun(
          exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(realOut);
      System.setErr(realErr);
    }
  }

  public List<String> errLines() {
    return err.lines().toList();
  }

  /** The rest of the one line of standard output that begins so. */
  public String outAfter(String beginning) {
    List<String> found = out.lines().filter(line -> line.startsWith(beginning)).toList();
    if (found.size() != 1) {
      throw new AssertionError(found.size() + " lines begin with " + beginning + " in:\n" + out);
    }
    return found.get(0).substring(beginning.length());
  }
}

package dev.lockstep.cli.option;

import java.util.List;
import picocli.CommandLine.ParseResult;

/**
 * An option that may be given more than once. Values after an argument file replace the file's, as
 * those of other options do, and the file's replace those before it.
 */
public final class RepeatedOption {
  private RepeatedOption() {}

  /**
   * Returns the values that count.
   *
   * @param option its name
   * @param values all, in the order of the command line; argument files follow each other without
   *     values between them
   */
  public static List<String> latest(ParseResult command, String option, List<String> values) {
    List<String> words = command.originalArgs();
    int file = -1;
    int before = 0;
    int after = 0;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith("@")) {
        file = i;
        before += after;
        after = 0;
      } else if (word.equals(option) || word.startsWith(option + "=")) {
        after++;
      }
    }
    if (file < 0) {
      return values;
    }
    int ofFiles = values.size() - before - after;
    int kept = after > 0 ? after : ofFiles > 0 ? ofFiles : values.size();
    return values.subList(values.size() - kept, values.size());
  }
}

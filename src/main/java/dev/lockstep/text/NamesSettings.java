package dev.lockstep.text;

import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message that names settings. Its template has their names in braces, as in <code>{learningRate}
 * must be positive</code>; each face puts in its own name of the setting.
 */
public interface NamesSettings {
  /** Returns the message with a face's names of the settings. */
  String message(UnaryOperator<String> nameOf);

  /** Returns a template with the names but without the braces. */
  static String plain(String template) {
    return fill(template, UnaryOperator.identity());
  }

  /** Returns a template with a face's names in place of the braces. */
  static String fill(String template, UnaryOperator<String> nameOf) {
    return Pattern.compile("\\{([a-z]\\w*)}")
        .matcher(template)
        .replaceAll((MatchResult name) -> Matcher.quoteReplacement(nameOf.apply(name.group(1))));
  }
}

package dev.lockstep.text;

import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message that names settings. In its template a name stands in braces, as in <code>
 * {learningRate} must be positive</code>; each face puts in what it calls the setting.
 */
public interface NamesSettings {
  /** Returns the message with the names in braces. */
  String template();

  /** Returns the message in a face's words. */
  default String message(UnaryOperator<String> nameOf) {
    return fill(template(), nameOf);
  }

  /** Returns a template with the names as they are. */
  static String plain(String template) {
    return fill(template, UnaryOperator.identity());
  }

  /** Returns a template with names put in. */
  static String fill(String template, UnaryOperator<String> nameOf) {
    return Pattern.compile("\\{([a-z]\\w*)}")
        .matcher(template)
        .replaceAll((MatchResult name) -> Matcher.quoteReplacement(nameOf.apply(name.group(1))));
  }
}

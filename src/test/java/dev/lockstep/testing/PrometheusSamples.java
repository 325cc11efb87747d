package dev.lockstep.testing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads gauges in Prometheus' text format, as strictly as a textfile collector may: a family's help
 * and type come first, then all its samples, without times; nothing stands twice.
 */
public final class PrometheusSamples {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\"\\\\n])*\"";
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") \\S.*");
  private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") gauge");
  private static final Pattern SAMPLE =
      Pattern.compile("(" + NAME + ")(\\{" + LABEL + "(?:," + LABEL + ")*\\})? (\\S+)");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]Inf|NaN|[+-]?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?");

  private final Map<String, Double> samples = new LinkedHashMap<>();
  private final Set<String> families = new HashSet<>();
  private final List<String> heads = new ArrayList<>();

  private PrometheusSamples() {}

  /**
   * Returns the samples, by name and labels as they stand in the text.
   *
   * @throws IllegalArgumentException that names a line which breaks a rule
   */
  public static Map<String, Double> parse(String text) {
    PrometheusSamples read = new PrometheusSamples();
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("the last line has no end");
    }
    text.lines().forEach(read::line);
    read.requireNoHead("the end");
    return read.samples;
  }

  private void line(String line) {
    Matcher help = HELP.matcher(line);
    Matcher type = TYPE.matcher(line);
    Matcher sample = SAMPLE.matcher(line);
    if (help.matches()) {
      requireNoHead(line);
      require(families.add(help.group(1)), line);
      heads.add(help.group(1));
    } else if (type.matches()) {
      require(heads.equals(List.of(type.group(1))), line);
      heads.add(type.group(1));
    } else {
      require(sample.matches() && heads.size() >= 2, line);
      require(heads.get(0).equals(sample.group(1)), line);
      require(NUMBER.matcher(sample.group(3)).matches(), line);
      String name = line.substring(0, sample.start(3) - 1);
      String number = sample.group(3).replace("Inf", "Infinity");
      require(samples.put(name, Double.valueOf(number)) == null, line);
      heads.add(line);
    }
  }

  /** A family must have had a sample before the next one begins. */
  private void requireNoHead(String line) {
    require(heads.isEmpty() || heads.size() > 2, line);
    heads.clear();
  }

  private static void require(boolean holds, String line) {
    if (!holds) {
      throw new IllegalArgumentException(line);
    }
  }
}

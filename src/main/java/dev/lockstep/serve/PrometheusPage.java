package dev.lockstep.serve;

/** Prometheus' text format, version 0.0.4: families with help, type and samples. */
final class PrometheusPage {
  static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
  private static final String PREFIX = "lockstep_serve_";

  private final StringBuilder text = new StringBuilder();
  private String family;

  /** Begins a family. */
  void family(String name, String type, String help) {
    family = PREFIX + name;
    text.append("# HELP ").append(family).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(family).append(' ').append(type).append('\n');
  }

  /**
   * Adds a sample of the family.
   *
   * @param suffix of the family's name
   * @param labels names and values, by turns
   */
  void sample(String suffix, long number, String... labels) {
    line(suffix, String.valueOf(number), labels);
  }

  /** Adds a sample that need not be whole. */
  void fraction(String suffix, double number) {
    line(suffix, String.valueOf(number));
  }

  private void line(String suffix, String number, String... labels) {
    text.append(family).append(suffix);
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      text.append(escaped(labels[i + 1])).append('"');
    }
    text.append(labels.length == 0 ? " " : "} ").append(number).append('\n');
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

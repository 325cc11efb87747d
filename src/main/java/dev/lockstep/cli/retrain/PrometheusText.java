package dev.lockstep.cli.retrain;

/**
 * Gauges in Prometheus' text format: the help, the type and the samples of each family together.
 * Every sample has one label in common, by which a collector tells the samples of several files
 * apart.
 */
final class PrometheusText {
  private final StringBuilder text = new StringBuilder();
  private final String prefix;
  private final String label;

  /** The family whose samples follow, and its head, which is written with the first of them. */
  private String family;

  private String head;

  PrometheusText(String prefix, String commonName, String commonValue) {
    this.prefix = prefix;
    label = label(commonName, commonValue);
  }

  private static String label(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return name + "=\"" + escaped + "\"";
  }

  /** Begins a family; without samples it is left out. */
  void family(String name, String help) {
    family = prefix + name;
    head = "# HELP " + family + " " + help + "\n# TYPE " + family + " gauge\n";
  }

  /** Adds a sample of the family, which a label of its own tells from the others. */
  void sample(String name, String value, double number) {
    line(label + "," + label(name, value), number);
  }

  /** Adds a family of one sample. */
  void gauge(String name, String help, double number) {
    family(name, help);
    line(label, number);
  }

  private void line(String labels, double number) {
    text.append(head).append(family).append('{').append(labels).append("} ");
    text.append(number(number)).append('\n');
    head = "";
  }

  private static String number(double number) {
    if (Double.isInfinite(number)) {
      return number > 0 ? "+Inf" : "-Inf";
    }
    boolean whole = number == Math.rint(number) && Math.abs(number) < 1L << 53;
    return whole ? String.valueOf((long) number) : String.valueOf(number);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

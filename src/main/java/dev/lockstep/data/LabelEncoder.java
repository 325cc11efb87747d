package dev.lockstep.data;

import dev.lockstep.input.TruthText;
import dev.lockstep.text.Blanks;
import dev.lockstep.text.CodePoints;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Maps the labels of a table to the classes 0 to k - 1. Where all labels are numbers, they keep
 * their order (3, 3.0 and 03 are one class); where all are booleans, in any case, the classes are
 * false and true; other labels are in the order of their code points.
 */
@SuppressWarnings("serial") // Lists and maps of the JDK can be serialized.
public final class LabelEncoder implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * A number; its exponent has few digits, so that the number, written out, does not fill the
   * memory. The pattern is possessive.
   */
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(?:\\d++(?:\\.\\d*+)?+|\\.\\d++)(?:[eE][-+]?\\d{1,3}+)?+");

  /** Longer numbers are text: a decimal of a million digits takes a minute to make. */
  private static final int MAX_PLAIN = 2_000;

  /** The limit for a number with an exponent, which becomes plain when written out. */
  private static final int MAX_WITH_EXPONENT = 1_000;

  /** A table of a few rows may have this many classes. */
  private static final int MOST_IN_ANY_TABLE = 20;

  private static final int FEW_LABELS_ARE_ONE_IN = 10;
  private static final int FEW_ROWS_ARE_ONE_IN = 20;

  private final List<String> names;
  private final Form form;

  /** True if a user has named the classes. */
  private final boolean fixed;

  private final Map<String, Integer> classes = new HashMap<>();

  /** What all labels are. */
  private enum Form {
    NUMBERS,
    TRUTHS,
    TEXTS;

    static Form of(Collection<String> labels) {
      return labels.stream().allMatch(LabelEncoder::isNumber)
          ? NUMBERS
          : labels.stream().allMatch(label -> TruthText.of(label).isPresent()) ? TRUTHS : TEXTS;
    }

    /** Returns the name of a label's class. */
    String name(String label) {
      return switch (this) {
        case NUMBERS -> isNumber(label) ? canonical(label) : label;
        case TRUTHS -> TruthText.of(label).map(String::valueOf).orElse(label);
        case TEXTS -> label;
      };
    }

    Comparator<String> order() {
      return this == NUMBERS ? Comparator.comparing(BigDecimal::new) : CodePoints::compare;
    }
  }

  private LabelEncoder(List<String> names, Form form, boolean fixed) {
    this.names = List.copyOf(names);
    this.form = form;
    this.fixed = fixed;
    for (int c = 0; c < names.size(); c++) {
      classes.putIfAbsent(names.get(c), c);
    }
    for (int c = 0; c < names.size(); c++) {
      classes.putIfAbsent(form.name(names.get(c)), c);
    }
  }

  /** Returns the classes of a training set's labels. */
  public static LabelEncoder of(Collection<String> labels) {
    return of(labels, /* fixed= */ false);
  }

  /**
   * Returns the classes that a user has named, in the order in which {@link #of} has them.
   *
   * @throws IllegalArgumentException if there are fewer than two, or two are alike
   */
  public static LabelEncoder fixed(List<String> labels) {
    LabelEncoder encoder = of(labels, /* fixed= */ true);
    Set<Integer> seen = new HashSet<>();
    for (String label : labels) {
      if (label.isEmpty()) {
        throw new IllegalArgumentException("a class has no name");
      }
      if (!seen.add(encoder.classOf(label))) {
        throw new IllegalArgumentException(
            "two classes are " + CellException.quote(encoder.names.get(encoder.classOf(label))));
      }
    }
    if (encoder.size() < 2) {
      throw new IllegalArgumentException("there must be two classes or more");
    }
    return encoder;
  }

  private static LabelEncoder of(Collection<String> labels, boolean fixed) {
    Form form = Form.of(labels);
    List<String> names = labels.stream().map(form::name).distinct().sorted(form.order()).toList();
    return new LabelEncoder(names, form, fixed);
  }

  /** Returns a model's classes, in the model's order. */
  public static LabelEncoder ofClasses(List<String> names) {
    return new LabelEncoder(names, Form.of(names), /* fixed= */ false);
  }

  /** Returns the classes' names, in their order. */
  public List<String> names() {
    return names;
  }

  public int size() {
    return names.size();
  }

  /** Returns true if a user has named the classes, which need not occur in the table. */
  public boolean isFixed() {
    return fixed;
  }

  /** Returns the first label that is not a whole number, if all labels are numbers. */
  public Optional<String> fraction() {
    return names.stream().filter(name -> form == Form.NUMBERS && isFraction(name)).findFirst();
  }

  /**
   * Returns the first label that is not a number, if nearly all others are numbers and some of
   * these are not whole: amounts, with a mark for missing ones. Nearly all means all but a tenth of
   * the labels, or a twentieth of the rows.
   *
   * @param rows the number of rows of each label
   */
  public static Optional<String> strangerAmongFractions(Map<String, Long> rows) {
    List<String> strangers = rows.keySet().stream().filter(label -> !isNumber(label)).toList();
    long all = rows.values().stream().mapToLong(Long::longValue).sum();
    long strange = strangers.stream().mapToLong(rows::get).sum();
    boolean few =
        strangers.size() <= rows.size() / FEW_LABELS_ARE_ONE_IN
            || strange <= all / FEW_ROWS_ARE_ONE_IN;
    return few && rows.keySet().stream().anyMatch(l -> isNumber(l) && isFraction(canonical(l)))
        ? strangers.stream().findFirst()
        : Optional.empty();
  }

  /** Returns true if a label is a whole number. */
  public static boolean isWhole(String label) {
    return isNumber(label) && !isFraction(canonical(label));
  }

  private static boolean isFraction(String canonical) {
    return canonical.indexOf('.') >= 0;
  }

  /**
   * Returns true if there are too many different labels for classes, as with amounts or names of
   * rows: more than one for every two rows.
   */
  public static boolean areTooMany(long labels, long rows) {
    return labels > MOST_IN_ANY_TABLE && labels > rows / 2;
  }

  /** Returns the class of a label in a table; -1 if it has none. */
  public int classOf(String label) {
    Integer known = classes.get(label);
    return known == null ? classes.getOrDefault(form.name(label), -1) : known;
  }

  /** Returns true if a label is a number. */
  public static boolean isNumber(String label) {
    String bare = Blanks.strip(label);
    boolean plain = bare.indexOf('e') < 0 && bare.indexOf('E') < 0;
    return bare.length() <= (plain ? MAX_PLAIN : MAX_WITH_EXPONENT)
        && NUMBER.matcher(bare).matches();
  }

  private static String canonical(String number) {
    BigDecimal value = new BigDecimal(Blanks.strip(number));
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }
}

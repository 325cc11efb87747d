package dev.lockstep.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.text.NamesSettings;
import dev.lockstep.text.Range;
import dev.lockstep.text.SettingException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A choice that a recipe leaves to the user: one row of {@link Settings}, from which the command
 * line's option, the Spark ML param, the JSON field and the documentation follow. Rows are complete
 * when {@link Settings} is loaded, and do not change afterwards.
 *
 * @param <T> of its values
 */
public final class Setting<T> {
  /** Where a setting stands in the JSON of a recipe. */
  enum Place {
    /** Nowhere: what follows from it and from the data is recorded. */
    NOWHERE,
    /** Before the scaling and the optimizer. */
    NETWORK,
    /** Within the optimizer's object, for the optimizers that use the setting. */
    OPTIMIZER,
    /** After the optimizer, except where the value is the default, which changes nothing. */
    UNLESS_DEFAULT,
    /** At the end. */
    ALWAYS
  }

  private final String name;
  private final SettingType<T> type;
  private final T defaultValue;
  private String option;
  private String param;
  private String label;
  private String doc = "";
  private String defaultText;
  private String summaryName = "";
  private Range range = Range.ANY;
  private Place place = Place.ALWAYS;
  private Set<OptimizerName> users = Set.copyOf(EnumSet.allOf(OptimizerName.class));
  private T unused;
  private boolean isOption = true;

  /** A setting by its name in JSON, in camel case. */
  Setting(String name, SettingType<T> type, T defaultValue) {
    this.name = name;
    this.type = type;
    this.defaultValue = defaultValue;
    option = kebab(name);
    param = name;
    label = "<" + name + ">";
    defaultText = shown(defaultValue);
  }

  Setting<T> doc(String line) {
    doc = line;
    return this;
  }

  /** What the option is called, where it is not the name. */
  Setting<T> option(String other) {
    option = other;
    return this;
  }

  /** What the Spark ML param is called, where it is not the name; null where there is none. */
  Setting<T> param(String other) {
    param = other;
    return this;
  }

  /** What the option's value is called in the help. */
  Setting<T> label(String other) {
    label = other;
    return this;
  }

  /** The default in words. */
  Setting<T> otherwise(String words) {
    defaultText = words;
    return this;
  }

  /** What the setting is called in the line that training begins with. */
  Setting<T> summary(String words) {
    summaryName = words;
    return this;
  }

  Setting<T> in(Range other) {
    range = other;
    return this;
  }

  Setting<T> at(Place other) {
    place = other;
    return this;
  }

  /** The optimizers that use it, and the value that others' recipes have; null for none. */
  Setting<T> onlyFor(Set<OptimizerName> optimizers, T otherwise) {
    users = Set.copyOf(optimizers);
    unused = otherwise;
    return this;
  }

  /** Stands in JSON only, and always has its default. */
  Setting<T> recordedOnly() {
    isOption = false;
    param = null;
    return this;
  }

  /** Returns the name, in camel case, as JSON and messages of the library have it. */
  public String name() {
    return name;
  }

  /** Returns what the command line calls it, without dashes, as in {@code learning-rate}. */
  public String option() {
    return option;
  }

  public boolean isOption() {
    return isOption;
  }

  /** Returns the name of the Spark ML param; null where there is none. */
  public String param() {
    return param;
  }

  public String label() {
    return label;
  }

  /**
   * Returns what it decides, in one line without a full stop, the choices not included.
   *
   * @param nameOf what the reader calls a setting
   */
  public String doc(UnaryOperator<String> nameOf) {
    return NamesSettings.fill(doc, nameOf);
  }

  /** Returns the default as a reader of the help sees it. */
  public String defaultText() {
    return defaultText;
  }

  public String summaryName() {
    return summaryName;
  }

  public T defaultValue() {
    return defaultValue;
  }

  public Range range() {
    return range;
  }

  public Class<?> valueClass() {
    return type.valueClass();
  }

  /** Returns what there is to choose from, by name; empty where it is not one of a few. */
  public List<String> choices() {
    return type.choices();
  }

  Place place() {
    return place;
  }

  /** Returns the value that stands in recipes of optimizers that do not use the setting. */
  T unused() {
    return place == Place.UNLESS_DEFAULT ? defaultValue : unused;
  }

  public boolean isUsedBy(OptimizerName optimizer) {
    return users.contains(optimizer);
  }

  /** Returns the exception that says that an optimizer has no use for it. */
  SettingException refusal(OptimizerName optimizer) {
    return new SettingException(optimizer.refusal(name, users));
  }

  /**
   * Reads a value as it stands on the command line.
   *
   * @throws IllegalArgumentException that says what is wrong with the text
   */
  public T parse(String text) {
    return type.parse().apply(text);
  }

  /** Returns a number as a value, rounded to the setting's type. */
  public T of(Number number) {
    return type.ofNumber().apply(number);
  }

  /**
   * Sees that a value is in range.
   *
   * @throws SettingException if it is not
   */
  void require(T value) {
    if (value instanceof Number number) {
      range.require(name, number);
    }
  }

  T read(JsonNode node) {
    return type.read().apply(node, name);
  }

  void write(T value, ObjectNode node) {
    node.set(name, type.write().apply(value));
  }

  @Override
  public String toString() {
    return name;
  }

  /** Returns a value as it is written on the command line. */
  private static String shown(Object value) {
    if (value instanceof Float || value instanceof Double) {
      return value.toString().replaceFirst("\\.0(E|$)", "$1").replace('E', 'e');
    }
    return value instanceof List<?> list
        ? String.join(",", list.stream().map(Object::toString).toList())
        : String.valueOf(value);
  }

  /** Returns a name in camel case as an option has it, as in {@code learning-rate}. */
  public static String kebab(String camelCase) {
    return camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}

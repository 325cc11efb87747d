package dev.lockstep.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.text.NamesSettings;
import dev.lockstep.text.Range;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A choice that a recipe leaves to the user. The command line's option, the Spark ML param, the
 * JSON field and the documentation follow from it. A setting does not change once {@link Settings}
 * is loaded.
 *
 * @param <T> the type of its values
 */
public final class Setting<T> {
  /** The place of a setting in a recipe's JSON. */
  enum Place {
    /** Not recorded; the JSON has what follows from it and from the data. */
    NOWHERE,
    /** Before the scaling and the optimizer, for the losses that use the setting. */
    NETWORK,
    /** Within the optimizer's object, for the optimizers that use the setting. */
    OPTIMIZER,
    /** After the optimizer, except where the value is the default, which changes nothing. */
    UNLESS_DEFAULT,
    /** At the end. */
    ALWAYS
  }

  /**
   * The recipes that use a setting: those in which another setting, the decider, has certain
   * values.
   *
   * @param reason returns why a value of the decider does not use the setting; empty where the
   *     names of the values that do are enough
   */
  record Use<E>(Setting<E> decider, Set<E> users, Function<E, String> reason) {
    /** Returns the names of the decider's values that use the setting, in their order. */
    List<String> names() {
      List<String> names = users.stream().map(Object::toString).toList();
      return decider.choices().stream().filter(names::contains).toList();
    }
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

  /** Null where all recipes use it. */
  private Use<?> use;

  private T unused;
  private boolean isOption = true;

  /** Creates a setting by its name in JSON, in camel case. */
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

  /** Sets the option's name, where it is not the setting's. */
  Setting<T> option(String other) {
    option = other;
    return this;
  }

  /** Sets the Spark ML param's name, where it is not the setting's; null for no param. */
  Setting<T> param(String other) {
    param = other;
    return this;
  }

  /** Sets the label of the option's value in the help. */
  Setting<T> label(String other) {
    label = other;
    return this;
  }

  /** Sets the words for the default. */
  Setting<T> otherwise(String words) {
    defaultText = words;
    return this;
  }

  /** Sets the name in the line that training begins with. */
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

  /**
   * Names the only recipes that use it.
   *
   * @param otherwise the value in other recipes; null for none
   */
  Setting<T> onlyFor(Use<?> recipes, T otherwise) {
    use = recipes;
    unused = otherwise;
    return this;
  }

  /** Makes it a field of the JSON only, which always has its default. */
  Setting<T> recordedOnly() {
    isOption = false;
    param = null;
    return this;
  }

  /** Returns the name in camel case, as in JSON and in the library's messages. */
  public String name() {
    return name;
  }

  /** Returns the option's name without dashes, as in {@code learning-rate}. */
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
   * Returns a line on what the setting decides, without a full stop and without the choices.
   *
   * @param nameOf returns the reader's name of a setting
   */
  public String doc(UnaryOperator<String> nameOf) {
    return NamesSettings.fill(doc, nameOf);
  }

  /** Returns the default as the help shows it. */
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

  /** Returns the names of the choices; empty if the setting has other values. */
  public List<String> choices() {
    return type.choices();
  }

  Place place() {
    return place;
  }

  /** Returns the value in recipes that do not use the setting. */
  T unused() {
    return place == Place.UNLESS_DEFAULT ? defaultValue : unused;
  }

  /** Returns the names of the optimizers or losses that use it; empty where all do. */
  public List<String> users() {
    return use == null ? List.of() : use.names();
  }

  /** Returns the recipes that use it; null where all do. */
  Use<?> use() {
    return use;
  }

  /**
   * Reads a value from the command line.
   *
   * @throws IllegalArgumentException if the text is wrong; the message says why
   */
  public T parse(String text) {
    return type.parse().apply(text);
  }

  /**
   * Returns a number as a value, rounded to the setting's type.
   *
   * @throws IllegalArgumentException if it is too small or too large for a float
   */
  public T of(Number number) {
    return type.ofNumber().apply(number);
  }

  /** Checks that a value is in range. @throws SettingException if it is not */
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

  /** Returns a value as the command line writes it. */
  private static String shown(Object value) {
    if (value instanceof Float || value instanceof Double) {
      return value.toString().replaceFirst("\\.0(E|$)", "$1").replace('E', 'e');
    }
    return value instanceof List<?> list
        ? String.join(",", list.stream().map(Object::toString).toList())
        : String.valueOf(value);
  }

  /** Converts a name from camel case to an option's form, as in {@code learning-rate}. */
  public static String kebab(String camelCase) {
    return camelCase.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}

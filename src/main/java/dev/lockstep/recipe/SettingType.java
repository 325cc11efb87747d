package dev.lockstep.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.text.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The kind of a setting's values, with the ways to write and read them.
 *
 * @param valueClass the values' class
 * @param parse reads a text from the command line; throws an {@link IllegalArgumentException} that
 *     says what is wrong with it
 * @param ofNumber converts a number; null where values are not numbers
 * @param read reads a named field of a JSON object; null where JSON has no values of this kind
 * @param write writes JSON; null where {@code read} is
 */
record SettingType<T>(
    Class<?> valueClass,
    Function<String, T> parse,
    Function<Number, T> ofNumber,
    BiFunction<JsonNode, String, T> read,
    Function<T, JsonNode> write) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  static final SettingType<Integer> INT =
      new SettingType<>(
          int.class,
          number("an int", Integer::valueOf),
          Number::intValue,
          (node, name) -> JsonFields.intNumber(JsonFields.field(node, name), name),
          JSON::numberNode);

  static final SettingType<Long> LONG =
      new SettingType<>(
          long.class,
          number("a long", Long::valueOf),
          Number::longValue,
          JsonFields::whole,
          JSON::numberNode);

  static final SettingType<Float> FLOAT =
      new SettingType<>(
          float.class,
          number("a float", text -> inRange(text, Float.valueOf(text))),
          Range::toFloat,
          JsonFields::real,
          JSON::numberNode);

  static final SettingType<Double> DOUBLE =
      new SettingType<>(
          double.class,
          number("a double", text -> inRange(text, Double.valueOf(text))),
          Number::doubleValue,
          JsonFields::number,
          JSON::numberNode);

  static final SettingType<Boolean> FLAG =
      new SettingType<>(boolean.class, Boolean::valueOf, null, JsonFields::flag, JSON::booleanNode);

  /** A number of examples, or all of them. */
  static final SettingType<Long> EXAMPLES =
      new SettingType<>(
          long.class,
          text ->
              text.equals("all")
                  ? Long.MAX_VALUE
                  : number("a number of examples, or all", Long::valueOf).apply(text),
          Number::longValue,
          JsonFields::whole,
          JSON::numberNode);

  /** The widths of layers, in their order. */
  static final SettingType<List<Integer>> WIDTHS =
      new SettingType<>(Object.class, SettingType::widths, null, null, null);

  static final SettingType<ClassWeights> CLASS_WEIGHTS =
      new SettingType<>(ClassWeights.class, ClassWeights::parse, null, null, null);

  /** Returns the type of an enum's constants, named by their {@code toString}. */
  static <E extends Enum<E>> SettingType<E> choice(Class<E> type) {
    E[] constants = type.getEnumConstants();
    return new SettingType<>(
        type,
        text ->
            Arrays.stream(constants)
                .filter(constant -> constant.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(noneOf(text, constants))),
        null,
        (node, name) -> JsonFields.constant(constants, node, name),
        constant -> JSON.textNode(constant.toString()));
  }

  /** Returns the names of the choices; empty for other types. */
  List<String> choices() {
    return valueClass.isEnum()
        ? Arrays.stream(valueClass.getEnumConstants()).map(Object::toString).toList()
        : List.of();
  }

  private static String noneOf(String text, Object[] constants) {
    return "'"
        + text
        + "' is not one of "
        + Arrays.stream(constants).map(Object::toString).collect(Collectors.joining(", "));
  }

  private static <N> Function<String, N> number(String kind, Function<String, N> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("'" + text + "' is not " + kind, e);
      }
    };
  }

  /** Refuses a number that has become 0 or infinite, though the text says another. */
  private static <N extends Number> N inRange(String text, N number) {
    boolean isZero = number.doubleValue() == 0 && text.matches("[^eEpP]*[1-9].*");
    boolean isInfinite = Double.isInfinite(number.doubleValue()) && !text.contains("Infinity");
    if (isZero || isInfinite) {
      String kind = number.getClass().getSimpleName().toLowerCase(Locale.ROOT);
      throw new IllegalArgumentException(
          "'" + text + "' is too " + (isZero ? "small" : "large") + " for a " + kind);
    }
    return number;
  }

  private static List<Integer> widths(String text) {
    List<Integer> widths = new ArrayList<>();
    for (String width : text.equals("none") ? new String[0] : text.split(",", -1)) {
      widths.add(width(width));
    }
    return List.copyOf(widths);
  }

  private static int width(String text) {
    try {
      int width = Integer.parseInt(text);
      if (width >= 1) {
        return width;
      }
    } catch (NumberFormatException e) {
      // The exception below tells it.
    }
    throw new IllegalArgumentException(
        "'" + text + "' is not a layer's width (1 to " + Integer.MAX_VALUE + ")");
  }
}

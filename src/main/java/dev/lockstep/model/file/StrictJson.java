package dev.lockstep.model.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.lockstep.model.JsonStream;
import dev.lockstep.text.DamagedFileException;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Parses JSON from untrusted files, as {@link JsonStream} does; nothing may follow the document.
 * The reader limits the document's length before reading.
 */
public final class StrictJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper(JsonStream.FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /**
   * For records: text is not a number (but for NaN and infinities, which are written as text), a
   * number is not text, and 1.0 is not a whole number.
   */
  private static final ObjectMapper RECORDS =
      JsonMapper.builder()
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .withCoercionConfig(LogicalType.Textual, StrictJson::refuseNumbers)
          .build();

  private StrictJson() {}

  private static void refuseNumbers(MutableCoercionConfig config) {
    config
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
  }

  /** Returns a record as an object; Jackson's annotations say which components are left out. */
  public static ObjectNode write(Record fields) {
    return RECORDS.valueToTree(fields);
  }

  /**
   * Binds an object's fields to a record's components. A field that is missing is null.
   *
   * @param required the fields that must be there, beside those of primitive types
   * @throws IllegalArgumentException that names a field which is missing, null, unknown, or not of
   *     its component's type
   */
  public static <T extends Record> T read(JsonNode object, Class<T> type, String... required) {
    if (!object.isObject()) {
      throw new IllegalArgumentException("not an object");
    }
    for (String field : required) {
      if (!object.has(field)) {
        throw new IllegalArgumentException(field + ": missing");
      }
    }
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      refuseNull(field.getKey(), field.getValue());
    }
    try {
      return RECORDS.treeToValue(object, type);
    } catch (UnrecognizedPropertyException e) {
      throw new IllegalArgumentException(
          "unknown " + DamagedFileException.quote(e.getPropertyName()), e);
    } catch (JsonMappingException e) {
      throw wrong(object, e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(JsonStream.explain(e), e);
    }
  }

  private static void refuseNull(String field, JsonNode value) {
    if (value.isNull()) {
      throw wrong(field, value, "a value");
    }
    value.forEach(inner -> refuseNull(field, inner));
  }

  private static IllegalArgumentException wrong(JsonNode object, JsonMappingException e) {
    JsonNode value = object;
    StringBuilder place = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      boolean isElement = step.getFieldName() == null;
      value = isElement ? value.path(step.getIndex()) : value.path(step.getFieldName());
      if (!isElement) {
        place.append(place.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    if (e.getCause() instanceof IllegalArgumentException) { // Out of a record's constructor.
      String problem = e.getCause().getMessage();
      return new IllegalArgumentException(place.isEmpty() ? problem : place + ": " + problem, e);
    }
    return value.isMissingNode()
        ? new IllegalArgumentException(place + ": missing", e)
        : wrong(place.toString(), value, wanted(e), e);
  }

  /**
   * Returns the exception for a field's wrong value.
   *
   * @param wanted as in "a number"
   */
  public static IllegalArgumentException wrong(String field, JsonNode value, String wanted) {
    return wrong(field, value, wanted, null);
  }

  private static IllegalArgumentException wrong(
      String field, JsonNode value, String wanted, Exception cause) {
    String found =
        value.isTextual()
            ? DamagedFileException.quote(value.textValue())
            : DamagedFileException.shortened(value.toString());
    return new IllegalArgumentException(field + ": " + found + " is not " + wanted, cause);
  }

  /** Returns the words for the values that a record's component takes. */
  private static String wanted(JsonMappingException e) {
    Class<?> type =
        e instanceof MismatchedInputException mismatch
            ? mismatch.getTargetType()
            : e.getCause() instanceof InputCoercionException overflow
                ? overflow.getTargetType()
                : Object.class;
    if (type == null || type == Object.class) {
      return "of the right type";
    }
    type = MethodType.methodType(type).unwrap().returnType(); // Long is a long.
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(Object::toString)
              .collect(Collectors.joining(", "));
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type.isPrimitive()) {
      boolean whole = type == int.class || type == long.class;
      return whole ? "a whole number of the type " + type : "a number";
    }
    return type == String.class
        ? "a text"
        : type.isArray() || Collection.class.isAssignableFrom(type) ? "an array" : "an object";
  }

  /**
   * Returns the document in {@code text}.
   *
   * @param file its name in messages
   * @throws DamagedFileException if it is not exactly one JSON value
   */
  public static JsonNode parse(Object file, String text) {
    try {
      JsonNode document = MAPPER.readTree(text);
      if (document.isMissingNode()) {
        throw new DamagedFileException(file, "no JSON, only white space");
      }
      return document;
    } catch (JsonProcessingException e) {
      throw new DamagedFileException(file, "not valid JSON: " + JsonStream.explain(e), e);
    }
  }
}

package dev.lockstep.model;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lockstep.input.CategoryColumn;
import dev.lockstep.input.CategoryColumn.Unseen;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The columns of a preprocessing as JSON, in a model's metadata and in a recipe: {@code
 * {"columns":[{"name":"age","kind":"number","fill":29.5,"flag":true},
 * {"name":"sex","kind":"category","categories":["female","male"],"unseen":"zeros"}]}}.
 */
public final class ColumnsJson {
  /** The name in both places. */
  public static final String KEY = "preprocessing";

  private static final String COLUMNS = "columns";
  private static final String CATEGORY = "category";

  private ColumnsJson() {}

  /** Returns the text of columns. */
  public static String write(List<InputColumn> columns) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JsonStream.FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart(COLUMNS);
      for (InputColumn column : columns) {
        write(column, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory takes all.
    }
    return text.toString();
  }

  private static void write(InputColumn column, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", column.name());
    if (column instanceof NumberColumn number) {
      json.writeStringField("kind", number.kind().toString());
      if (number.fill() != null) {
        json.writeNumberField("fill", number.fill());
      }
    } else if (column instanceof CategoryColumn category) {
      json.writeStringField("kind", CATEGORY);
      json.writeArrayFieldStart("categories");
      for (String text : category.categories()) {
        json.writeString(text);
      }
      json.writeEndArray();
      json.writeStringField("unseen", category.unseen().toString());
      if (category.fill() != null) {
        json.writeStringField("fill", category.fill());
      }
    }
    if (column.flag()) {
      json.writeBooleanField("flag", true);
    }
    json.writeEndObject();
  }

  /**
   * Reads the text that {@link #write} wrote.
   *
   * @param file its name in messages
   * @throws IllegalArgumentException if a field is missing, wrong or unknown; the message names it
   * @throws DamagedFileException if it is not JSON
   */
  public static List<InputColumn> read(Object file, String text) {
    List<InputColumn> columns = new ArrayList<>();
    JsonStream.read(
        file,
        text,
        json -> {
          require(json.nextToken() == JsonToken.START_OBJECT, "an object");
          require(COLUMNS.equals(json.nextFieldName()), "an object of columns");
          require(json.nextToken() == JsonToken.START_ARRAY, "a list of columns");
          while (json.nextToken() == JsonToken.START_OBJECT) {
            columns.add(new Fields().read(json));
          }
          require(json.currentToken() == JsonToken.END_ARRAY, "a list of columns");
          require(json.nextToken() == JsonToken.END_OBJECT, "an object of columns alone");
        });
    return columns;
  }

  private static void require(boolean is, String wanted) {
    if (!is) {
      throw new IllegalArgumentException("its " + KEY + " is not " + wanted);
    }
  }

  /** The fields of one column. */
  private static final class Fields {
    private String name;
    private String kind;
    private List<String> categories;
    private String unseen;
    private Double number;
    private String text;
    private boolean flag;

    InputColumn read(JsonParser json) throws IOException {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        JsonToken value = json.nextToken();
        switch (field) {
          case "name" -> name = string(json, field);
          case "kind" -> kind = string(json, field);
          case "categories" -> categories = strings(json);
          case "unseen" -> unseen = string(json, field);
          case "flag" -> {
            require(value.isBoolean(), "right: a column's flag must be true or false");
            flag = json.getBooleanValue();
          }
          case "fill" -> {
            if (value.isNumeric()) {
              number = json.getDoubleValue();
            } else {
              text = string(json, field);
            }
          }
          default ->
              throw new IllegalArgumentException(
                  "its "
                      + KEY
                      + " has an unknown field of a column: "
                      + DamagedFileException.quote(field));
        }
      }
      return column();
    }

    private InputColumn column() {
      present("name", name);
      present("kind", kind);
      if (kind.equals(CATEGORY)) {
        require(number == null, "right: a category's fill must be text");
        return new CategoryColumn(
            name,
            present("categories", categories),
            constant(Unseen.values(), present("unseen", unseen)),
            text,
            flag);
      }
      require(text == null, "right: a number's fill must be a number");
      require(categories == null && unseen == null, "right: a number has no categories");
      return new NumberColumn(name, constant(NumberColumn.Kind.values(), kind), number, flag);
    }

    private static <T> T present(String field, T value) {
      require(value != null, "right: a column has no " + field);
      return value;
    }

    private static <E extends Enum<E>> E constant(E[] constants, String name) {
      return Arrays.stream(constants)
          .filter(constant -> constant.toString().equals(name))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "its " + KEY + " has an unknown word: " + DamagedFileException.quote(name)));
    }

    private static String string(JsonParser json, String field) throws IOException {
      require(
          json.currentToken() == JsonToken.VALUE_STRING, "right: a column's " + field + " is text");
      return json.getText();
    }

    private static List<String> strings(JsonParser json) throws IOException {
      List<String> texts = new ArrayList<>();
      require(json.currentToken() == JsonToken.START_ARRAY, "right: categories are a list");
      while (json.nextToken() == JsonToken.VALUE_STRING) {
        texts.add(json.getText());
      }
      require(json.currentToken() == JsonToken.END_ARRAY, "right: categories are a list of texts");
      return texts;
    }
  }
}

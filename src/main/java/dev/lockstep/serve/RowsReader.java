package dev.lockstep.serve;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.model.JsonStream;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Reads a request's rows, strictly: each row has each feature once. A number is one that a float's
 * range holds, true is 1 and false 0; a category is text, a number or a boolean, a date or a time
 * is text or a number, and null is a missing cell.
 *
 * <pre>
 *   {"rows": [[5.1, 3.5], [4.9, 3.0]]}                     features in the model's order
 *   {"rows": [{"length": 5.1, "width": 3.5}]}              features by name
 *   {"columns": {"length": [5.1, 4.9], "width": [3.5, 3.0]}}
 * </pre>
 */
final class RowsReader {
  private static final int FIRST_ROWS = 16;

  private final ServedModel model;
  private final int features;
  private final int mostRows;

  /** Rows for which the body has room: a cell takes two bytes. */
  private final int roomRows;

  private final JsonParser json;

  /** [rows x features] and what is behind. */
  private double[] values;

  private int rows;

  private RowsReader(ServedModel model, int mostRows, int bodyBytes, JsonParser json) {
    this.model = model;
    this.mostRows = mostRows;
    this.json = json;
    features = model.features();
    roomRows = bodyBytes / 2 / features + 1;
    values = new double[features];
  }

  /**
   * Returns the rows as raw cells, [rows x features].
   *
   * @param body its bytes, and what is behind
   * @throws Refusal that names row, column and value
   */
  static double[] read(ServedModel model, int mostRows, byte[] body, int bodyBytes) {
    try (JsonParser json = JsonStream.FACTORY.createParser(body, 0, bodyBytes)) {
      return new RowsReader(model, mostRows, bodyBytes, json).document();
    } catch (JsonProcessingException e) {
      throw new Refusal(400, "not valid JSON: " + JsonStream.explain(e));
    } catch (IOException e) { // Memory does not fail; bytes that are not text do.
      throw new Refusal(400, "not valid JSON: " + e.getMessage());
    }
  }

  private double[] document() throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT || json.nextToken() != JsonToken.FIELD_NAME) {
      throw wrong("the body is an object with \"rows\" or \"columns\"");
    }
    String field = json.currentName();
    json.nextToken();
    switch (field) {
      case "rows" -> rows();
      case "columns" -> columns();
      default -> throw unknown(field);
    }
    if (json.nextToken() != JsonToken.END_OBJECT) {
      throw unknown(json.currentName());
    }
    if (json.nextToken() != null) {
      throw wrong("more JSON follows the end");
    }
    if (rows == 0) {
      throw wrong("there are no rows");
    }
    return values.length == rows * features ? values : Arrays.copyOf(values, rows * features);
  }

  private static Refusal unknown(String field) {
    return wrong(
        "unknown "
            + DamagedFileException.quote(field)
            + ": the body has one field, \"rows\" or \"columns\"");
  }

  private void rows() throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw wrong("\"rows\" is an array of rows");
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      reserve(rows);
      switch (json.currentToken()) {
        case START_ARRAY -> arrayRow();
        case START_OBJECT -> objectRow();
        default ->
            throw wrong("row " + (rows + 1) + " is " + shown() + ", not an array or an object");
      }
      rows++;
    }
  }

  /** Makes place for one more row. */
  private void reserve(int row) {
    if (row >= mostRows) {
      throw new Refusal(413, "more than " + mostRows + " rows: send them in several requests");
    }
    if (row >= roomRows) { // Only columns can be so long.
      throw wrong("columns are missing, or shorter than the first one");
    }
    if ((row + 1L) * features > values.length) {
      int more = Math.min(Math.min(mostRows, roomRows), Math.max(FIRST_ROWS, 2 * row));
      values = Arrays.copyOf(values, Math.multiplyExact(more, features));
    }
  }

  private void arrayRow() throws IOException {
    int count = 0;
    for (; json.nextToken() != JsonToken.END_ARRAY; count++) {
      if (count < features) {
        values[rows * features + count] = cell(rows, count);
      } else {
        json.skipChildren();
      }
    }
    if (count != features) {
      throw wrong(
          "row "
              + (rows + 1)
              + " has "
              + count
              + " numbers, where the model has "
              + features
              + " features");
    }
  }

  private void objectRow() throws IOException {
    BitSet seen = new BitSet(features);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      int feature = feature("row " + (rows + 1) + ": ");
      json.nextToken();
      values[rows * features + feature] = cell(rows, feature);
      seen.set(feature); // The parser refuses a name that stands twice.
    }
    requireAll(seen, "row " + (rows + 1) + " has no ");
  }

  private void columns() throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw wrong("\"columns\" is an object of arrays");
    }
    BitSet seen = new BitSet(features);
    while (json.nextToken() != JsonToken.END_OBJECT) {
      int feature = feature("");
      if (json.nextToken() != JsonToken.START_ARRAY) {
        throw wrong("column " + model.column(feature) + " is " + shown() + ", not an array");
      }
      column(feature, seen.isEmpty());
      seen.set(feature);
    }
    requireAll(seen, "there is no column ");
  }

  private void column(int feature, boolean isFirst) throws IOException {
    int row = 0;
    for (; json.nextToken() != JsonToken.END_ARRAY; row++) {
      if (isFirst) {
        reserve(row);
      }
      if (isFirst || row < rows) {
        values[row * features + feature] = cell(row, feature);
      } else {
        json.skipChildren();
      }
    }
    if (isFirst) {
      rows = row;
    } else if (row != rows) {
      throw wrong(
          "column "
              + model.column(feature)
              + " has "
              + row
              + " numbers, where the first has "
              + rows);
    }
  }

  /** Returns the place of the feature that the current field names. */
  private int feature(String where) throws IOException {
    String name = json.currentName();
    if (!model.hasNames()) {
      throw wrong(where + "the model's features have no names: send \"rows\" as arrays of numbers");
    }
    Integer place = model.place(name);
    if (place == null) {
      throw wrong(where + "the model has no feature " + DamagedFileException.quote(name));
    }
    return place;
  }

  private void requireAll(BitSet seen, String problem) {
    int missing = seen.nextClearBit(0);
    if (missing < features) {
      throw wrong(problem + model.column(missing));
    }
  }

  private double cell(int row, int feature) throws IOException {
    JsonToken token = json.currentToken();
    InputColumn column = model.input(feature);
    boolean isNumber = column instanceof NumberColumn;
    if (isNumber && token == JsonToken.VALUE_NUMBER_INT && json.getTextLength() < 10) {
      return json.getIntValue();
    }
    try {
      switch (token) {
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
          return column.cell(json.getDoubleValue(), isNumber ? "" : json.getText());
        }
        case VALUE_TRUE, VALUE_FALSE -> {
          return column.cell(token == JsonToken.VALUE_TRUE ? 1 : 0, json.getText());
        }
        case VALUE_STRING -> {
          return column.cell(json.getText());
        }
        case VALUE_NULL -> {
          if (column.takesMissing()) {
            return column.missing();
          }
        }
        default -> {}
      }
    } catch (IllegalArgumentException e) {
      throw wrongCell(row, feature, e.getMessage());
    }
    throw wrongCell(row, feature, isNumber ? "is not a number" : "is not a category");
  }

  private Refusal wrongCell(int row, int feature, String problem) throws IOException {
    return wrong(
        "row " + (row + 1) + ", column " + model.column(feature) + ": " + shown() + " " + problem);
  }

  /** Returns the current value for a message. */
  private String shown() throws IOException {
    return switch (json.currentToken()) {
      case START_ARRAY -> "an array";
      case START_OBJECT -> "an object";
      case VALUE_STRING -> DamagedFileException.quote(json.getText());
      default -> DamagedFileException.shortened(json.getText());
    };
  }

  private static Refusal wrong(String message) {
    return new Refusal(400, message);
  }
}

package dev.lockstep.model;

import static dev.lockstep.text.DamagedFileException.quote;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.lockstep.model.SafetensorsHeader.Entry;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Parses an untrusted safetensors header, token by token, so that a hostile one is refused at its
 * first wrong token and never becomes a tree in memory.
 */
final class SafetensorsHeaderParser {
  private final Object file;
  private final JsonParser json;
  private final long dataBytes;
  private final Set<ElementType> readable;

  private SafetensorsHeaderParser(
      Object file, JsonParser json, long dataBytes, Set<ElementType> readable) {
    this.file = file;
    this.json = json;
    this.dataBytes = dataBytes;
    this.readable = readable;
  }

  /**
   * Returns the header, whose offsets fit in {@code dataBytes} and cover them exactly.
   *
   * @param readable the types that tensors may have
   * @throws DamagedFileException if anything is wrong with it
   */
  static SafetensorsHeader parse(
      Object file, String header, long dataBytes, Set<ElementType> readable) throws IOException {
    if (!header.startsWith("{")) {
      throw new DamagedFileException(
          file, "the header does not begin with {, but is " + quote(header));
    }
    try (JsonParser json = JsonStream.FACTORY.createParser(header)) {
      return new SafetensorsHeaderParser(file, json, dataBytes, readable).header();
    } catch (JsonProcessingException e) {
      throw new DamagedFileException(
          file, "the header is not valid JSON: " + JsonStream.explain(e), e);
    }
  }

  private SafetensorsHeader header() throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Entry> entries = new ArrayList<>();
    begin(JsonToken.START_OBJECT, "the header");
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      if (name.equals(SafetensorsHeader.METADATA)) {
        readMetadata(metadata);
      } else {
        entries.add(entry(name));
      }
    }
    if (json.nextToken() != null) {
      throw damaged("the header goes on after its closing }: " + quote(json.getText()));
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    checkCoverage(entries);
    return new SafetensorsHeader(entries, metadata);
  }

  private void readMetadata(Map<String, String> metadata) throws IOException {
    begin(JsonToken.START_OBJECT, SafetensorsHeader.METADATA);
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      metadata.put(key, string(SafetensorsHeader.METADATA + " " + quote(key)));
    }
  }

  private Entry entry(String name) throws IOException {
    String tensor = "tensor " + quote(name);
    String dtype = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    begin(JsonToken.START_OBJECT, tensor);
    for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
      switch (key) {
        case SafetensorsHeader.DTYPE -> dtype = string(tensor + ": dtype");
        case SafetensorsHeader.SHAPE -> shape = integers(tensor + ": shape");
        case SafetensorsHeader.OFFSETS -> offsets = integers(tensor + ": data_offsets");
        default -> throw damaged(tensor + ": unknown key " + quote(key));
      }
    }
    if (dtype == null || shape == null || offsets == null) {
      String missing = dtype == null ? "dtype" : shape == null ? "shape" : "data_offsets";
      throw damaged(tensor + ": " + missing + " is missing");
    }
    String found = dtype;
    ElementType type =
        ElementType.named(dtype)
            .filter(readable::contains)
            .orElseThrow(
                () ->
                    damaged(
                        tensor
                            + ": dtype is "
                            + quote(found)
                            + "; only "
                            + String.join(", ", readable.stream().map(ElementType::name).toList())
                            + " can be read"));
    return checkedEntry(name, tensor, type, shape, offsets);
  }

  private Entry checkedEntry(
      String name, String tensor, ElementType type, List<Long> shape, List<Long> offsets) {
    if (offsets.size() != 2) {
      throw damaged(tensor + ": data_offsets has " + offsets.size() + " numbers, not 2");
    }
    long begin = offsets.get(0);
    long end = offsets.get(1);
    if (begin > end) {
      throw damaged(tensor + ": data_offsets " + offsets + " end before they begin");
    }
    if (end > dataBytes) {
      throw damaged(
          tensor + ": data_offsets " + offsets + " reach past the " + dataBytes + " bytes of data");
    }
    long bytes = bytes(tensor, type, shape);
    if (bytes != end - begin) {
      throw damaged(
          String.format(
              Locale.ROOT,
              "%s: shape %s takes %d bytes, data_offsets %s hold %d",
              tensor,
              shape,
              bytes,
              offsets,
              end - begin));
    }
    boolean fitsAnArray = bytes / type.bytes() <= Integer.MAX_VALUE - 8;
    if (!fitsAnArray || shape.stream().anyMatch(dimension -> dimension > Integer.MAX_VALUE)) {
      throw damaged(tensor + ": shape " + shape + " is larger than a Java array can be");
    }
    return new Entry(name, type, shape.stream().map(Math::toIntExact).toList(), begin, end);
  }

  private long bytes(String tensor, ElementType type, List<Long> shape) {
    try {
      return shape.stream().reduce((long) type.bytes(), Math::multiplyExact);
    } catch (ArithmeticException e) {
      throw new DamagedFileException(
          file, tensor + ": the size of shape " + shape + " overflows 64 bits", e);
    }
  }

  private void checkCoverage(List<Entry> sorted) {
    long covered = 0;
    for (Entry entry : sorted) {
      String where =
          String.format(
              Locale.ROOT,
              "tensor %s: data_offsets [%d, %d]",
              quote(entry.name()),
              entry.begin(),
              entry.end());
      if (entry.begin() < covered) {
        throw damaged(where + " overlap the tensor before, which ends at " + covered);
      }
      if (entry.begin() > covered) {
        throw damaged(where + " leave a gap after " + covered);
      }
      covered = entry.end();
    }
    if (covered != dataBytes) {
      throw damaged(
          "has "
              + (dataBytes - covered)
              + " bytes after the last tensor, which ends at "
              + covered);
    }
  }

  private void begin(JsonToken expected, String what) throws IOException {
    if (json.nextToken() != expected) {
      throw damaged(
          what
              + " is "
              + quote(json.getText())
              + ", where "
              + expected.asString()
              + " is expected");
    }
  }

  private String string(String what) throws IOException {
    if (json.nextToken() != JsonToken.VALUE_STRING) {
      throw damaged(what + " is " + quote(json.getText()) + ", not a string");
    }
    return json.getText();
  }

  private List<Long> integers(String what) throws IOException {
    List<Long> values = new ArrayList<>();
    begin(JsonToken.START_ARRAY, what);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
        throw damaged(what + " holds " + quote(json.getText()) + ", not a whole number");
      }
      if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
        throw damaged(what + " holds " + json.getText() + ", which overflows 64 bits");
      }
      if (json.getLongValue() < 0) {
        throw damaged(what + " holds " + json.getText() + ", which is negative");
      }
      values.add(json.getLongValue());
    }
    return values;
  }

  private DamagedFileException damaged(String problem) {
    return new DamagedFileException(file, problem);
  }
}

package dev.lockstep.model.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A second reader of the format, from its specification alone: no code of ours, no JSON library. It
 * reads what is well formed; refusing the rest is not its business.
 */
final class IndependentSafetensorsReader {
  /** Shape and values of every tensor, by name. */
  final Map<String, Map.Entry<List<Object>, float[]>> tensors = new LinkedHashMap<>();

  /** Empty where the file has none. */
  Map<String, Object> metadata = Map.of();

  /** The bytes before the tensors' data. */
  final int dataStart;

  private final String header;
  private int at;

  IndependentSafetensorsReader(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = Math.toIntExact(bytes.getLong(0));
    dataStart = 8 + headerLength;
    header = new String(file, 8, headerLength, StandardCharsets.UTF_8);
    for (Map.Entry<String, Object> entry : object(value()).entrySet()) {
      Map<String, Object> fields = object(entry.getValue());
      if (entry.getKey().equals("__metadata__")) {
        metadata = fields;
        continue;
      }
      require(fields.get("dtype").equals("F32"));
      List<Object> offsets = list(fields.get("data_offsets"));
      int begin = ((Long) offsets.get(0)).intValue();
      int end = ((Long) offsets.get(1)).intValue();
      float[] values = new float[(end - begin) / 4];
      for (int i = 0; i < values.length; i++) {
        values[i] = bytes.getFloat(dataStart + begin + 4 * i);
      }
      tensors.put(entry.getKey(), Map.entry(list(fields.get("shape")), values));
    }
  }

  private Object value() {
    char c = peek();
    if (c == '"') {
      return string();
    }
    if (c == '{') {
      Map<String, Object> object = new LinkedHashMap<>();
      at++;
      while (peek() != '}') {
        String key = string();
        expect(':');
        object.put(key, value());
        skipComma();
      }
      at++;
      return object;
    }
    if (c == '[') {
      List<Object> list = new ArrayList<>();
      at++;
      while (peek() != ']') {
        list.add(value());
        skipComma();
      }
      at++;
      return list;
    }
    int begin = at;
    while (header.charAt(at) == '-' || Character.isDigit(header.charAt(at))) {
      at++;
    }
    return Long.valueOf(header.substring(begin, at));
  }

  private String string() {
    StringBuilder text = new StringBuilder();
    expect('"');
    for (char c = header.charAt(at++); c != '"'; c = header.charAt(at++)) {
      text.append(c == '\\' ? escape(header.charAt(at++)) : c);
    }
    return text.toString();
  }

  private char escape(char c) {
    if (c == 'u') {
      at += 4;
      return (char) Integer.parseInt(header.substring(at - 4, at), 16);
    }
    int index = "bfnrt".indexOf(c);
    return index < 0 ? c : "\b\f\n\r\t".charAt(index);
  }

  private char peek() {
    while (" \t\r\n".indexOf(header.charAt(at)) >= 0) {
      at++;
    }
    return header.charAt(at);
  }

  private void expect(char c) {
    require(peek() == c);
    at++;
  }

  private void skipComma() {
    if (peek() == ',') {
      at++;
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalStateException("not a safetensors file of float32");
    }
  }
}

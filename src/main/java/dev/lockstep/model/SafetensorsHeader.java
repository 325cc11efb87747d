package dev.lockstep.model;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, before the tensors' bytes.
 *
 * @param entries in the order of the tensors' bytes, which they cover without gaps or overlap
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  static final String METADATA = "__metadata__";
  static final String DTYPE = "dtype";
  static final String SHAPE = "shape";
  static final String OFFSETS = "data_offsets";

  /** The reference implementation's alignment, so that tensors can be mapped into memory. */
  private static final int ALIGNMENT_BYTES = 8;

  /**
   * One tensor.
   *
   * @param begin its first byte, counted from the end of the header
   * @param end one past its last byte
   */
  record Entry(String name, ElementType type, List<Integer> shape, long begin, long end) {
    int count() {
      return Math.toIntExact((end - begin) / type.bytes());
    }
  }

  static SafetensorsHeader of(Map<String, Tensor> tensors, Map<String, String> metadata) {
    List<Entry> entries = new ArrayList<>();
    long begin = 0;
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      Tensor tensor = named.getValue();
      long end = begin + (long) Float.BYTES * tensor.values().length;
      entries.add(new Entry(named.getKey(), ElementType.F32, tensor.shape(), begin, end));
      begin = end;
    }
    return new SafetensorsHeader(entries, metadata);
  }

  /** Returns the JSON in UTF-8, with spaces at the end up to a multiple of 8 bytes. */
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JsonStream.FACTORY.createGenerator(bytes, JsonEncoding.UTF8)) {
      write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory takes all.
    }
    int padding = Math.floorMod(-bytes.size(), ALIGNMENT_BYTES);
    bytes.writeBytes(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
    return bytes.toByteArray();
  }

  private void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    if (!metadata.isEmpty()) {
      json.writeObjectFieldStart(METADATA);
      for (Map.Entry<String, String> named : metadata.entrySet()) {
        json.writeStringField(named.getKey(), named.getValue());
      }
      json.writeEndObject();
    }
    for (Entry entry : entries) {
      json.writeObjectFieldStart(entry.name());
      json.writeStringField(DTYPE, entry.type().name());
      json.writeArrayFieldStart(SHAPE);
      for (int dimension : entry.shape()) {
        json.writeNumber(dimension);
      }
      json.writeEndArray();
      json.writeArrayFieldStart(OFFSETS);
      json.writeNumber(entry.begin());
      json.writeNumber(entry.end());
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}

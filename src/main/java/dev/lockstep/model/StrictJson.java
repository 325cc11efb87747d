package dev.lockstep.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.hadoop.fs.Path;

/**
 * Parses JSON from untrusted files: an object may not repeat a key, objects nest to a bounded
 * depth, and nothing may follow the document. The reader limits the document's length before
 * reading.
 */
public final class StrictJson {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_CHARACTERS = 40;

  /** Makes such parsers, and generators that write text beyond ASCII as plain UTF-8. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          // Keys from a file are not worth sharing, and the table would throw if they collide.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_CHARACTERS)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final ObjectMapper MAPPER =
      new ObjectMapper(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private StrictJson() {}

  /**
   * Returns the document in {@code text}, which was read from {@code file}.
   *
   * @throws DamagedFileException if it is not exactly one JSON value
   */
  public static JsonNode parse(Path file, String text) {
    try {
      JsonNode document = MAPPER.readTree(text);
      if (document.isMissingNode()) {
        throw new DamagedFileException(file, "no JSON, only white space");
      }
      return document;
    } catch (JsonProcessingException e) {
      throw new DamagedFileException(file, "not valid JSON: " + explain(e), e);
    }
  }

  /** Returns a parser's complaint and its place, without the parser's advice to programmers. */
  static String explain(JsonProcessingException e) {
    String problem = e.getOriginalMessage().lines().findFirst().orElse("");
    String cut = problem.length() <= 200 ? problem : problem.substring(0, 200) + "...";
    return e.getLocation() == null
        ? cut
        : cut + " (before character " + e.getLocation().getCharOffset() + ")";
  }
}

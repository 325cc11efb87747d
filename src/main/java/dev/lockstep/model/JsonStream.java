package dev.lockstep.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/**
 * Reads JSON of untrusted files token by token: an object may not repeat a key, and objects nest to
 * a bounded depth.
 */
public final class JsonStream {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_CHARACTERS = 40;

  /** A place in the parser's words: what it calls the source, and the line and column. */
  private static final Pattern SOURCE = Pattern.compile("\\[Source: [^;\\]]*(?:; ([^\\]]*))?]");

  /** What the parser says to programmers: its classes, settings and methods. */
  private static final Pattern ADVICE =
      Pattern.compile(
          " \\(bound as `[^`]*`\\): not allowed as per `[^`]*`|: enable `[^`]*` to allow|, from `[^`]*`"
              + "| \\(not recognized as one since Feature [^)]*\\)");

  /** Makes such parsers, and generators that write text beyond ASCII as plain UTF-8. */
  public static final JsonFactory FACTORY =
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

  private JsonStream() {}

  /** Reads the tokens of a document. */
  @FunctionalInterface
  interface Tokens {
    void from(JsonParser json) throws IOException;
  }

  /**
   * Reads a document, behind which nothing may follow.
   *
   * @param file its name in messages
   * @throws DamagedFileException if it is not one JSON value
   */
  static void read(Object file, String text, Tokens tokens) {
    try (JsonParser json = FACTORY.createParser(text)) {
      tokens.from(json);
      if (json.nextToken() != null) {
        throw new DamagedFileException(
            file, "more JSON follows the end: " + DamagedFileException.quote(json.getText()));
      }
    } catch (JsonProcessingException e) {
      throw new DamagedFileException(file, "not valid JSON: " + explain(e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Memory does not fail.
    }
  }

  /** Returns a parser's complaint and its place, without the parser's advice to programmers. */
  public static String explain(JsonProcessingException e) {
    String problem = e.getOriginalMessage().lines().findFirst().orElse("");
    problem = ADVICE.matcher(SOURCE.matcher(problem).replaceAll("$1")).replaceAll("");
    String cut = problem.length() <= 200 ? problem : problem.substring(0, 200) + "...";
    return e.getLocation() == null
        ? cut
        : cut + " (before character " + e.getLocation().getCharOffset() + ")";
  }
}

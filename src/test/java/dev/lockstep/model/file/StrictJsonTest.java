package dev.lockstep.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.text.DamagedFileException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
  private static final Path FILE = new Path("runs/first/run.json");

  @Test
  void aDocumentIsRead() {
    assertThat(StrictJson.parse(FILE, "{\"epochs\": 3}\n").get("epochs").intValue()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                | no JSON, only white space",
        "{\"a\":1,\"a\":2} | not valid JSON: Duplicate field 'a'",
        "{} {}             | not valid JSON: Trailing token",
        "{\"a\":NaN}       | not valid JSON: Non-standard token 'NaN'",
        "{\"a\":           | not valid JSON: Unexpected end-of-input",
      })
  void anythingElseIsRefused(String text, String problem) {
    assertRefused(text, problem);
  }

  /** Its classes, settings and name for the source say nothing to a user. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":{\"b\":1",
        "{\"a\":[1",
        "{} {}",
        "{\"a\":NaN}",
        "{\"a\":+1}",
        "/* */{}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        "1111111111111111111111111111111111111111111111111111",
      })
  void theParsersAdviceToProgrammersIsLeftOut(String text) {
    assertThatThrownBy(() -> StrictJson.parse(FILE, text))
        .isInstanceOf(DamagedFileException.class)
        .message()
        .doesNotContain("Source", "REDACTED", "`", "Feature", "jackson", "enable");
  }

  @Test
  void thePlaceOfAnOpenBracketStays() {
    assertRefused(
        "{\"a\":1",
        "not valid JSON: Unexpected end-of-input: expected close marker for Object (start marker at"
            + " line: 1, column: 1) (before character 6)");
  }

  private enum Colour {
    RED;

    @Override
    public String toString() {
      return "red";
    }
  }

  private record Point(int x, double y) {}

  private record Shape(String name, Colour colour, long count, List<Point> points, Boolean open) {}

  @Test
  void aRecordIsBoundToItsFields() {
    String text = "{\"name\":\"a\",\"colour\":\"red\",\"count\":3,\"points\":[{\"x\":1,\"y\":2}]}";
    Shape shape = new Shape("a", Colour.RED, 3, List.of(new Point(1, 2)), null);
    assertThat(StrictJson.read(StrictJson.parse(FILE, text), Shape.class)).isEqualTo(shape);
    assertThat(StrictJson.write(new Point(1, 0.1f)))
        .hasToString("{\"x\":1,\"y\":0.10000000149011612}");
    Point undefined = new Point(1, Double.NaN);
    assertThat(StrictJson.read(StrictJson.write(undefined), Point.class)).isEqualTo(undefined);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[]                                        | not an object",
        "{'count':1}                               | name: missing",
        "{'name':'a'}                              | count: missing",
        "{'name':'a','count':null}                 | count: null is not a value",
        "{'name':'a','count':1,'size':2}           | unknown 'size'",
        "{'name':'a','count':'1'}                  | count: '1' is not a whole number of the type long",
        "{'name':'a','count':1.0}                  | count: 1.0 is not a whole number of the type long",
        "{'name':'a','count':99999999999999999999} | count: 99999999999999999999 is not a whole number of the type long",
        "{'name':7,'count':1}                      | name: 7 is not a text",
        "{'name':true,'count':1}                   | name: true is not a text",
        "{'name':'a','count':1,'colour':'RED'}     | colour: 'RED' is not one of red",
        "{'name':'a','count':1,'colour':0}         | colour: 0 is not one of red",
        "{'name':'a','count':1,'colour':''}        | colour: '' is not one of red",
        "{'name':'a','count':1,'open':1}           | open: 1 is not true or false",
        "{'name':'a','count':1,'open':'true'}      | open: 'true' is not true or false",
        "{'name':'a','count':1,'points':{}}        | points: {} is not an array",
        "{'name':'a','count':1,'points':[null]}    | points: null is not a value",
        "{'name':'a','count':1,'points':[{'x':1}]} | points.y: missing",
        "{'name':'a','count':1,'points':[{'x':1,'y':''}]}    | points.y: '' is not a number",
      })
  void whatARecordHasNoPlaceForIsNamed(String text, String problem) {
    JsonNode node = StrictJson.parse(FILE, text.replace('\'', '"'));
    assertThatThrownBy(() -> StrictJson.read(node, Shape.class, "name"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(problem.replace('\'', '"'));
  }

  @Test
  void depthIsBounded() {
    assertRefused("[".repeat(100_000), "not valid JSON: Document nesting depth (33) exceeds");
    assertThat(StrictJson.parse(FILE, "[".repeat(32) + "]".repeat(32)).size()).isEqualTo(1);
  }

  /** "Ab" and "BA" are one to a hash by 33, the JSON parser's, so these names all collide. */
  @Test
  void collidingNamesAreRead() {
    int names = 1 << 11;
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < names; i++) {
      text.append(i == 0 ? "\"" : ",\"");
      for (int bit = 0; bit < 11; bit++) {
        text.append((i >> bit & 1) == 0 ? "Ab" : "BA");
      }
      text.append("\":0");
    }
    assertThat(StrictJson.parse(FILE, text.append("}").toString()).size()).isEqualTo(names);
  }

  private static void assertRefused(String text, String problem) {
    assertThatThrownBy(() -> StrictJson.parse(FILE, text))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageStartingWith("runs/first/run.json: " + problem)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
  }
}

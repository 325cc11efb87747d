package dev.lockstep.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

package dev.lockstep.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request's body may be; the model has the features age, a "b" &lt;i&gt; and größe. */
class RowsReaderTest {
  private static final int MOST_ROWS = 4;

  private static double[] read(ServedModel model, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return RowsReader.read(model, MOST_ROWS, bytes, bytes.length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{`rows`: [[1, -2.5, 3e2], [4, 5, 1234567890123]]}",
        "{`rows`: [{`größe`: 300, `age`: 1, `a \\\"b\\\" <i>`: -2.5}, [4, 5, 1234567890123]]}",
        "{`columns`: {`größe`: [300, 1234567890123], `age`: [1, 4], `a \\\"b\\\" <i>`: [-2.5, 5]}}",
      })
  void threeFormsMeanTheSame(String body) {
    assertThat(read(Models.named(), body.replace('`', '"')))
        .containsExactly(1, -2.5, 300, 4, 5, 1_234_567_890_123.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "[]                       | the body is an object with \"rows\" or \"columns\"",
        "{}                       | the body is an object with \"rows\" or \"columns\"",
        "{\"row\": 1}             | unknown \"row\": the body has one field, \"rows\" or \"columns\"",
        "{\"rows\": 1}            | \"rows\" is an array of rows",
        "{\"rows\": []}           | there are no rows",
        "{\"rows\": [1]}          | row 1 is 1, not an array or an object",
        "{\"rows\": [[1,2,3],[1,2]]}    | row 2 has 2 numbers, where the model has 3 features",
        "{\"rows\": [[1,2,3,[4]]]}      | row 1 has 4 numbers, where the model has 3 features",
        "{\"rows\": [[1,\"x\",3]]}      | row 1, column \"a \"b\" <i>\": \"x\" is not a number",
        "{\"rows\": [[1,null,3]]}       | row 1, column \"a \"b\" <i>\": null is not a number",
        "{\"rows\": [[1,\"\",3]]}       | row 1, column \"a \"b\" <i>\": \"\" is empty",
        "{\"rows\": [[[1],2,3]]}        | row 1, column \"age\": an array is not a number",
        "{\"rows\": [[1e39,2,3]]}       | row 1, column \"age\": 1e39 is larger than a float can be",
        "{\"rows\": [[1,2,-1e400]]}     | row 1, column \"größe\": -1e400 is larger than a float can be",
        "{\"rows\": [{\"age\":1}]}      | row 1 has no \"a \"b\" <i>\"",
        "{\"rows\": [{\"Age\":1}]}      | row 1: the model has no feature \"Age\"",
        "{\"rows\": [[1,2,3]], \"x\": 1} | unknown \"x\": the body has one field, \"rows\" or \"columns\"",
        "{\"rows\": [[1,2,3]]} 1        | more JSON follows the end",
        "{\"columns\": []}              | \"columns\" is an object of arrays",
        "{\"columns\": {}}              | there is no column \"age\"",
        "{\"columns\": {\"age\": 1}}    | column \"age\" is 1, not an array",
        "{\"columns\": {\"b\": [1]}}    | the model has no feature \"b\"",
        "{\"columns\": {\"age\": [1,2], \"größe\": [1]}} | column \"größe\" has 1 numbers, where the first has 2",
        "{\"columns\": {\"age\": [1], \"größe\": [1,2]}} | column \"größe\" has 2 numbers, where the first has 1",
        "{\"columns\": {\"age\": [1,1,1,1]}} | there is no column \"a \"b\" <i>\"",
      })
  void whatIsWrongIsNamed(String body, String message) {
    assertThatThrownBy(() -> read(Models.named(), body))
        .isInstanceOf(Refusal.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "{\"rows\": [[1,NaN,3]]}  | NaN",
        "{\"rows\": [[1,2,3]      | end-of-input",
        "{\"rows\": [[1,2,3]], \"rows\": [[1,2,3]]}   | rows",
        "{\"rows\": [{\"age\":1,\"age\":2}]}          | Duplicate field 'age'",
        "{'rows': 1}              | '''",
      })
  void whatIsNotJsonIsRefused(String body, String part) {
    assertThatThrownBy(() -> read(Models.named(), body))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining(part.strip().replace("'''", "'"));
  }

  @Test
  void deepNestingAndLongNumbersAreRefused() {
    for (String begun : new String[] {"[[1,2,3," + "[".repeat(100_000), "[[1" + "0".repeat(99)}) {
      assertThatThrownBy(() -> read(Models.named(), "{\"rows\": " + begun))
          .isInstanceOf(Refusal.class)
          .hasMessageStartingWith("not valid JSON");
    }
  }

  @Test
  void bytesThatAreNotTextAreRefused() {
    byte[] bytes = {'{', '"', 'r', 'o', 'w', 's', '"', ':', (byte) 0xff, '}'};
    assertThatThrownBy(() -> RowsReader.read(Models.named(), MOST_ROWS, bytes, bytes.length))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("not valid JSON");
  }

  @Test
  void tooManyRowsAreRefused() {
    String row = "[1,2,3]";
    read(Models.named(), "{\"rows\": [" + (row + ",").repeat(MOST_ROWS - 1) + row + "]}");
    assertThatThrownBy(
            () -> read(Models.named(), "{\"rows\": [" + (row + ",").repeat(MOST_ROWS) + row + "]}"))
        .isInstanceOf(Refusal.class)
        .hasMessage("more than 4 rows: send them in several requests");
  }

  /** A short body must not make the server take memory for a long column of a wide model. */
  @Test
  void aColumnForWhichTheOthersHaveNoRoomIsRefused() {
    String body = "{\"columns\": {\"age\": [1,1,1,1,1,1]}}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> RowsReader.read(Models.named(), 1_000, bytes, bytes.length))
        .hasMessage("there is no column \"a \"b\" <i>\"");
    String longer = "{\"columns\": {\"age\": [" + "1,".repeat(100) + "1]}}";
    byte[] more = longer.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> RowsReader.read(Models.named(), 1_000, more, more.length))
        .hasMessage("columns are missing, or shorter than the first one");
  }

  @Test
  void namesAreRefusedWhereThereAreNone() {
    assertThatThrownBy(() -> read(Models.singleOutput(), "{\"rows\": [{\"f0\": 1}]}"))
        .hasMessageContaining("have no names");
    assertThatThrownBy(() -> read(Models.singleOutput(), "{\"rows\": [[1]]}"))
        .hasMessage("row 1 has 1 numbers, where the model has 2 features");
    assertThatThrownBy(() -> read(Models.singleOutput(), "{\"rows\": [[1,\"x\"]]}"))
        .hasMessage("row 1, column 1: \"x\" is not a number");
  }

  @Test
  void booleansAreNumbers() {
    assertThat(read(Models.named(), "{\"rows\": [[true,false,1.5]]}")).containsExactly(1, 0, 1.5);
  }
}

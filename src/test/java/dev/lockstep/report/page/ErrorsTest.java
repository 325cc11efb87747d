package dev.lockstep.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.report.ValueEvaluation.ErrorCounts;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pictures of numbers' errors, their tables, and how they are kept. */
class ErrorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Cells are 1 wide, bins of residuals a thirty-second. */
  private static ErrorCounts counts() {
    ErrorCounts counts = new ErrorCounts(0, 8);
    for (int i = 0; i < 5; i++) {
      counts.add(3.5, 3.5);
    }
    counts.add(4.25, 3.5);
    counts.add(2, 3.5);
    counts.add(7, 6);
    return counts;
  }

  @Test
  void tablesHaveTheNumbersOfThePictures() throws Exception {
    PageReader page = read(List.of(counts()), List.of("price <b>"));
    assertThat(page.rows("The numbers of predicted against actual price <b>"))
        .containsExactly(
            List.of("3 to 4", "7", "1", "5", "1"), List.of("6 to 7", "1", "0", "0", "1"));
    // The bars are an eighth wide, because 16 of a sixteenth end at 1.
    assertThat(page.rows("The numbers of the residuals of price <b>"))
        .containsExactly(
            List.of("-1.5 to -1.375", "1", "12.50%"),
            List.of("0 to 0.125", "5", "62.50%"),
            List.of("0.75 to 0.875", "1", "12.50%"),
            List.of("1 to 1.125", "1", "12.50%"));
    assertThat(page.texts("//*[local-name()='svg']/@aria-label")).hasSize(2);
    assertThat(page.texts("//*[local-name()='rect']/*[local-name()='title']"))
        .containsExactly(
            "1: actual 3 to 4, predicted 2 to 3",
            "5: actual 3 to 4, predicted 3 to 4",
            "1: actual 3 to 4, predicted 4 to 5",
            "1: actual 6 to 7, predicted 7 to 8",
            "1: -1.5 to -1.375",
            "5: 0 to 0.125",
            "1: 0.75 to 0.875",
            "1: 1 to 1.125");
  }

  @Test
  void wideCountsAreDrawnTwoByTwo() throws Exception {
    ErrorCounts counts = counts();
    counts.add(1e9, 63);
    List<List<String>> rows =
        read(List.of(counts), List.of("y")).rows("The numbers of predicted against actual y");
    assertThat(rows)
        .containsExactly(
            List.of("2 to 4", "7", "0", "6", "1"),
            List.of("6 to 8", "1", "0", "1", "0"),
            List.of("62 or more", "1", "0", "1", "0"));
  }

  @Test
  void targetsThatAreNotDrawnAreCounted() throws Exception {
    PageReader page = read(List.of(counts(), new ErrorCounts(0, 1)), List.of("a", "b", "c"));
    assertThat(page.texts("//p"))
        .contains("Of 3 targets, the first 2.", "No prediction is finite.");
    assertThat(Errors.of(List.of(), List.of()).toString()).isEmpty();
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    List<ErrorCounts> counts = List.of(counts(), new ErrorCounts(-0.1, 1e-3));
    String text = ErrorCountsJson.of(counts).toString();
    assertThat(ErrorCountsJson.read(JSON.readTree(text), "errors"))
        .usingRecursiveComparison()
        .isEqualTo(counts);
    for (String wrong : List.of("[[64,0,1]]", "[[0,-1,1]]", "[[0,0,0]]", "[[0]]", "[7]")) {
      String damaged = "[{\"from\":0,\"divisor\":1,\"cells\":" + wrong + "}]";
      assertThatThrownBy(() -> ErrorCountsJson.read(JSON.readTree(damaged), "errors"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("errors[0].cells");
    }
    assertThatThrownBy(() -> ErrorCountsJson.read(JSON.readTree("[{\"from\":0}]"), "errors"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static PageReader read(List<ErrorCounts> counts, List<String> names) throws Exception {
    return PageReader.of("<main>" + Errors.of(counts, names) + "</main>");
  }
}

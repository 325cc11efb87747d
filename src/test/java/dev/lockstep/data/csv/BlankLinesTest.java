package dev.lockstep.data.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.CellException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlankLinesTest {
  private static final byte[] ROW = "x,1".getBytes(StandardCharsets.US_ASCII);

  /** A MiB with its end. */
  private static final byte[] BLANK =
      " \t".repeat(1 << 19).substring(1).getBytes(StandardCharsets.US_ASCII);

  @Test
  void rowsAreNotBlank() {
    BlankLines lines = new BlankLines(CsvSyntax.USUAL, 0);
    assertThat(lines.isNext(ROW)).isFalse();
    assertThat(lines.isNext(new byte[0])).isTrue();
    assertThat(lines.isNext(BLANK)).isTrue();
  }

  /** As many as a file may have that is not compressed, and 64 MiB more. */
  @ParameterizedTest
  @CsvSource({"0, 0, 64", "3000000, 0, 66", "0, 1000000, 67"})
  void moreThan64MibBeyondRowsAndFileAreRefused(long fileBytes, int rows, int fine) {
    BlankLines lines = new BlankLines(CsvSyntax.USUAL, fileBytes);
    for (int row = 0; row < rows; row++) {
      lines.isNext(ROW);
    }
    for (int blank = 0; blank < fine; blank++) {
      assertThat(lines.isNext(BLANK)).isTrue();
    }
    assertThatThrownBy(() -> lines.isNext(BLANK))
        .isInstanceOf(CellException.class)
        .hasMessageStartingWith("is one of more than 64 MiB of blank lines");
  }
}

package dev.lockstep.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.data.RowsRead;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitingTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void aTerminalShowsALineThatCountsRowsAndGoes() {
    int result =
        Waiting.during(
            "reading d\u001bigits",
            out,
            () -> 60,
            () -> {
              RowsRead.expect(60_000);
              RowsRead.add(1_234);
              await("reading d\\u001bigits  1,234 of 60,000 rows  0 s\u001b[K\r");
              RowsRead.add(60_000); // More than were expected.
              return await("reading d\\u001bigits  61,234 rows  ");
            });
    assertThat(result).isEqualTo(7);
    assertThat(text()).endsWith("\r\u001b[K");
  }

  @Test
  void aNarrowTerminalShowsTheBeginning() {
    Waiting.during("starting Spark", out, () -> 10, () -> await("starting \u001b[K\r"));
    assertThat(text()).doesNotContain("starting S");
  }

  @Test
  void whatIsOverAtOnceOrHasNoTerminalSaysNothing() {
    Waiting.during("starting Spark", out, () -> 80, () -> 0);
    Waiting.during(
        "starting Spark",
        out,
        () -> 0,
        () -> {
          LockSupport.parkNanos(Duration.ofMillis(400).toNanos()); // A terminal would show it now.
          return 0;
        });
    assertThat(text()).isEmpty();
  }

  @Test
  void aFailureGoesOn() {
    assertThatThrownBy(
            () ->
                Waiting.during(
                    "reading",
                    out,
                    () -> 80,
                    () -> {
                      await("reading");
                      throw new IOException("gone");
                    }))
        .isInstanceOf(IOException.class);
    assertThat(text()).endsWith("\r\u001b[K");
  }

  private int await(String expected) {
    while (!text().contains(expected)) {
      LockSupport.parkNanos(1_000_000);
    }
    return 7;
  }

  private String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

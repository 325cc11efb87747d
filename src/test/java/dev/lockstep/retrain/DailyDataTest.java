package dev.lockstep.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DailyDataTest {
  private static final LocalDate NEWEST = LocalDate.of(2024, 3, 1);

  @TempDir Path folder;

  @Test
  void theDefaultIsYesterdayInTheZone() {
    Instant now = Instant.parse("2026-11-28T23:30:00Z");
    assertThat(window(now, "UTC").newest()).isEqualTo("2026-11-27");
    assertThat(window(now, "Europe/Berlin").newest()).isEqualTo("2026-11-28");
    assertThat(window(now, "America/New_York").newest()).isEqualTo("2026-11-27");
    assertThat(DayWindow.of(Optional.of(NEWEST), ZoneId.of("UTC"), now, 1).newest())
        .isEqualTo(NEWEST);
  }

  private static DayWindow window(Instant now, String zone) {
    return DayWindow.of(Optional.empty(), ZoneId.of(zone), now, 1);
  }

  @Test
  void aWindowCrossesALeapDayAndNeedsADay() {
    assertThat(new DayWindow(NEWEST, 3).days()).hasToString("[2024-02-28, 2024-02-29, 2024-03-01]");
    assertThatThrownBy(() -> new DayWindow(NEWEST, 0)).hasMessage("{days} must be 1 or more: 0");
  }

  @Test
  void everyMarkInAPlaceIsTheDay() {
    assertThat(new DayPattern("in/{day}/x-{day}.csv").on(NEWEST))
        .isEqualTo("in/2024-03-01/x-2024-03-01.csv");
  }

  @Test
  void allDaysAreRead() {
    DailyData data = find(3, "in/2024-02-28", "in/2024-02-29", "in/2024-03-01");
    assertThat(data.notYet(3, 0)).isEmpty();
    assertThat(data.warning()).isEmpty();
    assertThat(data.training(0))
        .containsExactly("old.csv", "in/2024-02-28", "in/2024-02-29", "in/2024-03-01");
    assertThat(data.holdout(0)).isEmpty();
  }

  @Test
  void theNewestDaysThatAreThereAreHeldOut() {
    DailyData data = find(5, "in/2024-02-26", "in/2024-02-28", "in/2024-03-01");
    assertThat(data.training(2)).containsExactly("old.csv", "in/2024-02-26");
    assertThat(data.holdout(2)).containsExactly("in/2024-02-28", "in/2024-03-01");
  }

  @Test
  void missingDaysAreNamedInRuns() {
    DailyData data = find(8, "in/2024-02-26", "in/2024-03-01");
    assertThat(data.warning())
        .contains(
            "the data of 6 days of 8 are missing: 2024-02-23 to 2024-02-25, 2024-02-27 to 2024-02-29"
                + " (in/2024-02-23: no file)");
    assertThat(data.notYet(2, 0)).isEmpty();
    assertThat(data.notYet(3, 0))
        .contains(
            "the data of only 2 days are there, of 3 wanted; missing:"
                + " 2024-02-23 to 2024-02-25, 2024-02-27 to 2024-02-29");
  }

  @Test
  void withoutTheNewestDayItIsTooEarly() {
    DailyData data = find(3, "in/2024-02-28", "in/2024-02-29");
    assertThat(data.notYet(1, 0))
        .contains("the data of 2024-03-01 are not there yet: in/2024-03-01: no file");
  }

  @Test
  void aDayOfWhichAPlaceIsMissingIsNotRead() {
    Set<String> there = Set.of("eu/2024-02-29", "eu/2024-03-01", "us/2024-03-01");
    DailyData data =
        DailyData.find(
            List.of("eu/{day}", "us/{day}"),
            new DayWindow(NEWEST, 2),
            (place, day) -> notArrived(there, place));
    assertThat(data.training(0)).containsExactly("eu/2024-03-01", "us/2024-03-01");
    assertThat(data.warning())
        .contains("the data of 1 day of 2 are missing: 2024-02-29 (us/2024-02-29: no file)");
    assertThat(data.notYet(1, 1))
        .contains("the data of only 1 day are there, of 2 wanted; missing: 2024-02-29");
  }

  @Test
  void dataWithoutADayAreAlwaysThere() {
    DailyData data =
        DailyData.find(
            List.of("a", "b"), new DayWindow(NEWEST, 9), (place, day) -> Optional.of("none"));
    assertThat(data.isDaily()).isFalse();
    assertThat(data.notYet(5, 0)).isEmpty();
    assertThat(data.training(0)).containsExactly("a", "b");
    assertThat(data.holdout(1)).isEmpty();
  }

  @Test
  void aDayIsThereIfItHasFilesThatAreNotHidden() throws IOException {
    write("2024-02-26/a.csv");
    write("2024-02-27/_SUCCESS");
    write("2024-02-28/_temporary/0/a.csv");
    Files.createDirectories(folder.resolve("2024-02-29"));
    write("2024-03-01/deep/a.csv");
    for (String place : List.of("/{day}", "/{day}/{*.csv,deep/*.csv}")) {
      DailyData data =
          DailyData.find(List.of(folder + place), new DayWindow(NEWEST, 6), new Configuration());
      assertThat(data.there().keySet().stream().map(LocalDate::toString))
          .as(place)
          .containsExactly("2024-02-26", "2024-03-01");
    }
  }

  @Test
  void aDayThatIsStillBeingWrittenIsNotThere() throws IOException {
    write("2024-02-28/a.csv");
    write("2024-02-28/_temporary/0/b.csv");
    write("2024-02-29/a.csv");
    write("2024-02-29/b.csv._COPYING_");
    write("2024-03-01/a.csv");
    write("2024-03-01/_SUCCESS");
    write("_temporary/x");
    for (String place : List.of("/{day}", "/{day}/*.csv")) {
      DailyData data =
          DailyData.find(List.of(folder + place), new DayWindow(NEWEST, 3), new Configuration());
      assertThat(data.missing().values())
          .containsExactly(
              List.of(folder + "/2024-02-28/_temporary: files are still being written"),
              List.of(folder + "/2024-02-29/b.csv._COPYING_: files are still being written"));
    }
  }

  private void write(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "label,x\n1,2\n");
  }

  private static DailyData find(int days, String... there) {
    return DailyData.find(
        List.of("old.csv", "in/{day}"),
        new DayWindow(NEWEST, days),
        (place, day) -> notArrived(Set.of(there), place));
  }

  private static Optional<String> notArrived(Set<String> there, String place) {
    return there.contains(place) ? Optional.empty() : Optional.of(place + ": no file");
  }
}

package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.Campaign;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two weeks of a scheduled job: what each day leaves in the registry. Without {@code -Pcampaign},
 * the first ten days.
 */
@Tag("slow")
class RetrainWeeksTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  /** The exit code of each day, and what became of its version. */
  static final List<String> EXPECTED =
      List.of(
          "0 published",
          "8 kept",
          "9 refused",
          "3",
          "10",
          "9 refused",
          "8 kept",
          "8 kept",
          "0 published",
          "8 kept",
          "8 kept",
          "8 kept",
          "8 kept",
          "8 kept");

  private static final int LAST = Campaign.of(DigitDays.DAYS, 10);

  @TempDir static Path home;
  private static DigitDays days;

  @TempDir Path folder;

  @BeforeAll
  static void writeDays() throws IOException {
    days = DigitDays.write(home);
  }

  /** Day after day in one layout, and by two backfills in another: the same history and models. */
  @Test
  void everyDayHasItsDecisionInEveryLayout() throws IOException {
    Path nightly = folder.resolve("nightly");
    List<String> story = new ArrayList<>();
    for (int day = 1; day <= LAST; day++) {
      story.add(night(days, nightly, day));
    }
    assertThat(story).isEqualTo(EXPECTED.subList(0, LAST));
    assertThat(DigitDays.history(nightly)).hasSize(LAST - 2);
    Path at = folder.resolve("at once");
    CommandLineRun first = backfill(at, 1, 8);
    assertThat(first.exitCode()).as(first.err()).isEqualTo(ExitCode.DATA);
    assertThat(acts(first))
        .containsExactly(
            "2026-11-01: version 1 published",
            "2026-11-02: version 2 kept",
            "2026-11-03: version 3 refused",
            "2026-11-06: version 4 refused",
            "2026-11-07: version 5 kept",
            "2026-11-08: version 6 kept");
    assertThat(first.errLines())
        .anyMatch(line -> line.matches("lockstep: 2026-11-04: .*/part.csv.*\\?.*"))
        .anyMatch(line -> line.startsWith("lockstep: the data of 2026-11-05 are not there yet"));
    CommandLineRun second = backfill(at, 9, LAST);
    assertThat(second.exitCode()).as(second.err()).isEqualTo(ExitCode.DONE);
    assertThat(DigitDays.history(at)).isEqualTo(DigitDays.history(nightly));
    assertABackfillAgainChangesNothing(at);
  }

  /** Though another champion has come meanwhile. */
  private void assertABackfillAgainChangesNothing(Path registry) throws IOException {
    List<String> before = DigitDays.history(registry);
    CommandLineRun again = backfill(registry, 1, 2);
    assertThat(again.exitCode()).as(again.err()).isEqualTo(ExitCode.DONE);
    assertThat(acts(again))
        .containsExactly("2026-11-01: version 1 was published", "2026-11-02: version 2 was kept");
    assertThat(DigitDays.history(registry)).isEqualTo(before);
  }

  @Test
  void aBackfillThatPromotesNothingComparesAllDaysWithOneChampion() throws IOException {
    Path registry = folder.resolve("registry");
    CommandLineRun none =
        CommandLineRun.of(days.command(registry, 1, "--backfill", "2026-11-05..2026-11-05"));
    assertThat(none.exitCode()).as(none.err()).isEqualTo(ExitCode.NOT_YET);
    assertThat(night(days, registry, 1)).isEqualTo("0 published");
    Object[] command =
        days.command(registry, 9, "--backfill", "2026-11-09..2026-11-10", "--no-promote", "--json");
    CommandLineRun run = CommandLineRun.of(command);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
    assertThat(run.out().lines())
        .hasSize(2)
        .allMatch(line -> line.contains("\"act\":\"kept\"") && line.contains("\"champion\":1"))
        .allMatch(line -> line.contains("not promoted, as asked for"));
  }

  /** Runs a day's command, and returns its exit code and act. */
  static String night(DigitDays days, Path registry, int day) {
    CommandLineRun run = CommandLineRun.of(days.night(registry, day));
    return run.exitCode() + run.out().replaceFirst("version \\d+ (?:was )?(\\w+): (?s:.*)", " $1");
  }

  private static CommandLineRun backfill(Path registry, int first, int last) {
    String range = DigitDays.date(first) + ".." + DigitDays.date(last);
    return CommandLineRun.of(days.command(registry, first, "--backfill", range, "--partitions", 3));
  }

  private static List<String> acts(CommandLineRun run) {
    return run.out().lines().map(line -> line.replaceFirst("(: .*?): .*", "$1")).toList();
  }
}

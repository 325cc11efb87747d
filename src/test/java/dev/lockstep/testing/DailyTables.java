package dev.lockstep.testing;

import dev.lockstep.linalg.AddressedRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A small table a day and a test set, of one rule, and the command that learns from a day. */
public final class DailyTables {
  private DailyTables() {}

  /** Writes {@code landing/2026-11-01/part.csv} and so on, and {@code holdout.csv}. */
  public static Path write(Path folder, int days) throws IOException {
    for (int day = 1; day <= days; day++) {
      Path place = Files.createDirectories(folder.resolve("landing").resolve(name(day)));
      Files.write(place.resolve("part.csv"), rows(day, 200));
    }
    Files.write(folder.resolve("holdout.csv"), rows(99, 400));
    return folder;
  }

  private static List<String> rows(long seed, int count) {
    AddressedRandom random = AddressedRandom.of(seed, "rows");
    List<String> lines = new ArrayList<>(List.of("u,v,label"));
    for (int row = 0; row < count; row++) {
      double u = random.normal(2L * row);
      double v = random.normal(2L * row + 1);
      lines.add(String.format(Locale.ROOT, "%s,%s,%s", u, v, u + v > 0 ? "up" : "down"));
    }
    return lines;
  }

  private static String name(int day) {
    return String.format(Locale.ROOT, "2026-11-%02d", day);
  }

  /**
   * Returns the words of a retraining.
   *
   * @param tables where they were written, or copied to
   */
  public static List<String> retraining(Object registry, Object tables, int day, String... more) {
    List<String> words = new ArrayList<>(List.of("retrain", "--registry", registry.toString()));
    words.addAll(List.of("--data", tables + "/landing/{day}/*.csv", "--day", name(day)));
    words.addAll(List.of("--holdout", tables + "/holdout.csv", "--hidden", "8", "--batch", "20"));
    words.addAll(List.of("--epochs", "6", "--max-drift", "2", "--min-examples", "50"));
    words.addAll(List.of(more));
    return words;
  }
}

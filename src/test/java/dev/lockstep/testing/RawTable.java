package dev.lockstep.testing;

import dev.lockstep.linalg.AddressedRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A made-up list of passengers, as people have such tables: names with commas in quotes, text,
 * gaps, a rare and a frequent category, a boolean, dates. Who survives depends on sex, class, port
 * and age.
 */
public final class RawTable {
  public static final String HEADER =
      "PassengerId,Survived,Pclass,Name,Sex,Age,Fare,Cabin,Embarked,Crew,Joined";

  private static final List<String> PORTS = List.of("S", "C", "Q", "Sao Tom\u00e9");

  private RawTable() {}

  /** Returns the rows, without header. */
  public static List<String> rows(int count) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      AddressedRandom random = AddressedRandom.of(7, "passengers").child(i);
      boolean male = bits(random, 0, 3) > 0;
      long klass = 1 + bits(random, 1, 3);
      long age = 1 + bits(random, 2, 80);
      String port = PORTS.get((int) (bits(random, 3, 17) / 5 % 4));
      boolean gapInAge = bits(random, 4, 5) == 0;
      boolean gapInCabin = bits(random, 5, 4) > 0;
      long score = (male ? 0 : 6) + 2 * (3 - klass) + (age < 12 ? 3 : 0) + bits(random, 6, 5);
      rows.add(
          String.join(
              ",",
              String.valueOf(i + 1),
              score > 6 ? "1" : "0",
              String.valueOf(klass),
              "\"Doe, " + (male ? "Mr." : "Mrs.") + " J. \"\"No " + i + "\"\"\"",
              male ? "male" : "female",
              gapInAge ? "" : age + (bits(random, 7, 9) == 0 ? ".5" : ""),
              fare(random),
              gapInCabin ? "" : String.valueOf("ABCDE".charAt((int) bits(random, 8, 5))),
              i % 311 == 5 ? "" : port,
              bits(random, 9, 10) == 0 ? "true" : "false",
              "2024-0" + (1 + bits(random, 10, 9)) + "-1" + bits(random, 11, 10)));
    }
    return rows;
  }

  private static String fare(AddressedRandom random) {
    // With digits that no float holds.
    return bits(random, 12, 500) + "." + (1_000_000 + bits(random, 13, 9_000_000));
  }

  private static long bits(AddressedRandom random, int index, int below) {
    return Long.remainderUnsigned(random.bits(index), below);
  }

  /** Writes the table as one file. */
  public static Path write(Path file, int count) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    lines.addAll(rows(count));
    return Files.write(file, lines);
  }

  /** Writes the same rows in another order, as several files in a folder. */
  public static Path writeTurned(Path folder, int count, int files, long seed) throws IOException {
    List<String> rows = rows(count);
    Collections.shuffle(rows, new Random(seed));
    Files.createDirectories(folder);
    for (int file = 0; file < files; file++) {
      List<String> lines = new ArrayList<>(List.of(HEADER));
      lines.addAll(rows.subList(file * count / files, (file + 1) * count / files));
      Files.write(folder.resolve("part" + file + ".csv"), lines);
    }
    return folder;
  }
}

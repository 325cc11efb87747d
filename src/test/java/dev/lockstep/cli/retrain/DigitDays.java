package dev.lockstep.cli.retrain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.data.Example;
import dev.lockstep.data.Part;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.TableFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Two weeks of the built-in digits as tables, a day each: an example's content decides its day. Day
 * 3 has drifted, day 4 has a broken file, day 5 is missing, day 6 has few rows, and day 7 has
 * shuffled labels.
 *
 * @param folder of the tables
 */
record DigitDays(Path folder) {
  static final int DAYS = 14;

  private static final int DIGITS = 2_100;
  private static final int HELD_OUT = 400;

  /** Writes the tables. */
  static DigitDays write(Path folder) throws IOException {
    Map<Integer, List<Example>> digits =
        IdxFixture.digits(Part.TRAIN, DIGITS).examples().stream()
            .map(DigitDays::small)
            .collect(Collectors.groupingBy(DigitDays::day));
    for (int day = 1; day <= DAYS; day++) {
      if (day != 5) {
        Path place = Files.createDirectories(folder.resolve("landing").resolve(date(day)));
        Files.writeString(place.resolve("part.csv"), table(day, digits.get(day)));
      }
    }
    List<Example> test =
        IdxFixture.digits(Part.TEST, HELD_OUT).examples().stream().map(DigitDays::small).toList();
    Files.writeString(folder.resolve("holdout.csv"), TableFixture.csv(test));
    return new DigitDays(folder);
  }

  /** Returns an example of 7 x 7 pixels, the means of 16 each: tables of few columns are quick. */
  private static Example small(Example example) {
    float[] features = new float[7 * 7];
    for (int i = 0; i < 28 * 28; i++) {
      features[i / 28 / 4 * 7 + i % 28 / 4] += example.features()[i];
    }
    for (int i = 0; i < features.length; i++) {
      features[i] = Math.round(features[i] / 16);
    }
    return new Example(example.label(), features);
  }

  private static int day(Example example) {
    long content = Arrays.hashCode(example.features());
    return 1 + (int) Long.remainderUnsigned(AddressedRandom.of(0, "days").bits(content), DAYS);
  }

  private static String table(int day, List<Example> examples) {
    return TableFixture.csv(
            switch (day) {
              case 3 -> examples.stream().map(DigitDays::inverted).toList();
              case 6 -> examples.subList(0, 10);
              case 7 -> withShuffledLabels(examples);
              default -> examples;
            })
        .replaceFirst(day == 4 ? "\n1,\\d+," : "$^", "\n1,?,");
  }

  private static Example inverted(Example example) {
    float[] features = example.features().clone();
    for (int i = 0; i < features.length; i++) {
      features[i] = 255 - features[i];
    }
    return new Example(example.label(), features);
  }

  private static List<Example> withShuffledLabels(List<Example> examples) {
    List<Integer> labels = IdxFixture.shuffled(examples.stream().map(Example::label).toList(), 7);
    return IntStream.range(0, labels.size())
        .mapToObj(i -> new Example(labels.get(i), examples.get(i).features()))
        .toList();
  }

  static String date(int day) {
    return String.format(Locale.ROOT, "2026-11-%02d", day);
  }

  /** Returns the words of a day's command, in one layout. */
  Object[] night(Path registry, int day) {
    return command(registry, day, "--day", date(day), "--partitions", 1, "--checkpoint-every", 30);
  }

  /** Returns the words of a command that retrains; the recipe is better from day nine on. */
  Object[] command(Path registry, int firstDay, Object... more) {
    List<Object> words = new ArrayList<>(List.of("retrain", "--registry", registry));
    words.addAll(List.of("--data", folder.resolve("landing") + "/{day}/*.csv"));
    words.addAll(List.of("--holdout", folder.resolve("holdout.csv"), "--hidden", 16));
    words.addAll(List.of("--classes", "0,1,2,3,4,5,6,7,8,9"));
    words.addAll(List.of("--max-drift", 2, "--warn-drift", 2, "--min-examples", 50));
    words.addAll(List.of("--batch", 20, "--epochs", firstDay < 9 ? 2 : 12));
    words.addAll(List.of(more));
    return words.toArray();
  }

  /**
   * Returns the history of a registry without times and places: of each act, what it did, why, by
   * which key, and the hash of the version's weights.
   */
  static List<String> history(Path registry) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<String> acts = new ArrayList<>();
    for (String line : Files.readAllLines(registry.resolve("history.jsonl"))) {
      JsonNode entry = json.readTree(line);
      Path run =
          registry.resolve(
              String.format(Locale.ROOT, "versions/%06d/run.json", entry.get("version").asInt()));
      acts.add(
          entry.get("number").asInt()
              + " "
              + entry.get("act").asText()
              + ", version "
              + entry.get("version").asInt()
              + ", champion "
              + entry.path("champion").asText("-")
              + ", before "
              + entry.path("previous").asText("-")
              + ", "
              + entry.get("key").asText()
              + ", "
              + entry.get("reason").asText()
              + ", "
              + (Files.exists(run)
                  ? json.readTree(run.toFile()).get("weightsSha256").asText()
                  : "no model"));
    }
    return acts;
  }
}

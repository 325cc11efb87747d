package dev.lockstep.testing;

import dev.lockstep.linalg.AddressedRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Made tables of houses: a price that follows from area, age and distance, with noise; how many
 * offers came, a count; and the year's rent.
 */
public final class Houses {
  /** The standard deviation of the prices' noise. */
  public static final double NOISE = 4_000;

  private Houses() {}

  private static double area(int house) {
    return 40 + 160 * random(house, 0);
  }

  private static double age(int house) {
    return Math.floor(80 * random(house, 1));
  }

  private static double distance(int house) {
    return 30 * random(house, 2);
  }

  private static double random(int house, int column) {
    return AddressedRandom.of(1, "houses").child(column).uniform(house);
  }

  /** The price, in whole cents. */
  public static double price(int house) {
    double noise = IntStream.range(3, 15).mapToDouble(c -> random(house, c)).sum() - 6;
    double near = 1 + 1 / (1 + distance(house) / 5);
    double value = 1_500 * area(house) * near - 700 * age(house) + NOISE * noise;
    return Math.rint(100 * value) / 100;
  }

  /** How many offers came: more for what is near. */
  public static int offers(int house) {
    double expected = 6 / (1 + distance(house) / 5) + 0.2;
    double limit = StrictMath.exp(-expected);
    double product = random(house, 20);
    int count = 0;
    while (product > limit) {
      count++;
      product *= random(house, 21 + count);
    }
    return count;
  }

  /** Writes a table of columns area, age, distance and the one given. */
  public static Path write(Path file, int houses, String name, DoubleFunction<Object> column)
      throws IOException {
    return Files.writeString(
        file, "area,age,distance," + name + "\n" + rows(houses, h -> column.apply(h)));
  }

  private static String rows(int houses, DoubleFunction<Object> last) {
    return IntStream.range(0, houses)
        .mapToObj(
            h ->
                String.format(
                    Locale.ROOT,
                    "%.2f,%.0f,%.3f,%s%n",
                    area(h),
                    age(h),
                    distance(h),
                    last.apply(h)))
        .collect(Collectors.joining());
  }
}

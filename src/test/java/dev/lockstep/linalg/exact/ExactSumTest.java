package dev.lockstep.linalg.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.linalg.Slices;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class ExactSumTest {
  private static final int EXPONENT = 30;
  private static final int LENGTH = 20;

  @Test
  void everyOrderOfFiveArraysGivesTheSameBits() {
    List<float[]> arrays = addends(1, 5);
    List<List<float[]>> orders = new ArrayList<>();
    permute(arrays, new ArrayList<>(), orders);
    assertThat(orders).hasSize(120);
    for (List<float[]> order : orders) {
      assertSame(sum(order), sum(arrays));
    }
    // A sum of floats could not do this.
    assertThat(orders.stream().map(ExactSumTest::floatSum).distinct().count()).isGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void everyTreeOfFiftyArraysGivesTheSameBits(long seed) {
    List<float[]> arrays = addends(2, 50);
    AddressedRandom random = AddressedRandom.of(seed, "tree");
    List<ExactSum> parts = new ArrayList<>(List.of(new ExactSum(EXPONENT)));
    long draw = 0;
    for (float[] array : arrays) {
      if (random.uniform(draw++) < 0.5) {
        parts.add(new ExactSum(EXPONENT));
      }
      parts.get((int) (random.uniform(draw++) * parts.size())).add(array);
    }
    while (parts.size() > 1) {
      ExactSum taken = parts.remove((int) (random.uniform(draw++) * parts.size()));
      parts.get((int) (random.uniform(draw++) * parts.size())).add(taken);
    }
    assertSame(parts.get(0), sum(arrays));
  }

  @Test
  void anEmptySumAddsNothing() {
    ExactSum sum = sum(addends(3, 4));
    sum.add(new ExactSum(EXPONENT));
    assertSame(sum, sum(addends(3, 4)));
    ExactSum empty = new ExactSum(EXPONENT);
    assertThat(empty.length()).isZero();
    empty.add(sum);
    assertSame(empty, sum);
  }

  @Test
  void numbersAddAsArraysOfOne() {
    ExactSum numbers = new ExactSum(20);
    numbers.add(0.75);
    numbers.add(-0.5);
    numbers.add(3);
    assertThat(numbers.length()).isEqualTo(1);
    assertThat(numbers.get(0)).isEqualTo(3.25);
    ExactSum array = new ExactSum(20);
    array.add(new float[] {3.25f});
    assertThat(numbers.get(0)).isEqualTo(array.get(0));
  }

  @Test
  void halvesRoundToTheEvenMultiple() {
    ExactSum sum = new ExactSum(0);
    sum.add(new float[] {0.5f, 1.5f, 2.5f, -0.5f, -1.5f, 0.75f});
    assertThat(values(sum)).containsExactly(0, 2, 2, 0, -2, 1);
  }

  @Test
  void theSumIsDividedOnceAndRoundedToFloat() {
    ExactSum sum = new ExactSum(30);
    sum.add(new float[] {1, 2, -7});
    sum.add(new float[] {0, 3, 0});
    float[] quotients = new float[3];
    sum.divideBy(3, quotients, Slices.ONE);
    assertThat(quotients).containsExactly((float) (1 / 3.0), (float) (5 / 3.0), -7 / 3f);
  }

  @Test
  void zerosAreAFineSumOfZero() {
    ExactSum sum = new ExactSum(EXPONENT);
    sum.add(new float[] {0, -0f});
    sum.add(new float[] {-0f, -0f});
    assertThat(sum.isFinite()).isTrue();
    assertThat(sum.overflowed()).isFalse();
    assertThat(sum.tooCoarse()).isFalse();
    assertThat(sum.betterExponent(41)).isEqualTo(EXPONENT);
    assertThat(values(sum)).containsExactly(0, 0);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aNumberThatIsNotFiniteShowsInEverySumThatItGoesInto(float bad) {
    ExactSum sum = new ExactSum(EXPONENT);
    sum.add(new float[] {1, bad, 2});
    assertThat(sum.isFinite()).isFalse();
    ExactSum total = sum(List.of(new float[] {1, 2, 3}));
    assertThat(total.isFinite()).isTrue();
    total.add(sum);
    total.add(new float[] {4, 5, 6});
    assertThat(total.isFinite()).isFalse();
    assertThat(total.betterExponent(41)).isEqualTo(EXPONENT);
    ExactSum number = new ExactSum(EXPONENT);
    number.add((double) bad);
    assertThat(number.isFinite()).isFalse();
  }

  @Test
  void theLargestFloatIsFinite() {
    ExactSum sum = new ExactSum(-100);
    sum.add(new float[] {Float.MAX_VALUE, -Float.MAX_VALUE});
    assertThat(sum.isFinite()).isTrue();
    assertThat(values(sum)).containsExactly(Float.MAX_VALUE, -Float.MAX_VALUE);
  }

  @Test
  void otherExponentsAndLengthsAreRefused() {
    ExactSum sum = sum(addends(1, 1));
    assertThatThrownBy(() -> sum.add(new ExactSum(EXPONENT + 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("30", "31");
    assertThatThrownBy(() -> sum.add(new float[LENGTH + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("20", "21");
    assertThatThrownBy(() -> sum.add(sum(List.of(new float[LENGTH - 1]))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("20", "19");
    assertThatThrownBy(() -> sum.add(1.0)).isInstanceOf(IllegalArgumentException.class);
    assertSame(sum, sum(addends(1, 1)));
  }

  @ParameterizedTest
  @CsvSource({"1024, false", "1023, true", "-1022, true", "-1023, false"})
  void onlyExponentsOfNormalDoublesAreTaken(int exponent, boolean taken) {
    if (taken) {
      assertThat(new ExactSum(exponent).exponent()).isEqualTo(exponent);
    } else {
      assertThatThrownBy(() -> new ExactSum(exponent)).hasMessageContaining("" + exponent);
    }
  }

  @Test
  void aSumTravels() throws IOException, ClassNotFoundException {
    ExactSum sum = sum(addends(4, 3));
    ExactSum copy = copy(sum);
    assertSame(copy, sum);
    copy.add(addends(5, 1).get(0));
    sum.add(addends(5, 1).get(0));
    assertSame(copy, sum);
    assertThat(copy(new ExactSum(7)).exponent()).isEqualTo(7);
  }

  private static byte[] bytes(ExactSum sum) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sum);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static ExactSum copy(ExactSum sum) throws IOException, ClassNotFoundException {
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes(sum)))) {
      return (ExactSum) in.readObject();
    }
  }

  /** Arrays whose elements range over some 20 powers of two. */
  private static List<float[]> addends(long seed, int count) {
    List<float[]> arrays = new ArrayList<>();
    for (int a = 0; a < count; a++) {
      AddressedRandom random = AddressedRandom.of(seed, "addend").child(a);
      float[] array = new float[LENGTH];
      for (int i = 0; i < LENGTH; i++) {
        array[i] = (float) Math.scalb(random.normal(i), (int) (random.bits(~i) & 15) - 8);
      }
      arrays.add(array);
    }
    return arrays;
  }

  private static void permute(
      List<float[]> rest, List<float[]> chosen, List<List<float[]>> orders) {
    if (rest.isEmpty()) {
      orders.add(chosen);
    }
    for (int i = 0; i < rest.size(); i++) {
      List<float[]> others = new ArrayList<>(rest);
      List<float[]> longer = new ArrayList<>(chosen);
      longer.add(others.remove(i));
      permute(others, longer, orders);
    }
  }

  private static List<Float> floatSum(List<float[]> order) {
    List<Float> sums = new ArrayList<>();
    for (int i = 0; i < LENGTH; i++) {
      float sum = 0;
      for (float[] array : order) {
        sum += array[i];
      }
      sums.add(sum);
    }
    return sums;
  }

  /** What it held before shows nowhere, whatever is added first, quickly or not. */
  @Test
  void aSumThatIsResetIsAsNew() throws Exception {
    float[] ones = {1, -1, 3};
    for (int exponent : new int[] {10, 52}) {
      ExactSum used = new ExactSum(EXPONENT);
      used.add(new float[] {7, 8, 9});
      used.reset(exponent);
      assertThat(used.length()).isZero();
      assertThat(used.get(0)).isZero();
      assertThat(copy(used).length()).isZero();
      used.add(ones);
      used.add(ones);
      assertThat(values(used)).containsExactly(2, -2, 6);
      ExactSum other = new ExactSum(exponent);
      other.add(ones);
      used.reset(exponent);
      used.add(other);
      Slices single = (length, loop) -> IntStream.range(0, length).forEach(i -> loop.run(i, i + 1));
      used.addAll(List.of(new ExactSum(exponent), other, other), single);
      assertThat(values(used)).containsExactly(3, -3, 9);
      used.reset(exponent);
      used.addAll(List.of(new ExactSum(exponent), other, other), single);
      assertThat(values(used)).containsExactly(2, -2, 6);
    }
    ExactSum number = new ExactSum(EXPONENT);
    number.add(5.0);
    number.reset(EXPONENT);
    number.add(2.0);
    assertThat(number.get(0)).isEqualTo(2);
  }

  private static ExactSum sum(List<float[]> arrays) {
    ExactSum sum = new ExactSum(EXPONENT);
    arrays.forEach(sum::add);
    return sum;
  }

  private static double[] values(ExactSum sum) {
    double[] values = new double[sum.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = sum.get(i);
    }
    return values;
  }

  public static void assertSame(ExactSum sum, ExactSum expected) {
    assertThat(bytes(sum)).isEqualTo(bytes(expected));
    assertThat(values(sum)).isEqualTo(values(expected));
  }
}

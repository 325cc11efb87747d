package dev.lockstep.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.exact.ExactSum;
import dev.lockstep.linalg.exact.ExactSumTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kernel against a naive twin, bit by bit. The products may differ in the sign of a zero,
 * because they skip zero factors; addRows and transpose in nothing. The arrays are longer than the
 * matrices at both ends, and nothing outside may change.
 */
class KernelsTest {
  /** Shapes with rests for any width of the vectors: B, I and O in every combination. */
  private static final int[] BATCHES = {0, 1, 3, 17, 67};

  private static final int[] WIDTHS = {1, 3, 10, 17, 44, 127, 784};

  /** Runs every part on some thread, in any order. */
  private static final Slices THREADS =
      new Slices() {
        @Override
        public void run(int length, Loop loop) {
          loop.run(0, length);
        }

        @Override
        public int threads() {
          return 3;
        }

        @Override
        public void runParts(int parts, IntConsumer part) {
          IntStream.range(0, parts).parallel().forEach(part);
        }
      };

  private static final List<Kernels> KINDS =
      List.of(new ScalarKernels(), FastestKernels.create(), new SharedKernels(THREADS));
  private static final int BEFORE = 5;
  private static final int AFTER = 3;

  /** What the numbers look like. */
  private enum Numbers {
    ORDINARY {
      @Override
      float at(AddressedRandom random, int index) {
        return (float) random.uniform(index, -1, 1);
      }
    },
    /** Mostly zeros of both signs, as pictures and ReLUs give. */
    SPARSE {
      @Override
      float at(AddressedRandom random, int index) {
        double choice = random.child(index).uniform(0);
        return choice < 0.1 ? -0f : choice < 0.7 ? 0f : (float) random.uniform(index, -1, 1);
      }
    },
    /** Numbers below 2^-126 and products that fall below 2^-149. */
    DENORMAL {
      @Override
      float at(AddressedRandom random, int index) {
        return (float) (random.uniform(index, -1, 1) * (index % 3 == 0 ? 0x1p-20 : 0x1p-130));
      }
    },
    /** Magnitudes from 2^-60 to 2^58: whatever is added first is lost, or overshadows the rest. */
    LARGE {
      @Override
      float at(AddressedRandom random, int index) {
        return Math.scalb(
            (float) random.uniform(index, -1, 1), (int) random.child(index).uniform(0, -60, 59));
      }
    };

    abstract float at(AddressedRandom random, int index);

    float[] draw(String purpose, int count) {
      AddressedRandom random = AddressedRandom.of(1, name() + purpose);
      return floats(count, i -> at(random, i));
    }
  }

  private record Shape(Kernels kernels, Numbers numbers, int batch, int inputs, int outputs) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s of %d lanes, %s, %dx%dx%d",
          kernels.getClass().getSimpleName(),
          kernels.lanes(),
          numbers,
          batch,
          inputs,
          outputs);
    }
  }

  static Stream<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    for (Kernels kernels : KINDS) {
      for (Numbers numbers : Numbers.values()) {
        for (int batch : BATCHES) {
          for (int inputs : WIDTHS) {
            for (int outputs : WIDTHS) {
              shapes.add(new Shape(kernels, numbers, batch, inputs, outputs));
            }
          }
        }
      }
    }
    // Large in two dimensions only where it costs little.
    shapes.removeIf(s -> (long) s.batch * s.inputs * s.outputs > 4_000_000);
    return shapes.stream();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void multiplyIsAChainOfMultiplyAddsPerOutput(Shape s) {
    float[] x = s.numbers.draw("x", s.batch * s.inputs);
    float[] w = s.numbers.draw("w", BEFORE + s.inputs * s.outputs + AFTER);
    float[] z = s.numbers.draw("z", s.batch * s.outputs + AFTER);
    float[] expected = z.clone();
    for (int b = 0; b < s.batch; b++) {
      for (int o = 0; o < s.outputs; o++) {
        float sum = z[b * s.outputs + o];
        for (int i = 0; i < s.inputs; i++) {
          sum = Math.fma(x[b * s.inputs + i], w[BEFORE + i * s.outputs + o], sum);
        }
        expected[b * s.outputs + o] = sum;
      }
    }
    s.kernels.multiply(x, w, BEFORE, z, s.batch, s.inputs, s.outputs);
    assertEqualBitsButSignsOfZeros(z, expected);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void multiplyTransposedIsAChainOfMultiplyAddsPerWeight(Shape s) {
    float[] x = s.numbers.draw("x", s.batch * s.inputs);
    float[] delta = s.numbers.draw("delta", s.batch * s.outputs + AFTER);
    float[] dW = s.numbers.draw("dW", BEFORE + s.inputs * s.outputs + AFTER);
    float[] expected = dW.clone();
    for (int i = 0; i < s.inputs; i++) {
      for (int o = 0; o < s.outputs; o++) {
        float sum = dW[BEFORE + i * s.outputs + o];
        for (int b = 0; b < s.batch; b++) {
          sum = Math.fma(x[b * s.inputs + i], delta[b * s.outputs + o], sum);
        }
        expected[BEFORE + i * s.outputs + o] = sum;
      }
    }
    s.kernels.multiplyTransposed(x, delta, dW, BEFORE, s.batch, s.inputs, s.outputs);
    assertEqualBitsButSignsOfZeros(dW, expected);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void addRowsAddsInTheOrderOfTheRows(Shape s) {
    float[] rows = s.numbers.draw("rows", s.batch * s.outputs + AFTER);
    float[] sum = s.numbers.draw("sum", BEFORE + s.outputs + AFTER);
    float[] expected = sum.clone();
    for (int o = 0; o < s.outputs; o++) {
      for (int b = 0; b < s.batch; b++) {
        expected[BEFORE + o] += rows[b * s.outputs + o];
      }
    }
    s.kernels.addRows(rows, new int[] {s.batch}, Addend.of(sum), BEFORE, s.outputs);
    assertThat(bits(sum)).isEqualTo(bits(expected));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void transposeExchangesRowsAndColumns(Shape s) {
    float[] w = s.numbers.draw("w", BEFORE + s.inputs * s.outputs + AFTER);
    float[] wT = new float[BEFORE + s.outputs * s.inputs + AFTER];
    Arrays.fill(wT, Float.NaN);
    float[] expected = wT.clone();
    for (int o = 0; o < s.outputs; o++) {
      for (int i = 0; i < s.inputs; i++) {
        expected[BEFORE + o * s.inputs + i] = w[BEFORE + i * s.outputs + o];
      }
    }
    s.kernels.transpose(w, BEFORE, wT, BEFORE, s.inputs, s.outputs);
    assertThat(bits(wT)).isEqualTo(bits(expected));
  }

  /** Left out or not: the products are the same. */
  @ParameterizedTest
  @MethodSource("shapes")
  void productsOfCsrMatrixAreThoseOfDenseRows(Shape s) {
    float[] x = s.numbers.draw("x", s.batch * s.inputs);
    float[] w = s.numbers.draw("w", BEFORE + s.inputs * s.outputs);
    float[] z = s.numbers.draw("z", BEFORE + s.batch * s.outputs + AFTER);
    float[] dense = Arrays.copyOfRange(z, BEFORE, z.length);
    float[] expected = z.clone();
    KINDS.get(0).multiply(x, w, BEFORE, dense, s.batch, s.inputs, s.outputs);
    System.arraycopy(dense, 0, expected, BEFORE, dense.length);
    s.kernels.multiply(compressed(s, x), w, BEFORE, z, BEFORE, s.outputs);
    assertEqualBitsButSignsOfZeros(z, expected);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void weightGradientsOfCsrMatrixAreThoseOfDenseRows(Shape s) {
    float[] x = s.numbers.draw("x", s.batch * s.inputs);
    float[] delta = s.numbers.draw("delta", s.batch * s.outputs);
    float[] dW = s.numbers.draw("dW", BEFORE + s.inputs * s.outputs + AFTER);
    float[] expected = dW.clone();
    KINDS.get(0).multiplyTransposed(x, delta, expected, BEFORE, s.batch, s.inputs, s.outputs);
    int[] ends = {s.batch};
    s.kernels.multiplyTransposed(compressed(s, x), delta, ends, Addend.of(dW), BEFORE, s.outputs);
    assertEqualBitsButSignsOfZeros(dW, expected);
  }

  /** Every group's gradient is rounded by itself, whatever passes beside it. */
  @ParameterizedTest
  @MethodSource("shapes")
  void gradientsOfGroupsAddAsThoseOfEachGroup(Shape s) {
    int[] ends = {s.batch / 5, s.batch / 5 + s.batch / 2, s.batch};
    float[] x = s.numbers.draw("x", s.batch * s.inputs);
    float[] delta = s.numbers.draw("delta", s.batch * s.outputs);
    int length = BEFORE + s.inputs * s.outputs + s.outputs + AFTER;
    int bias = BEFORE + s.inputs * s.outputs;
    int exponent = s.numbers == Numbers.LARGE ? -80 : 20;
    ExactSum dense = new ExactSum(exponent);
    ExactSum sparse = new ExactSum(exponent);
    ExactSum expected = new ExactSum(exponent);
    for (int g = 0; g < ends.length; g++) {
      int first = g == 0 ? 0 : ends[g - 1];
      float[] ofGroup = new float[length];
      KINDS
          .get(0)
          .multiplyTransposed(
              Arrays.copyOfRange(x, first * s.inputs, ends[g] * s.inputs),
              Arrays.copyOfRange(delta, first * s.outputs, ends[g] * s.outputs),
              ofGroup,
              BEFORE,
              ends[g] - first,
              s.inputs,
              s.outputs);
      float[] rows = Arrays.copyOfRange(delta, first * s.outputs, ends[g] * s.outputs);
      Addend sums = Addend.of(ofGroup);
      KINDS.get(0).addRows(rows, new int[] {ends[g] - first}, sums, bias, s.outputs);
      expected.add(ofGroup);
    }
    for (int step = 0; step < 2; step++) { // What a sum held before leaves nothing behind.
      for (ExactSum sum : List.of(dense, sparse)) {
        sum.reset(exponent);
        Addend parts = sum.begin(length, ends.length);
        addZeros(parts, ends.length, 0, BEFORE);
        addZeros(parts, ends.length, length - AFTER, AFTER);
        s.kernels.addRows(delta, ends, parts, bias, s.outputs);
        if (sum == dense) {
          s.kernels.multiplyTransposed(x, delta, ends, parts, BEFORE, s.inputs, s.outputs);
        } else {
          s.kernels.multiplyTransposed(compressed(s, x), delta, ends, parts, BEFORE, s.outputs);
        }
        sum.add(parts);
        ExactSumTest.assertSame(sum, expected);
      }
    }
  }

  private static void addZeros(Addend parts, int groups, int from, int length) {
    for (int g = 0; g < groups; g++) {
      parts.open(g, from, 1, length, length);
      parts.close();
    }
  }

  static Stream<Kernels> kinds() {
    return KINDS.stream();
  }

  @Test
  void theBestKernelsHereAreVectors() {
    assertThat(FastestKernels.create().lanes()).isGreaterThanOrEqualTo(4);
    assertThat(new ScalarKernels().lanes()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aNaNFactorIsNotSkipped(Kernels kernels) {
    float[] z = {1, 1};
    kernels.multiply(new float[] {Float.NaN, 0}, new float[] {0, 0, 2, 2}, 0, z, 1, 2, 2);
    assertThat(z).containsOnly(Float.NaN);
    float[] dW = {1, 1};
    kernels.multiplyTransposed(new float[] {Float.NaN}, new float[] {0, 1}, dW, 0, 1, 1, 2);
    assertThat(dW).containsOnly(Float.NaN);
  }

  /** A product and a sum with two roundings, (1 + 2^-12)² - 1, would lose the last bit. */
  @ParameterizedTest
  @MethodSource("kinds")
  void productsAreNotRoundedBeforeTheyAreAdded(Kernels kernels) {
    float factor = 1 + 0x1p-12f;
    float[] z = {-1};
    kernels.multiply(new float[] {factor}, new float[] {factor}, 0, z, 1, 1, 1);
    assertThat(z[0]).isEqualTo(0x1p-11f + 0x1p-24f);
  }

  private static CsrMatrix compressed(Shape s, float[] x) {
    CsrMatrix rows = new CsrMatrix(s.inputs);
    for (int b = 0; b < s.batch; b++) {
      rows.addRow(x, b * s.inputs);
    }
    return rows;
  }

  private static void assertEqualBitsButSignsOfZeros(float[] actual, float[] expected) {
    assertThat(bits(withoutSignsOfZeros(actual))).isEqualTo(bits(withoutSignsOfZeros(expected)));
  }

  /** -0 + 0 is 0, and nothing else changes by adding 0. */
  private static float[] withoutSignsOfZeros(float[] values) {
    return floats(values.length, i -> values[i] + 0f);
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  private static float[] floats(int count, IntToDoubleFunction function) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = (float) function.applyAsDouble(i);
    }
    return floats;
  }
}

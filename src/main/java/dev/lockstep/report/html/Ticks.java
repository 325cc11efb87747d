package dev.lockstep.report.html;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Round numbers along an axis: multiples of one, two or five times a power of ten.
 *
 * @param from the first, at or below the smallest number shown
 * @param to the last, at or above the largest
 */
public record Ticks(double from, double to, List<Double> at) {
  private static final int INTERVALS = 5;

  /** Returns ticks around a range of finite numbers. */
  public static Ticks around(double smallest, double largest) {
    double span = largest - smallest;
    if (!(span > 0)) {
      double half = smallest == 0 ? 0.5 : Math.abs(smallest) / 2;
      return around(smallest - half, largest + half);
    }
    double step = step(span / INTERVALS);
    long first = (long) Math.floor(smallest / step + 1e-9);
    long last = (long) Math.ceil(largest / step - 1e-9);
    return of(first, last, step);
  }

  /** Returns whole numbers from one to another, the ends included, for epochs. */
  public static Ticks whole(long from, long to) {
    double step = step(Math.max(1, (to - from) / (double) INTERVALS));
    List<Double> at = new ArrayList<>();
    for (long i = (long) Math.ceil(from / step); i * step <= to; i++) {
      at.add(i * step);
    }
    return new Ticks(from, to, at);
  }

  private static Ticks of(long first, long last, double step) {
    List<Double> at = new ArrayList<>();
    for (long i = first; i <= last; i++) {
      at.add(multiple(i, step));
    }
    return new Ticks(at.get(0), at.get(at.size() - 1), at);
  }

  /** Multiplies in decimals, so that three times 0.1 is 0.3. */
  private static double multiple(long times, double step) {
    return BigDecimal.valueOf(step).multiply(BigDecimal.valueOf(times)).doubleValue();
  }

  private static double step(double least) {
    double power = 1;
    while (power < least) {
      power *= 10;
    }
    while (power / 10 >= least) {
      power /= 10;
    }
    double rounded = power >= 1 ? power : 1 / (double) Math.round(1 / power);
    return least <= rounded / 5 ? rounded / 5 : least <= rounded / 2 ? rounded / 2 : rounded;
  }
}

package dev.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Damaged files by seed, and what a reader owes to each of them: to read it, or to refuse it in one
 * line that names it, without allocating what only the file's claims call for.
 *
 * <p>{@code -Pcampaign} makes 50,000 of each kind instead of 2,000.
 */
public final class Mutants {
  /** How many a test makes. */
  public static final int COUNT = Campaign.of(50_000, 500);

  private static final int MAX_WOUNDS = 3;
  private static final int MAX_MESSAGE = 1_000;
  private static final int ALLOCATED_PER_BYTE = 64;

  /** Buffers and an exception with its trace. */
  private static final long ALLOCATED_BESIDES = 1L << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Pattern JSON_VALUE =
      Pattern.compile("\"(?:[^\"\\\\]++|\\\\.)*+\"|-?[0-9][-+.eE0-9]*|true|false|null");
  private static final List<String> HOSTILE_VALUES =
      List.of(
              "-1 0 1 2 10 255 2147483647 2147483648 -2147483648 4294967296 9223372036854775807",
              "-9223372036854775808 9223372036854775808 1e9 1e999 -1e999 1e-999 0.5 -0.0 1.0 3e38",
              "NaN Infinity -Infinity null true false [] {} [[]] [1,2,3] {\"a\":1} \"\" \"1\" \"NaN\"",
              "\"\\ud800\" \"\\u0000\\n\" \"\\\\\" 99999999999999999999999999999999999999999999999999")
          .stream()
          .flatMap(line -> Arrays.stream(line.split(" ")))
          .toList();

  private Mutants() {}

  /** A reader of one file, by whose value nothing is decided. */
  @FunctionalInterface
  public interface Reader {
    void read() throws Exception;
  }

  /**
   * Reads, or sees that the reader refuses in its own words.
   *
   * @param what the mutant's seed, for whoever has to repeat it
   * @param name what the message has to name
   * @param bytes the most that the file can hold
   * @return whether it was read
   */
  public static boolean isRead(
      String what, String name, long bytes, Class<? extends Exception> refusal, Reader reader) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Throwable thrown = null;
    try {
      reader.read();
    } catch (Throwable e) { // Errors too: a stack that overflows is what is looked for.
      thrown = e;
    }
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    if (thrown != null && !(refusal.isInstance(thrown) && isClear(thrown.getMessage(), name))) {
      throw new AssertionError(what + ": not a refusal that names " + name, thrown);
    }
    assertThat(allocated)
        .as("%s: allocated for a file of %d bytes", what, bytes)
        .isLessThan(ALLOCATED_BESIDES + ALLOCATED_PER_BYTE * bytes);
    return thrown == null;
  }

  private static boolean isClear(String message, String name) {
    return message != null
        && message.contains(name)
        && message.length() < MAX_MESSAGE
        && message.lines().count() == 1;
  }

  /** One to three wounds anywhere, a third of them in the first 32 bytes, where headers are. */
  public static byte[] of(byte[] good, Random random) {
    byte[] file = good;
    int wounds = 1 + random.nextInt(MAX_WOUNDS);
    for (int w = 0; w < wounds && file.length > 0; w++) {
      file = wound(file.clone(), random);
    }
    return file;
  }

  /** One to three values of a JSON text in the place of others, or of the text's other bytes. */
  public static String ofJson(String good, Random random) {
    String text = good;
    int wounds = 1 + random.nextInt(MAX_WOUNDS);
    for (int w = 0; w < wounds; w++) {
      text = random.nextInt(4) == 0 ? ofText(text, random) : withHostileValue(text, random);
    }
    return text;
  }

  private static String ofText(String text, Random random) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new String(bytes.length == 0 ? bytes : wound(bytes, random), StandardCharsets.UTF_8);
  }

  private static String withHostileValue(String text, Random random) {
    Matcher matcher = JSON_VALUE.matcher(text);
    List<MatchResult> values = matcher.results().toList();
    if (values.isEmpty()) {
      return text;
    }
    MatchResult value = values.get(random.nextInt(values.size()));
    return text.substring(0, value.start())
        + hostileValue(values, random)
        + text.substring(value.end());
  }

  private static String hostileValue(List<MatchResult> values, Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> values.get(random.nextInt(values.size())).group();
      case 1 -> "[".repeat(1 + random.nextInt(100));
      case 2 -> "[" + "1,".repeat(random.nextInt(3_000)) + "1]";
      default -> HOSTILE_VALUES.get(random.nextInt(HOSTILE_VALUES.size()));
    };
  }

  private static byte[] wound(byte[] file, Random random) {
    int reach = random.nextInt(3) == 0 ? Math.min(32, file.length) : file.length;
    int at = random.nextInt(reach);
    int length = 1 + random.nextInt(Math.min(file.length - at, 64));
    int to = random.nextInt(file.length - length + 1);
    switch (random.nextInt(8)) {
      case 0 -> file[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> file[at] = (byte) random.nextInt();
      case 2 -> {
        return Arrays.copyOf(file, at);
      }
      case 3 -> {
        return Arrays.copyOf(file, file.length + 1 + random.nextInt(64));
      }
      case 4 -> {
        return joined(Arrays.copyOf(file, at + length), Arrays.copyOfRange(file, at, file.length));
      }
      case 5 -> {
        return joined(Arrays.copyOf(file, at), Arrays.copyOfRange(file, at + length, file.length));
      }
      case 6 -> {
        byte[] block = Arrays.copyOfRange(file, at, at + length);
        System.arraycopy(file, to, file, at, length);
        System.arraycopy(block, 0, file, to, length);
      }
      default -> writeExtreme(file, at & ~3, random);
    }
    return file;
  }

  /** A length field of four or eight bytes, in either order. */
  private static void writeExtreme(byte[] file, int at, Random random) {
    long[] extremes = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1 << 16, 1 << 24, 1L << 40};
    long value = extremes[random.nextInt(extremes.length)] + random.nextInt(3) - 1;
    int width = random.nextBoolean() ? Integer.BYTES : Long.BYTES;
    boolean little = random.nextBoolean();
    long shown = width == Long.BYTES || Math.abs(value) < 1L << 31 ? value : value >> 32;
    for (int i = 0; i < width && at + i < file.length; i++) {
      file[at + i] = (byte) (shown >> (8 * (little ? i : width - 1 - i)));
    }
  }

  public static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}

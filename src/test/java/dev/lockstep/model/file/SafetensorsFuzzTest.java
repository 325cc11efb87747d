package dev.lockstep.model.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.model.Safetensors;
import dev.lockstep.model.Tensor;
import dev.lockstep.testing.Campaign;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class SafetensorsFuzzTest {
  private static final int FILES = Campaign.of(50_000, 1_000);

  private final Configuration conf = new Configuration();
  @TempDir java.nio.file.Path folder;

  /** What is read must be what the independent reader sees; anything else must be refused. */
  @Test
  void mutatedFilesAreRefusedOrReadRight() throws IOException {
    java.nio.file.Path file = folder.resolve("model.safetensors");
    Path path = new Path(file.toUri());
    SafetensorsFile.write(sample(), path, conf);
    byte[] good = Files.readAllBytes(file);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < FILES; i++) {
      byte[] mutated = mutate(good, AddressedRandom.of(7, "fuzz").child(i));
      Files.write(file, mutated);
      try {
        assertSeenByTheOther(SafetensorsFile.read(path, conf), mutated, i);
        read++;
      } catch (DamagedFileException e) {
        assertThat(e.getMessage()).startsWith(path + ": ").hasLineCount(1).hasSizeLessThan(600);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(FILES / 4);
    assertThat(read).isGreaterThan(FILES / 20);
  }

  private static void assertSeenByTheOther(Safetensors read, byte[] file, int index) {
    IndependentSafetensorsReader other = new IndependentSafetensorsReader(file);
    assertThat(other.metadata).as("file %d", index).isEqualTo(read.metadata());
    assertThat(other.tensors.keySet()).as("file %d", index).isEqualTo(read.tensors().keySet());
    read.tensors()
        .forEach(
            (name, tensor) -> {
              assertThat(other.tensors.get(name).getKey())
                  .as("file %d", index)
                  .isEqualTo(tensor.shape().stream().map(Long::valueOf).toList());
              assertThat(SafetensorsBytes.floats(other.tensors.get(name).getValue()))
                  .as("file %d", index)
                  .isEqualTo(SafetensorsBytes.floats(tensor.values()));
            });
  }

  /** One to three wounds, three quarters of them in the header, where most can go wrong. */
  private static byte[] mutate(byte[] good, AddressedRandom random) {
    byte[] file = good;
    int wounds = 1 + below(3, random, 0);
    for (int wound = 0; wound < wounds && file.length > 0; wound++) {
      file = mutateOnce(file, random.child(wound));
    }
    return file;
  }

  private static byte[] mutateOnce(byte[] file, AddressedRandom random) {
    int reach = below(4, random, 0) == 0 ? file.length : Math.max(1, file.length * 3 / 4);
    int at = below(reach, random, 1);
    byte[] copy = file.clone();
    switch (below(7, random, 2)) {
      case 0 -> copy[at] ^= (byte) (1 << below(8, random, 3));
      case 1 -> copy[at] = (byte) random.bits(3);
      case 2 -> replaceNextDigit(copy, at, (byte) ('0' + below(10, random, 3)));
      case 3 -> copy[at] = (byte) "{}[]\",:0-. \\".charAt(below(12, random, 3));
      case 4 -> {
        return Arrays.copyOf(copy, at);
      }
      case 5 -> {
        return splice(copy, at, at, below(12, random, 3));
      }
      default -> {
        int length = Math.min(copy.length - at, 1 + below(40, random, 3));
        return splice(copy, at, below(copy.length - length + 1, random, 4), length);
      }
    }
    return copy;
  }

  private static void replaceNextDigit(byte[] file, int from, byte digit) {
    for (int i = from; i < file.length; i++) {
      if (file[i] >= '0' && file[i] <= '9') {
        file[i] = digit;
        return;
      }
    }
  }

  /** Copies {@code length} bytes from {@code from} and inserts them before {@code to}. */
  private static byte[] splice(byte[] file, int from, int to, int length) {
    int count = Math.min(length, file.length - from);
    byte[] longer = Arrays.copyOf(file, file.length + count);
    System.arraycopy(file, to, longer, to + count, file.length - to);
    System.arraycopy(file, from, longer, to, count);
    return longer;
  }

  private static int below(int bound, AddressedRandom random, long index) {
    return (int) Math.floorMod(random.bits(index), (long) bound);
  }

  private static Safetensors sample() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("layer0.weight", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    tensors.put("layer0.bias", Tensor.of(new float[] {7, 8, 9}, 3));
    tensors.put("layer1.weight", Tensor.of(new float[30], 3, 10));
    tensors.put("layer1.bias", Tensor.of(new float[10], 10));
    return new Safetensors(tensors, Map.of("classes", "zéro \ud83d\ude00", "format", "1"));
  }
}

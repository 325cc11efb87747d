package dev.lockstep.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.testing.Mutants;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to weights from elsewhere, they are read or refused in one line. */
@Tag("slow")
class MutatedWeightsTest {
  private static final Network NETWORK =
      new Network(List.of(2, 3), Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR);
  private static final byte[] WEIGHT = ascii("1,2.5,-3e-2\n4, +5,.6e1\r\n");
  private static final byte[] BIAS = ascii("7\n-8.25\n\n9\n");

  private final Configuration conf = new Configuration();
  @TempDir java.nio.file.Path folder;
  private java.nio.file.Path npz;

  @BeforeEach
  void loadClasses() throws IOException {
    npz = folder.resolve("weights.npz");
    for (boolean deflated : new boolean[] {false, true}) {
      Files.write(npz, npz(deflated, "<f4"));
      read(npz);
    }
    write(WEIGHT, BIAS);
    read(folder);
  }

  @Test
  void npzWithAnyBytesChanged() throws IOException {
    List<byte[]> good = List.of(npz(false, "<f4"), npz(true, "<f8"), npz(false, ">f8"));
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      read += isRead(seed, Mutants.of(good.get(seed % good.size()), new Random(seed)));
    }
    assertThat(read).isBetween(Mutants.COUNT / 100, Mutants.COUNT * 3 / 4);
  }

  /** The archive's checksums are right again, so that what is wrong in the array is seen. */
  @Test
  void npzWithArraysChanged() throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }";
    byte[] bias = NpzFixture.npy(header, "<f4", 7, 8, 9);
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      byte[] mutant =
          new NpzFixture(seed % 2 == 0)
              .add("layer0.weight", "<f4", false, "(2, 3)", 1, 2, 3, 4, 5, 6)
              .addRaw("layer0.bias", Mutants.of(bias, new Random(seed)))
              .file();
      read += isRead(seed, mutant);
    }
    assertThat(read).isBetween(Mutants.COUNT / 100, Mutants.COUNT * 3 / 4);
  }

  @Test
  void csvWithAnyBytesChanged() throws IOException {
    int read = 0;
    for (int seed = 0; seed < Mutants.COUNT; seed++) {
      Random random = new Random(seed);
      boolean bias = seed % 2 == 0;
      byte[] mutant = Mutants.of(bias ? BIAS : WEIGHT, random);
      write(bias ? WEIGHT : mutant, bias ? mutant : BIAS);
      String name = bias ? "layer0.bias.csv" : "layer0.weight.csv";
      read += isRead(seed, name, mutant.length, folder);
    }
    assertThat(read).isBetween(Mutants.COUNT / 20, Mutants.COUNT * 3 / 4);
  }

  /** A pattern that goes back over the digits would take hours. */
  @Test
  void aMillionDigitsBeforeALetterAreRefusedAtOnce() throws IOException {
    write(WEIGHT, ascii("7\n8\n" + "9".repeat(1_000_000) + "x\n"));
    assertThatThrownBy(() -> read(folder))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("layer0.bias.csv: row 3, column 1: \"999")
        .hasMessageEndingWith("(1000001 characters) is not a float");
  }

  private int isRead(int seed, byte[] mutant) throws IOException {
    Files.write(npz, mutant);
    return isRead(seed, npz.toString(), mutant.length, npz);
  }

  private int isRead(int seed, String name, int bytes, java.nio.file.Path place) {
    boolean isRead =
        Mutants.isRead(
            "seed " + seed,
            name,
            bytes,
            DamagedFileException.class,
            () -> {
              for (float parameter : read(place)) {
                assertThat(Float.isFinite(parameter)).isTrue();
              }
            });
    return isRead ? 1 : 0;
  }

  private float[] read(java.nio.file.Path place) throws IOException {
    return ModelWeights.read(new Path(place.toUri()), NETWORK, conf);
  }

  private void write(byte[] weight, byte[] bias) throws IOException {
    Files.write(folder.resolve("layer0.weight.csv"), weight);
    Files.write(folder.resolve("layer0.bias.csv"), bias);
  }

  private static byte[] npz(boolean deflated, String type) {
    return new NpzFixture(deflated)
        .add("layer0.weight", type, false, "(2, 3)", 1, 2, 3, 4, 5, 6)
        .add("layer0.bias", type, false, "(3,)", 7, 8, 9)
        .file();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

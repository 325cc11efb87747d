package dev.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A way to start Java, in which a main class of the tests shall give the same bits as in others.
 *
 * @param home of the JDK
 * @param options the JVM's; those that it does not know it ignores
 * @param lanes how many lanes the kernels have there if the CPU has as many; 0 if nobody asks
 */
public record Jvm(Path home, List<String> options, int lanes) {
  public static final String VECTORS = "--add-modules=jdk.incubator.vector";

  /** What a main class has written. */
  public record Said(String output, String errors) {}

  /** This JDK with options. */
  public static Jvm with(String... options) {
    return new Jvm(thisHome(), List.of(options), 0);
  }

  public static Path thisHome() {
    return Path.of(System.getProperty("java.home"));
  }

  /**
   * Other JDKs to compare with: the homes that the environment variable {@code LOCKSTEP_OTHER_JDK}
   * holds, divided as paths are. Tests that want one say that it is missing.
   */
  public static List<Path> otherHomes() {
    String homes = System.getenv("LOCKSTEP_OTHER_JDK");
    return homes == null || homes.isEmpty()
        ? List.of()
        : Stream.of(homes.split(File.pathSeparator)).map(Path::of).toList();
  }

  /** A JDK whose kernels have so many lanes: 1 without vectors, else by the vectors' width. */
  public static Jvm ofLanes(Path home, int lanes) {
    return new Jvm(
        home, lanes == 1 ? List.of() : List.of(VECTORS, "-XX:MaxVectorSize=" + 4 * lanes), lanes);
  }

  /** The same with more options. */
  public Jvm and(String... more) {
    return new Jvm(home, Stream.concat(options.stream(), Stream.of(more)).toList(), lanes);
  }

  /** Runs a main class of the tests to its end, which must be a good one. */
  public Said run(Path folder, String main, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/java").toString());
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    try {
      Path output = Files.createTempFile(folder, "output", "");
      Path errors = Files.createTempFile(folder, "errors", "");
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      try {
        int exit = process.waitFor();
        String said = Files.readString(errors, StandardCharsets.UTF_8);
        assertThat(exit).as("%s: %s", this, said).isZero();
        return new Said(Files.readString(output, StandardCharsets.UTF_8), said);
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return home.getFileName() + " " + String.join(" ", options);
  }
}

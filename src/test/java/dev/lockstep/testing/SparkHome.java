package dev.lockstep.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An installed Spark, made of links to those jars on the tests' class path that are Spark's. */
public final class SparkHome {
  /** Ours: what an installed Spark does not have. */
  private static final List<String> OURS =
      List.of(
          "picocli",
          "junit",
          "opentest4j",
          "apiguardian",
          "jspecify",
          "assertj",
          "archunit",
          "minicluster",
          "spark-avro",
          "delta-",
          "s3mock");

  private SparkHome() {}

  /** Makes the folder and what belongs in it. */
  public static Path create(Path home) throws IOException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    Files.createFile(home.resolve("RELEASE"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry).toAbsolutePath();
      String name = jar.getFileName().toString();
      if (name.endsWith(".jar") && OURS.stream().noneMatch(name::contains)) {
        Files.createSymbolicLink(jars.resolve(name), jar);
      }
    }
    return home;
  }
}

package dev.lockstep.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * The project as it stands after a build, which comes after the tests: submit.sh, lockstep.jar (of
 * the compiled classes and picocli) and the resolved Spark.
 *
 * @param folder where submit.sh is
 */
public record BuiltProject(Path folder) {

  /** How a process ended and what it printed. */
  public record Ended(int exitCode, String out, String err) {}

  /** Makes the folder. */
  public static BuiltProject create(Path folder, Path sparkHome) throws IOException {
    Files.createDirectories(folder.resolve("src/main"));
    Files.createDirectories(folder.resolve("target"));
    Files.createDirectories(folder.resolve("conf"));
    Files.createFile(folder.resolve("pom.xml"));
    Files.copy(Path.of("submit.sh"), folder.resolve("submit.sh"));
    for (String file : List.of("conf/spark-defaults.conf", "conf/log4j2.properties")) {
      Files.copy(Path.of(file), folder.resolve(file));
    }
    Files.createSymbolicLink(folder.resolve("target/spark"), sparkHome);
    Path jar = folder.resolve("target/lockstep.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      addFolder(out, Path.of("target/classes"));
      addPicocli(out);
    }
    FileTime now = FileTime.fromMillis(System.currentTimeMillis() + 1_000);
    Files.setLastModifiedTime(jar, now);
    return new BuiltProject(folder);
  }

  private static void addFolder(JarOutputStream out, Path classes) throws IOException {
    try (Stream<Path> tree = Files.walk(classes)) {
      for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }

  private static void addPicocli(JarOutputStream out) throws IOException {
    String place = CommandLine.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    try (JarFile jar = new JarFile(place)) {
      for (JarEntry entry : jar.stream().filter(e -> e.getName().startsWith("picocli/")).toList()) {
        out.putNextEntry(new JarEntry(entry.getName()));
        jar.getInputStream(entry).transferTo(out);
      }
    }
  }

  /** Runs submit.sh without an installed Spark. */
  public Ended submit(List<String> words) throws IOException, InterruptedException {
    return submit(Map.of(), words);
  }

  /** As above, with more in its environment. */
  public Ended submit(Map<String, String> environment, List<String> words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", folder.resolve("submit.sh").toString()));
    command.addAll(words);
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    int exitCode = builder.start().waitFor();
    return new Ended(exitCode, Files.readString(out), Files.readString(err));
  }
}

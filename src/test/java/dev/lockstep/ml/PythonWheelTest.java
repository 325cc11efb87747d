package dev.lockstep.ml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wheel that the build makes of the Python package. */
class PythonWheelTest {
  private static final String INFO = "lockstep_ml-0.1.0.dist-info/";
  @TempDir Path folder;

  @Test
  void itHoldsThePackageAndARecordOfItsFiles() throws Exception {
    Map<String, byte[]> files = read(build());
    assertThat(files.keySet())
        .contains("dev/__init__.py", "dev/lockstep/__init__.py", "dev/lockstep/ml/py.typed")
        .contains("dev/lockstep/ml/__init__.py", "dev/lockstep/ml/_classifier_params.py")
        .allMatch(name -> name.startsWith(INFO) || name.matches("dev/.*\\.(py|typed)"));
    StringBuilder record = new StringBuilder();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (!file.getKey().equals(INFO + "RECORD")) {
        record.append(file.getKey()).append(",sha256=").append(sha256(file.getValue()));
        record.append(',').append(file.getValue().length).append('\n');
      }
    }
    assertThat(files.get(INFO + "RECORD")).asString(UTF_8).isEqualTo(record + INFO + "RECORD,,\n");
    assertThat(files.get(INFO + "METADATA")).asString(UTF_8).contains("\nVersion: 0.1.0\n");
    assertThat(files.get("dev/lockstep/ml/__init__.py"))
        .asString(UTF_8)
        .contains("\n__version__ = \"0.1.0\"\n");
  }

  @Test
  void twoBuildsGiveTheSameBytes() throws Exception {
    byte[] first = Files.readAllBytes(build());
    assertThat(build()).hasBinaryContent(first);
  }

  /** Returns the wheel of the project's version. */
  private Path build() throws IOException, InterruptedException {
    assertThat(Path.of("pom.xml")).content().contains("\n  <version>0.1.0</version>\n");
    return build(folder);
  }

  static Path build(Path folder) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "src/build/java/Wheel.java",
            "target/classes",
            "0.1.0",
            folder.toString());
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    return folder.resolve("lockstep_ml-0.1.0-py3-none-any.whl");
  }

  private static Map<String, byte[]> read(Path file) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        files.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return files;
  }

  private static String sha256(byte[] bytes) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }
}

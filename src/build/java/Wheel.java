import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes a wheel of the Python package: {@code java Wheel.java CLASSES VERSION FOLDER}. Equal files
 * give equal bytes: nothing is compressed, and all entries have the same time.
 */
final class Wheel {
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final Map<String, byte[]> files = new TreeMap<>();

  private Wheel() {}

  public static void main(String[] args) throws IOException {
    Path classes = Path.of(args[0]);
    String version = args[1];
    Wheel wheel = new Wheel();
    wheel.addPackage(classes);
    String name = "lockstep_ml-" + version;
    wheel.addMetadata(name + ".dist-info/", version);
    Path file = Path.of(args[2], name + "-py3-none-any.whl");
    try (OutputStream out = Files.newOutputStream(file)) {
      wheel.write(out);
    }
  }

  private void addPackage(Path classes) throws IOException {
    try (Stream<Path> tree = Files.walk(classes.resolve("dev"))) {
      for (Path file : tree.filter(file -> file.toString().matches(".*\\.(py|typed)")).toList()) {
        String place = classes.relativize(file).toString().replace('\\', '/');
        files.put(place, Files.readAllBytes(file));
      }
    }
  }

  private void addMetadata(String folder, String version) {
    String metadata =
        """
        Metadata-Version: 2.1
        Name: lockstep-ml
        Version: %s
        Summary: Multilayer perceptrons on Apache Spark, reproducible to the last bit; needs lockstep.jar in the JVM
        License: Apache-2.0
        Requires-Python: >=3.9
        Provides-Extra: spark
        Requires-Dist: pyspark[ml]>=4.0; extra == "spark"
        """;
    files.put(folder + "METADATA", metadata.formatted(version).getBytes(UTF_8));
    String wheel =
        "Wheel-Version: 1.0\nGenerator: lockstep\nRoot-Is-Purelib: true\nTag: py3-none-any\n";
    files.put(folder + "WHEEL", wheel.getBytes(UTF_8));
    String place = folder + "RECORD";
    StringBuilder record = new StringBuilder();
    files.forEach(
        (name, bytes) ->
            record.append(name + ",sha256=" + sha256(bytes) + "," + bytes.length + "\n"));
    files.put(place, record.append(place).append(",,\n").toString().getBytes(UTF_8));
  }

  private static String sha256(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void write(OutputStream out) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        byte[] bytes = file.getValue();
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ZipEntry entry = new ZipEntry(file.getKey());
        entry.setTimeLocal(TIME);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
      }
    }
  }
}

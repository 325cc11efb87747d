package dev.lockstep.testing;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * An S3 server on this machine's loopback, in a process of its own that ends with the tests': an
 * empty bucket, to which {@code s3a:} paths lead with {@link #settings}. {@code -Pcampaign} brings
 * the server and the classes of {@code s3a:}.
 */
public final class S3Server implements AutoCloseable {
  private static final String JAR = "s3mock";
  private static final String BUCKET = "lockstep";
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private final Process process;
  private final int port;
  private final Path folder;

  private S3Server(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts one and returns when it answers.
   *
   * @param folder for its files
   */
  public static S3Server start(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(jar() + File.pathSeparator + Path.of("target/test-classes").toAbsolutePath());
    command.add(EndsWithParent.class.getName());
    command.add("org.springframework.boot.loader.launch.JarLauncher");
    // One request after another: a put that is refused if there is an object is one act on S3.
    command.addAll(List.of("--server.tomcat.threads.max=1", "--server.address=127.0.0.1"));
    command.add("--server.port=0");
    command.add("--http.port=" + port);
    command.add("--com.adobe.testing.s3mock.store.initial-buckets=" + BUCKET);
    command.add("--com.adobe.testing.s3mock.store.root=" + folder.resolve("store"));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    S3Server server = new S3Server(folder, port, process);
    server.await();
    return server;
  }

  private static String jar() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> Path.of(entry).getFileName().toString().startsWith(JAR))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no S3 server: run it with -Pcampaign"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void await() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "the S3 server did not start:\n" + Files.readString(folder.resolve("log")), e);
        }
        Thread.sleep(100);
      }
    }
  }

  /** Of the form {@code s3a://BUCKET}. */
  public String root() {
    return "s3a://" + BUCKET;
  }

  /** The settings of Hadoop that lead there. */
  private Map<String, String> hadoop() {
    return Map.of(
        "fs.s3a.endpoint", "http://127.0.0.1:" + port,
        "fs.s3a.endpoint.region", "us-east-1",
        "fs.s3a.path.style.access", "true",
        "fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
        "fs.s3a.access.key", "lockstep",
        "fs.s3a.secret.key", "lockstep");
  }

  /** The same as settings of Spark. */
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    hadoop().forEach((name, value) -> settings.put("spark.hadoop." + name, value));
    return settings;
  }

  /** The same as a configuration. */
  public Configuration configuration() {
    Configuration conf = new Configuration();
    hadoop().forEach(conf::set);
    return conf;
  }

  /** The same as a folder for a class path. */
  public Path classPath() throws IOException {
    Configuration site = new Configuration(false);
    hadoop().forEach(site::set);
    Path made = Files.createDirectories(folder.resolve("conf"));
    try (OutputStream out = Files.newOutputStream(made.resolve("core-site.xml"))) {
      site.writeXml(out);
    }
    return made;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

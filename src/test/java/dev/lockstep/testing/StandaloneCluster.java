package dev.lockstep.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A real Spark cluster on this machine's loopback: a master and two workers of one core each, in
 * processes of their own, until closed or until the tests' process is killed. The workers differ as
 * machines do: one's JVMs are without vectors, and they go by different host names (Spark
 * speculates on another host only).
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Pattern ADDRESS = Pattern.compile("Starting Spark master at (spark://\\S+)");
  private static final Pattern REGISTERED = Pattern.compile("Successfully registered with master");

  /** Two lanes, which are fewer than the vector kernels take. */
  private static final String WITHOUT_VECTORS = "-XX:MaxVectorSize=8 -XX:TieredStopAtLevel=1";

  private final Path folder;
  private final Path sparkHome;
  private final Path properties;

  /** Of the tests' classes, those alone that master and workers need. */
  private final Path programs;

  private final List<Process> workers = new ArrayList<>();
  private Process master;
  private String url;

  private StandaloneCluster(Path folder, Map<String, String> settings) throws IOException {
    this.folder = folder;
    sparkHome = SparkHome.create(folder.resolve("spark"));
    properties = folder.resolve("cluster.conf");
    programs = folder.resolve("programs");
    String watch = EndsWithParent.class.getName().replace('.', '/') + ".class";
    Files.createDirectories(programs.resolve(watch).getParent());
    try (InputStream code = EndsWithParent.class.getResourceAsStream("/" + watch)) {
      Files.copy(code, programs.resolve(watch));
    }
    Map<String, String> all = new TreeMap<>(settings);
    // Spark would serve submissions on a port of its own too, and without authentication.
    all.put("spark.master.rest.enabled", "false");
    Files.write(
        properties, all.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
  }

  /** Starts a cluster and returns when both workers are registered. */
  public static StandaloneCluster start() {
    return start(Map.of());
  }

  /** As above, with settings such as {@code spark.authenticate} for master and workers. */
  public static StandaloneCluster start(Map<String, String> settings) {
    try {
      Path target = Path.of("target").toAbsolutePath();
      StandaloneCluster cluster =
          new StandaloneCluster(Files.createTempDirectory(target, "cluster"), settings);
      try {
        cluster.startMaster();
        cluster.startWorkers();
        return cluster;
      } catch (IOException | InterruptedException | RuntimeException | Error e) {
        cluster.close();
        throw e;
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of the form {@code spark://127.0.0.1:PORT}. */
  public String url() {
    return url;
  }

  /** An installed Spark without Lockstep. */
  public Path sparkHome() {
    return sparkHome;
  }

  /** The processes of the executors that run at this moment. */
  public List<ProcessHandle> executors() {
    return workers.stream()
        .flatMap(Process::descendants)
        .filter(ProcessHandle::isAlive)
        .filter(StandaloneCluster::isExecutor)
        .toList();
  }

  private static boolean isExecutor(ProcessHandle process) {
    return process
        .info()
        .arguments()
        .map(words -> List.of(words).stream().anyMatch(w -> w.endsWith("ExecutorBackend")))
        .orElse(false);
  }

  private void startMaster() throws IOException, InterruptedException {
    master = launch("master.Master", "127.0.0.1", "master", "");
    url = await(master, "master", ADDRESS).group(1);
  }

  private void startWorkers() throws IOException, InterruptedException {
    workers.add(launch("worker.Worker", "127.0.0.1", "worker1", "", workerWords("work1")));
    workers.add(
        launch("worker.Worker", "localhost", "worker2", WITHOUT_VECTORS, workerWords("work2")));
    await(workers.get(0), "worker1", REGISTERED);
    await(workers.get(1), "worker2", REGISTERED);
  }

  private String[] workerWords(String work) {
    return new String[] {
      "--cores", "1", "--memory", "1g", "--work-dir", folder.resolve(work).toString(), url
    };
  }

  private Process launch(
      String daemon, String host, String name, String javaOptions, String... words)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" ", -1)));
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(
        List.of("-cp", sparkHome.resolve("jars") + "/*" + File.pathSeparator + programs));
    command.add(EndsWithParent.class.getName());
    command.add("org.apache.spark.deploy." + daemon);
    command.addAll(List.of("--host", host, "--port", "0", "--webui-port", "0"));
    command.addAll(List.of("--properties-file", properties.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log(name).toFile());
    builder.environment().keySet().removeIf(n -> n.startsWith("SPARK_"));
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("SPARK_LOCAL_DIRS", folder.resolve("local").toString());
    // Read by the worker's Java, and by that of its executors, which inherit it.
    builder.environment().put("JDK_JAVA_OPTIONS", javaOptions);
    return builder.start();
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private Matcher await(Process process, String name, Pattern line)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      boolean alive = process.isAlive();
      String log = Files.readString(log(name));
      Matcher matcher = line.matcher(log);
      if (matcher.find()) {
        return matcher;
      }
      if (!alive || System.nanoTime() > deadline) {
        throw new IllegalStateException(name + " did not start:\n" + log);
      }
      Thread.sleep(50);
    }
  }

  /** Ends all processes, workers before executors, which they would replace, and cleans up. */
  @Override
  public void close() {
    List<Process> daemons = new ArrayList<>(workers);
    Stream.ofNullable(master).forEach(daemons::add);
    List<ProcessHandle> processes = new ArrayList<>();
    daemons.forEach(daemon -> processes.add(daemon.toHandle()));
    daemons.forEach(daemon -> daemon.descendants().forEach(processes::add));
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.EndsWithParent;
import dev.lockstep.testing.LocalSpark;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.spark.ml.Model;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Estimators and models in a real Spark Connect server, used by a client without Lockstep. {@code
 * -Pcampaign} copies Spark Connect's jars to target/connect: they must not be among the tests'.
 */
@Tag("campaign") // It takes three JVMs.
class ConnectTest {
  private static final Path JARS = Path.of("target/connect").toAbsolutePath();
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private static final String ROWS =
      "select label, array(x, y) features from (select id % 2 label, id % 2 + id / 100d x,"
          + " id / 50d y from range(60))";

  /** What the client needs besides its own jars. */
  private static final Pattern OF_CLIENT =
      Pattern.compile(
          "(scala-(library|reflect|xml|parser-)|json4s-|jackson-|slf4j-api|log4j-|paranamer|jul-to-"
              + "|jcl-over-|commons-(codec|lang3)|kryo|chill|minlog|objenesis|xbean|zstd|antlr4|icu4j"
              + "|spark-(common-utils|sketch|tags|unsafe|variant)).*");

  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();

  @TempDir static Path folder;

  @Test
  void aClientWithoutLockstepFitsTheSameModels() throws Exception {
    int port = freePort();
    Process server = startServer(port);
    try {
      await(server, port);
      List<String> said = runClient(port);

      Dataset<Row> rows = Frames.session(SPARK.on("local[2]")).sql(ROWS);
      MlpClassificationModel classifier =
          new MlpClassifier()
              .setHiddenLayers(new int[] {8})
              .setEpochs(20)
              .setLearningRate(0.05)
              .fit(rows);
      MlpRegressionModel regressor =
          new MlpRegressor()
              .setHiddenLayers(new int[] {8})
              .setEpochs(20)
              .setLearningRate(0.05)
              .fit(rows);
      classifier.save(folder.resolve("own/Classifier").toString());
      regressor.save(folder.resolve("own/Regressor").toString());

      List<String> expected = new ArrayList<>(lines(classifier, rows));
      expected.add(3, "accuracy " + classifier.summary().accuracy());
      expected.addAll(lines(regressor, rows));
      expected.add(expected.get(expected.size() - 2));
      assertThat(said).isEqualTo(expected);
      requireSameFile("Classifier");
      requireSameFile("Regressor");
    } finally {
      server.destroyForcibly().waitFor();
    }
  }

  private static List<String> lines(Model<?> model, Dataset<Row> rows) {
    String predictions =
        "predictions "
            + Arrays.toString((Row[]) model.transform(rows).select("prediction").collect());
    String text = model.toString().replace(model.uid(), "u");
    return List.of(
        "features 2", "text " + text, "epochs 20", predictions, predictions, "deleted true");
  }

  private static void requireSameFile(String name) {
    Path file = Path.of(name, "model.safetensors");
    assertThat(folder.resolve(file)).hasSameBinaryContentAs(folder.resolve("own").resolve(file));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Process startServer(int port) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(java());
    command.addAll(List.of("@" + Path.of("conf/jvm.options").toAbsolutePath(), "-Xmx1g"));
    command.addAll(List.of("-Dspark.master=local[2]", "-Dspark.app.name=connect"));
    command.addAll(List.of("-Dspark.ui.enabled=false", "-Dspark.driver.host=127.0.0.1"));
    command.addAll(List.of("-Dspark.driver.bindAddress=127.0.0.1"));
    command.addAll(List.of("-Dspark.connect.grpc.binding.address=127.0.0.1"));
    command.add("-Dspark.connect.grpc.binding.port=" + port);
    command.add("-Djava.io.tmpdir=" + folder);
    command.add("-Dlog4j2.configurationFile=" + Path.of("conf/log4j2.properties").toAbsolutePath());
    command.addAll(List.of("-cp", System.getProperty("java.class.path") + with("server")));
    command.add(EndsWithParent.class.getName());
    command.add("org.apache.spark.sql.connect.service.SparkConnectServer");
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private static List<String> java() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return List.of(java, "-XX:TieredStopAtLevel=1");
  }

  private static String with(String side) {
    assertThat(JARS.resolve(side)).as("run it with -Pcampaign").isNotEmptyDirectory();
    return File.pathSeparator + JARS.resolve(side) + "/*";
  }

  private static void await(Process server, int port) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        if (!server.isAlive() || System.nanoTime() > deadline) {
          String log = Files.readString(folder.resolve("log"));
          throw new IllegalStateException("the server did not start:\n" + log, e);
        }
        Thread.sleep(100);
      }
    }
  }

  private static List<String> runClient(int port) throws IOException, InterruptedException {
    String[] all = System.getProperty("java.class.path").split(File.pathSeparator, -1);
    List<String> jars =
        Arrays.stream(all)
            .filter(entry -> OF_CLIENT.matcher(Path.of(entry).getFileName().toString()).matches())
            .toList();
    List<String> command = new ArrayList<>(java());
    command.addAll(List.of("@" + Path.of("conf/jvm.options").toAbsolutePath(), "-Xmx512m"));
    command.addAll(List.of("-cp", String.join(File.pathSeparator, jars) + with("client")));
    command.add(Path.of("src/connect/java/ConnectClient.java").toAbsolutePath().toString());
    command.addAll(List.of(String.valueOf(port), ROWS, folder.toString()));
    Path said = folder.resolve("said");
    Path errors = folder.resolve("errors");
    Process client =
        new ProcessBuilder(command)
            .redirectOutput(said.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(client.waitFor(3, TimeUnit.MINUTES)).as("it ends").isTrue();
      assertThat(client.exitValue())
          .as("%s%n%s", Files.readString(errors), Files.readString(folder.resolve("log")))
          .isZero();
      return Files.readAllLines(said);
    } finally {
      client.destroyForcibly();
    }
  }
}

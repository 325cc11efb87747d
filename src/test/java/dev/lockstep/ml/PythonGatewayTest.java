package dev.lockstep.ml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.testing.LocalSpark;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import py4j.GatewayServer;

/**
 * Python's way to {@code MlpClassifier}: what PySpark's stages send by Py4J, over a socket to the
 * server that PySpark starts in the JVM. Py4J finds methods by name and by its own rules of
 * overloading, not those of interfaces, and knows nothing of generic types.
 */
@Tag("slow")
class PythonGatewayTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final String CLASSIFIER = "dev.lockstep.ml.MlpClassifier";

  private GatewayServer server;
  private Socket socket;
  private BufferedReader answers;
  private Writer commands;

  @TempDir Path folder;

  /** An object that the server holds for Python. */
  private record Reference(String id) {}

  @BeforeEach
  void connect() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server = new GatewayServer.GatewayServerBuilder().javaPort(0).javaAddress(loopback).build();
    server.start();
    socket = new Socket(loopback, server.getListeningPort());
    answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    commands = new OutputStreamWriter(socket.getOutputStream(), UTF_8);
  }

  @AfterEach
  void disconnect() throws IOException {
    socket.close();
    server.shutdown();
  }

  @Test
  void thePackagesLeadToTheClass() throws IOException {
    assertThat(ask("r", "u", "dev", "rj")).isEqualTo("!yp");
    assertThat(ask("r", "u", "dev.lockstep", "rj")).isEqualTo("!yp");
    assertThat(ask("r", "u", "dev.lockstep.ml", "rj")).isEqualTo("!yp");
    assertThat(ask("r", "u", CLASSIFIER, "rj")).isEqualTo("!yc" + CLASSIFIER);
  }

  @Test
  void theCommandsOfPySparkGiveTheModelThatJavaGets() throws IOException {
    Dataset<Row> rows = Frames.of(SPARK.on("local[2]"), 2, Frames.spiral(300));
    Reference frame = hand(rows);
    Reference classifier = construct(CLASSIFIER);
    set(classifier, "hiddenLayers", list(16, 8));
    set(classifier, "epochs", 10);
    set(classifier, "learningRate", 0.005);
    set(classifier, "batchSize", 20);
    set(classifier, "seed", 7); // A Java long, which small whole numbers of Python are not.
    Reference model = (Reference) call(classifier, "fit", frame);
    MlpClassificationModel expected =
        new MlpClassifier()
            .setHiddenLayers("16,8")
            .setEpochs(10)
            .setLearningRate(0.005)
            .setBatchSize(20)
            .setSeed(7)
            .fit(rows);
    assertThat(call(model, "weightsSha256")).isEqualTo(expected.weightsSha256());
    Reference predicted = (Reference) call(model, "transform", frame);
    assertThat(call(predicted, "count")).isEqualTo(300L);
    double accuracy = expected.evaluate(rows).accuracy();
    assertThat(call(call(model, "evaluate", frame), "accuracy")).isEqualTo(accuracy);
    String place = folder.resolve("models/first").toString();
    call(model, "save", place);
    Object loaded = call("z:dev.lockstep.ml.MlpClassificationModel", "load", place);
    assertThat(call(loaded, "weightsSha256")).isEqualTo(expected.weightsSha256());
    String unfitted = folder.resolve("classifier").toString();
    call(classifier, "save", unfitted);
    Object read = call("z:" + CLASSIFIER, "load", unfitted);
    assertThat(call(read, "getOrDefault", call(read, "getParam", "seed"))).isEqualTo(7L);
    set(classifier, "weightCol", "w");
    assertThat(call(classifier, "getWeightCol")).isEqualTo("w");
  }

  /** Sets a param as PySpark's stages do: a Java stage's setters are methods of interfaces. */
  private Object set(Object stage, String param, Object value) throws IOException {
    return call(stage, "set", call(call(stage, "getParam", param), "w", value));
  }

  private Reference list(int... sizes) throws IOException {
    Reference list = construct("java.util.ArrayList");
    for (int size : sizes) {
      call(list, "add", size);
    }
    return list;
  }

  /** PySpark makes a java.util.ArrayList of a list. */
  @Test
  void pythonsListsAndArraysOfSizesAreTaken() throws IOException {
    Reference classifier = construct(CLASSIFIER);
    set(classifier, "layers", list(2, 5, 3));
    assertThat(settings(classifier)).containsEntry("layers", "set: [2, 5, 3]");
    Reference array = (Reference) value(ask("a", "c", "sint", "i2"));
    assertThat(ask("a", "s", array.id(), "i0", "i6")).isEqualTo("!yv");
    assertThat(ask("a", "s", array.id(), "i1", "i4")).isEqualTo("!yv");
    set(classifier, "hiddenLayers", array);
    assertThat(settings(classifier)).containsEntry("hiddenLayers", "set: [6, 4]");
  }

  @Test
  void aWrongValueIsAnExceptionWithItsMessage() throws IOException {
    Reference classifier = construct(CLASSIFIER);
    assertThatThrownBy(() -> set(classifier, "hiddenLayers", list(16, 0)))
        .hasMessageContaining("hiddenLayers must be widths of 1 or more: [16, 0]");
    assertThatThrownBy(() -> set(classifier, "learningRate", -1.0))
        .hasMessageContaining("learningRate must be positive: -1.0");
  }

  private Map<String, String> settings(Reference stage) {
    return Frames.settings((MlpClassifier) server.getGateway().getObject(stage.id()));
  }

  private Reference hand(Object object) {
    return new Reference(server.getGateway().putNewObject(object));
  }

  private Reference construct(String className) throws IOException {
    return (Reference) value(ask("i", className));
  }

  /**
   * Calls a method.
   *
   * @param target a {@link Reference}, or {@code z:} and a class's name for a static method
   */
  private Object call(Object target, String method, Object... args) throws IOException {
    List<String> words = new ArrayList<>(List.of("c"));
    words.add(target instanceof Reference object ? object.id() : (String) target);
    words.add(method);
    for (Object arg : args) {
      words.add(encoded(arg));
    }
    return value(ask(words.toArray(new String[0])));
  }

  private static String encoded(Object arg) {
    if (arg instanceof Integer) {
      return "i" + arg;
    }
    if (arg instanceof Double) {
      return "d" + arg;
    }
    return arg instanceof Reference object ? "r" + object.id() : "s" + arg;
  }

  private Object value(String answer) throws IOException {
    String body = answer.substring(3);
    return switch (answer.substring(0, 3)) {
      case "!yr", "!yl", "!yt" -> new Reference(body);
      case "!yv" -> null;
      case "!yd" -> Double.valueOf(body);
      case "!yi" -> Integer.valueOf(body);
      case "!yL" -> Long.valueOf(body);
      case "!yb" -> Boolean.valueOf(body);
      case "!ys" -> body.replace("\\n", "\n");
      case "!xr" -> throw new AssertionError(call(new Reference(body), "toString"));
      default -> throw new AssertionError(answer);
    };
  }

  /** Sends a command and returns the line that answers it. */
  private String ask(String... words) throws IOException {
    commands.write(String.join("\n", words) + "\ne\n");
    commands.flush();
    return answers.readLine();
  }
}

package dev.lockstep.cli.serve;

import dev.lockstep.input.InputScaling;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFormat;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Network;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Serves a small model and asks once, so that the JVM archives the classes that {@code serve}
 * needs: submit.sh runs it.
 */
public final class RecordedServer {
  private static final String BODY = "{\"rows\": [[1, 0.5]]}";

  private RecordedServer() {}

  /** Records; takes no arguments. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path file = Files.createTempFile("lockstep", ".safetensors");
    try {
      Network network =
          new Network(
              List.of(2, 2),
              Activation.RELU,
              new Loss(LossFunction.CROSS_ENTROPY, 0),
              Activation.LINEAR);
      float[] parameters = new float[network.parameterCount()];
      Model model = new Model(network, InputScaling.BYTES, List.of("a", "b"), parameters);
      try (OutputStream out = Files.newOutputStream(file)) {
        ModelFormat.write(model).write(out);
      }
      ServeCommand command = new ServeCommand();
      Thread asking = new Thread(() -> ask(command), "ask");
      asking.start();
      WithoutSpark.run(command, file.toString(), "--port", "0");
      asking.join();
    } finally {
      Files.delete(file);
    }
  }

  private static void ask(ServeCommand command) {
    try (Socket socket = new Socket()) {
      InetSocketAddress address = command.awaitStart();
      socket.connect(address);
      String request =
          "POST /predict HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
              + "content-type: application/json\r\ncontent-length: "
              + BODY.length()
              + "\r\n\r\n"
              + BODY;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      byte[] unused = socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      // The classes up to here are recorded.
    } finally {
      command.end();
    }
  }
}

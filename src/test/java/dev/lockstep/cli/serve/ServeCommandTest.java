package dev.lockstep.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFormat;
import dev.lockstep.model.Safetensors;
import dev.lockstep.model.Tensor;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.registry.Publisher;
import dev.lockstep.serve.Models;
import dev.lockstep.testing.BuiltProject;
import dev.lockstep.testing.SparkHome;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process: how it starts, what it says and how it ends. */
@Tag("slow")
class ServeCommandTest {
  @TempDir Path folder;

  /** Loaded because a method names them; nothing of theirs runs. */
  private static final String NAMED_IN_SIGNATURES =
      ".*hadoop\\.(fs\\.Path|conf\\.Configuration|io\\.Writable|HadoopIllegalArgumentException) .*";

  private Path model() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Model model = Models.model(LossFunction.CROSS_ENTROPY, List.of(4, 3), List.of(), 1);
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelFormat.write(model).write(out);
    }
    return file;
  }

  @Test
  void aFileIsServedWithoutSparkAndHadoopUntilASignal() throws Exception {
    Path loaded = folder.resolve("loaded");
    Path model = model();
    try (ServeProcess server =
        ServeProcess.start(folder, List.of("-Xlog:class+load:file=" + loaded), model)) {
      assertThat(server.first()).startsWith("serving " + model + " at http://127.0.0.1:");
      assertThat(server.out().readLine()).startsWith("weights SHA-256 ");
      assertThat(server.get("/health").body()).contains("\"status\":\"ok\"");
      assertThat(server.get("/").body()).startsWith("<!doctype html>");
      server.terminate();
      assertThat(server.process().waitFor()).isEqualTo(143);
      assertThat(server.said()).isEqualTo("lockstep: stopped by a signal\n");
      assertThat(Files.readAllLines(loaded))
          .anyMatch(line -> line.contains("io.netty.channel"))
          .noneMatch(line -> line.matches(".*org\\.apache\\.(spark|log4j|logging).*"))
          .filteredOn(line -> line.contains("org.apache.hadoop"))
          .allMatch(line -> line.matches(NAMED_IN_SIGNATURES));
    }
  }

  /** Two outputs: the first feature, and twice the third. */
  @Test
  void weightsOfAnotherProgramAreServed() throws Exception {
    Path file = folder.resolve("torch.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("0.weight", Tensor.of(new float[] {1, 0, 0, 0, 0, 2}, 2, 3)); // [outputs, inputs]
    tensors.put("0.bias", Tensor.of(new float[] {0, 0}, 2));
    try (OutputStream out = Files.newOutputStream(file)) {
      new Safetensors(tensors, Map.of()).write(out);
    }
    for (String classes : List.of("0,1", "no,yes")) {
      try (ServeProcess server =
          ServeProcess.start(folder, List.of(), file, "--classes=" + classes)) {
        assertThat(server.first()).startsWith("serving " + file);
        assertThat(server.post("/predict", "{\"rows\":[[1,5,3]]}").body())
            .contains("\"label\":\"" + classes.split(",", -1)[1] + '"');
        assertThat(server.said()).contains("note: ");
        server.terminate();
      }
    }
  }

  @Test
  void aChampionIsFollowedAndABrokenOneIsNot() throws Exception {
    Publisher publisher =
        new Publisher(
            new org.apache.hadoop.fs.Path(folder.resolve("r").toString()), new Configuration());
    publisher.publish(1);
    try (ServeProcess server =
        ServeProcess.start(folder, List.of(), folder.resolve("r") + "@champion")) {
      assertThat(server.first()).contains("versions/000001");
      publisher.publish(2);
      while (!server.get("/health").body().contains("versions/000002")) {
        Thread.sleep(50);
      }
      assertThat(server.said()).contains("now serving ").contains("versions/000002");
      server.terminate();
      assertThat(server.process().waitFor()).isEqualTo(143);
    }
  }

  @Test
  void submitStartsItWithItsArchive() throws Exception {
    BuiltProject project =
        BuiltProject.create(folder.resolve("project"), SparkHome.create(folder.resolve("a spark")));
    Path model = model();
    for (int start = 0; start < 2; start++) {
      ProcessBuilder command =
          new ProcessBuilder(
              "bash", project.folder() + "/submit.sh", "serve", model.toString(), "--port", "0");
      command.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
      command.environment().put("JAVA_HOME", System.getProperty("java.home"));
      try (ServeProcess server = ServeProcess.await(command, folder)) {
        assertThat(server.get("/health").statusCode()).isEqualTo(200);
        assertThat(server.said().contains("recording")).isEqualTo(start == 0);
        server.terminate();
        assertThat(server.process().waitFor()).isEqualTo(143);
      }
    }
    try (var files = Files.list(project.folder().resolve("target"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.startsWith("serve-") && name.endsWith(".jsa"))
          .noneMatch(name -> name.matches(".*\\.jsa\\.\\d+"));
    }
  }

  @Test
  void whatIsWrongIsSaidInOneLine() throws Exception {
    assertRefused(4, "no such file", "serve", folder.resolve("none.safetensors"));
    assertRefused(4, "no such registry", "serve", folder.resolve("none") + "@champion");
    Path model = model();
    assertRefused(2, "--port is from 0 to 65535", "serve", model, "--port", "65536");
    assertRefused(2, "no such host", "serve", model, "--host", "no.such.host.invalid");
    assertRefused(2, "Missing required parameter", "serve");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertRefused(2, "in use", "serve", model, "--port", taken.getLocalPort());
    }
    assertThatThrownBy(
            () -> ServeProcess.start(folder, List.of(), folder.resolve("none.safetensors")))
        .hasMessageContaining("lockstep: ")
        .hasMessageContaining("none.safetensors: no such file\n");
  }

  private static void assertRefused(int exitCode, String part, Object... words) {
    CommandLineRun run = CommandLineRun.of(words);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains(part);
    assertThat(run.exitCode()).isEqualTo(exitCode);
  }
}

package dev.lockstep.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.Main;
import dev.lockstep.testing.EndsWithParent;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command {@code serve} in a process of its own, on a free port; it ends with the tests' process.
 *
 * @param first what it has said when it began to listen
 */
public record ServeProcess(Process process, BufferedReader out, Path err, String first, URI page)
    implements AutoCloseable {
  private static final Pattern PAGE = Pattern.compile("serving (.+) at (http://\\S+/)");

  /**
   * Starts one and waits until it listens.
   *
   * @param folder for its errors
   * @param options the JVM's
   */
  public static ServeProcess start(Path folder, List<String> options, Object... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dlog4j2.configurationFile=conf/log4j2.properties",
            "-cp",
            System.getProperty("java.class.path"),
            EndsWithParent.class.getName(),
            Main.class.getName(),
            "serve",
            "--port",
            "0"));
    for (Object arg : args) {
      command.add(String.valueOf(arg));
    }
    return await(new ProcessBuilder(command), folder);
  }

  /** Starts a command that ends up as one. */
  public static ServeProcess await(ProcessBuilder command, Path folder) throws IOException {
    Path err = Files.createTempFile(folder, "err", "");
    Process process = command.redirectError(err.toFile()).start();
    BufferedReader out = process.inputReader();
    String first = String.valueOf(out.readLine());
    Matcher page = PAGE.matcher(first);
    if (!page.matches()) {
      process.destroyForcibly();
      throw new IOException(first + ": " + Files.readString(err));
    }
    return new ServeProcess(process, out, err, first, URI.create(page.group(2)));
  }

  /** Returns what a path answers. */
  public HttpResponse<String> get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(page.resolve(path)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Returns what a path answers to JSON. */
  public HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(page.resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Sends SIGTERM, and nothing else: {@code destroy} of a process closes its streams too. */
  public void terminate() {
    assertThat(process.toHandle().destroy()).isTrue();
  }

  /** Its standard error. */
  public String said() throws IOException {
    return Files.readString(err);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

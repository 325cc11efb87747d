package dev.lockstep.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Chromium without a window, steered by WebDriver's protocol; the package is chromium-driver. */
public final class Browser implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
  private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process driver;
  private final String session;

  private Browser(Process driver, int port, Path profile, Path chromium, List<String> options)
      throws IOException {
    this.driver = driver;
    ObjectNode wanted = MAPPER.createObjectNode();
    ObjectNode chrome =
        wanted
            .putObject("capabilities")
            .putObject("alwaysMatch")
            .put("browserName", "chrome")
            .putObject("goog:chromeOptions")
            .put("binary", chromium.toString());
    ArrayNode args = chrome.putArray("args");
    Stream.concat(
            Stream.of(
                "--headless=new",
                "--no-sandbox", // Root has none.
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-proxy-server",
                "--user-data-dir=" + profile),
            options.stream())
        .forEach(args::add);
    String base = "http://127.0.0.1:" + port + "/session";
    session = base + "/" + send("POST", base, wanted).path("sessionId").asText();
  }

  /**
   * Starts one; empty where there is none.
   *
   * @param folder for its files
   */
  public static Optional<Browser> start(Path folder, String... options) throws IOException {
    Optional<Path> driver = onPath("chromedriver");
    Optional<Path> chromium = onPath("chromium");
    if (driver.isEmpty() || chromium.isEmpty()) {
      return Optional.empty();
    }
    Process process =
        new ProcessBuilder(driver.get().toString(), "--port=0").redirectErrorStream(true).start();
    try {
      BufferedReader said = process.inputReader();
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        Matcher port = PORT.matcher(line);
        if (port.find()) {
          Path profile = Files.createTempDirectory(folder, "chromium");
          int number = Integer.parseInt(port.group(1));
          return Optional.of(
              new Browser(process, number, profile, chromium.get(), List.of(options)));
        }
      }
      throw new IOException("chromedriver does not say its port");
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private JsonNode send(String method, String url, JsonNode body) throws IOException {
    HttpRequest.BodyPublisher content =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body.toString());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofMinutes(2))
            .header("content-type", "application/json")
            .method(method, content)
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(method + " " + url + ": " + answer.body());
      }
      return MAPPER.readTree(answer.body()).path("value");
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  public void open(URI page) throws IOException {
    send("POST", session + "/url", MAPPER.createObjectNode().put("url", page.toString()));
  }

  /** Runs a script's function body in the page, and returns what it returns. */
  public JsonNode run(String script) throws IOException {
    ObjectNode body = MAPPER.createObjectNode().put("script", script);
    body.putArray("args");
    return send("POST", session + "/execute/sync", body);
  }

  /** Returns an element's visible text. */
  public String text(String selector) throws IOException {
    return send("GET", session + "/element/" + element(selector) + "/text", null).asText();
  }

  public void click(String selector) throws IOException {
    send("POST", session + "/element/" + element(selector) + "/click", MAPPER.createObjectNode());
  }

  /** Types into an element; WebDriver's private characters are keys. */
  public void type(String selector, String keys) throws IOException {
    ObjectNode body = MAPPER.createObjectNode().put("text", keys);
    send("POST", session + "/element/" + element(selector) + "/value", body);
  }

  private String element(String selector) throws IOException {
    ObjectNode body = MAPPER.createObjectNode().put("using", "css selector").put("value", selector);
    return send("POST", session + "/element", body).path(ELEMENT).asText();
  }

  /**
   * Draws a line.
   *
   * @param pointer {@code mouse}, {@code touch} or {@code pen}
   * @param points x and y by turns, as shares of the element's sides
   */
  public void drag(String pointer, String selector, double... points) throws IOException {
    JsonNode box =
        run(
            "const b = document.querySelector('"
                + selector
                + "').getBoundingClientRect(); return [b.left, b.top, b.width, b.height]");
    ObjectNode body = MAPPER.createObjectNode();
    ObjectNode source = body.putArray("actions").addObject();
    source.put("type", "pointer").put("id", pointer);
    source.putObject("parameters").put("pointerType", pointer);
    ArrayNode acts = source.putArray("actions");
    for (int i = 0; i < points.length; i += 2) {
      acts.addObject()
          .put("type", "pointerMove")
          .put("duration", 20)
          .put("x", Math.round(box.get(0).asDouble() + points[i] * box.get(2).asDouble()))
          .put("y", Math.round(box.get(1).asDouble() + points[i + 1] * box.get(3).asDouble()));
      if (i == 0) {
        acts.addObject().put("type", "pointerDown").put("button", 0);
      }
    }
    acts.addObject().put("type", "pointerUp").put("button", 0);
    send("POST", session + "/actions", body);
  }

  /** Returns the picture of the page, as PNG. */
  public byte[] screenshot() throws IOException {
    return send("GET", session + "/screenshot", null).binaryValue();
  }

  @Override
  public void close() throws IOException {
    try {
      send("DELETE", session, null);
    } finally {
      driver.destroy();
    }
  }
}

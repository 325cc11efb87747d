package dev.lockstep.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.cli.CommandLineRun;
import dev.lockstep.cli.option.ForeignOptions;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.serve.CurrentModel;
import dev.lockstep.serve.HttpServer;
import dev.lockstep.serve.Limits;
import dev.lockstep.serve.Models;
import dev.lockstep.serve.ServedModel;
import dev.lockstep.testing.Browser;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser; skipped where chromium and chromium-driver are not installed. */
@Tag("slow")
class ServePageTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final String LEFT = "\ue012";
  private static final String UP = "\ue013";
  private static final String RIGHT = "\ue014";
  private static final String DOWN = "\ue015";
  private static final String ESCAPE = "\ue00c";

  private static final double[] THREE = {
    .3, .25, .45, .15, .65, .2, .68, .33, .6, .42, .45, .48, .6, .5, .72, .6, .7, .75, .55, .85, .4,
    .85, .28, .75
  };
  private static final double[] SEVEN = {.25, .2, .5, .2, .75, .2, .65, .4, .55, .6, .48, .85};

  @TempDir static Path folder;
  private static Optional<Browser> found = Optional.empty();
  private static ServedModel digits;

  @BeforeAll
  static void start() throws IOException {
    found = Browser.start(folder);
    assumeTrue(found.isPresent(), "no chromium and chromedriver on the PATH");
    Path run = folder.resolve("run");
    CommandLineRun training =
        CommandLineRun.of("train", "--data", "digits", "--out", run, "--epochs", 4, "--quiet");
    assertThat(training.exitCode()).as(training.err()).isZero();
    ModelPlace place = ModelPlace.of(run.toString(), new ForeignOptions());
    digits = place.read(place.current());
  }

  @AfterAll
  static void end() throws IOException {
    if (found.isPresent()) {
      found.get().close();
    }
  }

  private static HttpServer serve(ServedModel model) throws IOException {
    return HttpServer.start(new CurrentModel(model), "127.0.0.1", 0, Limits.standard());
  }

  private static Browser open(HttpServer server) throws IOException {
    Browser browser = found.orElseThrow();
    browser.open(URI.create("http://127.0.0.1:" + server.address().getPort() + "/"));
    return browser;
  }

  /** Waits for a text, in vain until the test is given up. */
  private static void await(Browser browser, String selector, String text) throws Exception {
    for (int tries = 0; tries < 200; tries++) {
      if (browser.text(selector).equals(text)) {
        return;
      }
      Thread.sleep(50);
    }
    assertThat(browser.text(selector)).isEqualTo(text);
  }

  @Test
  void aThreeAndASevenAreDrawnAndRead() throws Exception {
    try (HttpServer server = serve(digits)) {
      Browser browser = open(server);
      await(browser, "#title", "Draw a digit");
      browser.drag("mouse", "#draw", THREE);
      await(browser, "#answer", "3");
      assertThat(browser.text("li.best")).startsWith("3");
      assertThat(browser.run("return document.querySelectorAll('#bars li').length").asInt())
          .isEqualTo(10);
      browser.click("#undo");
      await(browser, "#answer", "");
      browser.drag("touch", "#draw", SEVEN);
      await(browser, "#answer", "7");
      browser.click("#clear");
      await(browser, "#answer", "");
    }
  }

  @Test
  void aSevenIsDrawnByKeys() throws Exception {
    try (HttpServer server = serve(digits)) {
      Browser browser = open(server);
      await(browser, "#title", "Draw a digit");
      String down = (DOWN + DOWN + LEFT).repeat(5);
      browser.type("#draw", UP + LEFT.repeat(4) + " " + RIGHT.repeat(9) + down + " ");
      await(browser, "#answer", "7");
      browser.type("#draw", ESCAPE);
      await(browser, "#answer", "");
    }
  }

  /** In 20 x 20 pixels of the 28 x 28, with its centre of mass in the middle. */
  @Test
  void theDrawingIsPlacedAsMnistsAre() throws Exception {
    try (HttpServer server = serve(digits)) {
      Browser browser = open(server);
      await(browser, "#title", "Draw a digit");
      browser.drag("mouse", "#draw", .6, .6, .7, .6, .7, .9); // Small and in a corner.
      await(browser, "#hint", "");
      var seen =
          browser.run(
              "paint(); let b = [28, -1, 28, -1], m = 0, x = 0, y = 0, top = 0;"
                  + "pixels.forEach((p, i) => { if (!p) return; const c = i % 28, r = (i - c) / 28;"
                  + "b = [Math.min(b[0], c), Math.max(b[1], c), Math.min(b[2], r), Math.max(b[3], r)];"
                  + "m += p; x += p * c; y += p * r; top = Math.max(top, p); });"
                  + "return { wide: b[1] - b[0] + 1, high: b[3] - b[2] + 1, x: x / m, y: y / m, top };");
      assertThat(seen.path("high").asInt()).isEqualTo(20);
      assertThat(seen.path("wide").asInt()).isBetween(7, 12);
      assertThat(seen.path("top").asInt()).isEqualTo(255);
      assertThat(seen.path("x").asDouble()).isBetween(13.0, 14.0);
      assertThat(seen.path("y").asDouble()).isBetween(13.0, 14.0);
    }
  }

  /** Names of columns are a stranger's words: they are text, whatever they look like. */
  @Test
  void aRowIsTypedAndNamesStayText() throws Exception {
    try (HttpServer server = serve(Models.named())) {
      Browser browser = open(server);
      await(browser, "#title", "Type a row");
      assertThat(browser.text("#fields")).contains("age", "a \"b\" <i>", "größe");
      assertThat(browser.run("return document.querySelectorAll('#fields i').length").asInt())
          .isZero();
      assertThat(browser.text("#sure")).isEqualTo("Fill in all 3 features.");
      double[] row = {1, 2.5, -3};
      for (int i = 0; i < row.length; i++) {
        browser.type("#fields label:nth-child(" + (i + 1) + ") input", String.valueOf(row[i]));
      }
      await(browser, "#answer", Models.named().scorer().predict(row).label());
      browser.type("#row", "1; x; 3");
      await(browser, "#sure", "a \"b\" <i>: x is not a number.");
    }
  }
}

package dev.lockstep.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.data.ImageSize;
import dev.lockstep.recipe.Recipes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses a browser, Chromium; skipped where there is none on the path. */
class InBrowserTest {
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome");

  @TempDir Path folder;

  @Test
  void thePageOpensWithoutAWarningAndStaysWhole() throws Exception {
    Optional<Path> browser = browser();
    assumeTrue(browser.isPresent(), "no Chromium on the path: " + BROWSERS);
    String text =
        RunPage.of(
            PageFixture.run(
                PageFixture.recipe(16, 4, Recipes.ADAMW, 3),
                List.of(),
                List.of("<script>alert(1)</script>", "b", "c", "d"),
                3,
                Optional.of(PageFixture.evaluation(4)),
                Optional.of(PageFixture.mistakes(Optional.of(new ImageSize(4, 4)), 16, 4))));
    Path page = Files.writeString(folder.resolve("page.html"), text);
    Path log = folder.resolve("log");
    Path dom = folder.resolve("dom");
    Process process =
        new ProcessBuilder(
                browser.get().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + folder.resolve("profile"),
                "--enable-logging=stderr",
                "--dump-dom",
                page.toUri().toString())
            .redirectError(log.toFile())
            .redirectOutput(dom.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(log, StandardCharsets.UTF_8)).doesNotContain("CONSOLE");
    String shown = Files.readString(dom, StandardCharsets.UTF_8);
    assertThat(count(shown, "<section ")).isEqualTo(11);
    assertThat(count(shown, "<polyline ")).isEqualTo(count(text, "<polyline "));
    assertThat(count(shown, "<tr>")).isEqualTo(count(text, "<tr>"));
    assertThat(shown).doesNotContain("<script");
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  private static Optional<Path> browser() throws IOException {
    for (String place : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      try (Stream<String> names = BROWSERS.stream()) {
        Optional<Path> found =
            names.map(name -> Path.of(place, name)).filter(Files::isExecutable).findFirst();
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }
}

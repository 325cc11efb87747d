package dev.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pictures of docs/tour.md. */
class AnsiSvgTest {
  private static final Path SCRIPT = Path.of("docs/tour.sh");

  @Test
  void cellsBecomeRectanglesAndWordsText() {
    String svg = AnsiSvg.of("\u001b[38;2;10;20;30;48;2;0;0;0m\u2580\u001b[0m a<b\n\u2588\u258c");
    assertThat(svg)
        .contains("<path fill=\"#0a141e\" shape-rendering=\"crispEdges\" d=\"M10 10h8v8h-8z\"/>")
        .contains(">a&lt;b</text>")
        .contains(
            "<path fill=\"#e6edf3\" shape-rendering=\"crispEdges\" d=\"M10 28h8v12h-8zM18 28h4v12h-4z\"/>");
  }

  @Test
  void thePageShowsWhatItsScriptMakesInASmallSpace() throws IOException {
    String page = Files.readString(Path.of("docs/tour.md"));
    String script = Files.readString(SCRIPT);
    long bytes = 0;
    List<Path> pictures;
    try (Stream<Path> files = Files.list(Path.of("docs"))) {
      pictures = files.filter(f -> f.getFileName().toString().matches("tour-.*\\.svg")).toList();
    }
    assertThat(pictures).hasSizeGreaterThan(2);
    for (Path picture : pictures) {
      String name = picture.getFileName().toString().replaceAll("tour-|\\.svg", "");
      assertThat(page).contains("](" + picture.getFileName() + ")");
      assertThat(script).contains("picture " + name + " ");
      bytes += Files.size(picture);
    }
    assertThat(bytes).isLessThan(200_000);
  }
}

package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages (*.md): their lines, their links, and the files, classes and tests that they name. */
class DocsTest {
  private static final int WIDTH = 120;
  private static final List<Path> FOLDERS = List.of(Path.of("docs"), Path.of("examples"));
  private static final Pattern LINK = Pattern.compile("(?:]\\(|src=\"|srcset=\")([^)\"\\s]+)");
  private static final Pattern ROOTED =
      Pattern.compile("`((?:conf|docs|src|examples|\\.github|\\.ci)/[\\w./-]+)`");
  private static final Pattern JAVA_FILE = Pattern.compile("`([\\w./-]*\\b[A-Z]\\w*\\.java)`");
  private static final Pattern QUALIFIED =
      Pattern.compile("(?<![\\w./])(?:dev\\.lockstep\\.)?((?:[a-z]+\\.)+[A-Z]\\w*)");
  private static final Pattern TEST = Pattern.compile("(?<![\\w*])([A-Z]\\w*Test)\\b");
  private static final Pattern RECORD =
      Pattern.compile(
          "\\n## (\\d+)\\. .+\\n\\n(\\d{4}-\\d\\d-\\d\\d)\\n\\n\\*\\*Context\\.\\*\\* ");

  private static final Set<String> SOURCES = sources();
  private static final Set<String> PACKAGES =
      SOURCES.stream()
          .filter(file -> file.startsWith("src/main/java/dev/lockstep/"))
          .map(file -> file.split("/", -1)[5])
          .filter(name -> !name.endsWith(".java"))
          .collect(Collectors.toCollection(TreeSet::new));
  @TempDir Path folder;

  @Test
  void everyPageHasShortLinesAndNamesWhatThereIs() throws IOException {
    List<Path> pages = pages();
    assertThat(pages).hasSizeGreaterThan(12).contains(Path.of("README.md"));
    List<String> problems = new ArrayList<>();
    for (Path page : pages) {
      problems.addAll(problems(page));
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void whatIsWrongWithAPageIsFound() throws IOException {
    Path page = folder.resolve("page.md");
    String wide = "wide ".repeat(30);
    Files.writeString(
        page,
        "# A page: `one`, two\n"
            + wide
            + "\n| "
            + wide
            + "|\n```\n"
            + wide
            + "\n```\n"
            + "[here](#a-page-one-two) [not here](#b) [none](none.md) [web](https://none.invalid)\n"
            + "`conf/mnist.conf` `conf/none.conf` `train/Trainer.java` `train/None.java`\n"
            + "`dev.lockstep.train.Trainer` train.None model.summary `DocsTest` NoneTest None*Test\n");
    assertThat(problems(page))
        .containsExactly(
            page + ":2: has 150 characters",
            page + ":7: no heading #b",
            page + ":7: no file none.md",
            page + ":8: no file conf/none.conf",
            page + ":8: no file train/None.java",
            page + ":9: no class train.None",
            page + ":9: no test NoneTest");
  }

  @Test
  void decisionsAreRecordsAndTheNewestStandsLast() throws IOException {
    String text = Files.readString(Path.of("docs/decisions.md"));
    List<String> dates = new ArrayList<>();
    Matcher records = RECORD.matcher(text);
    while (records.find()) {
      assertThat(Integer.parseInt(records.group(1))).isEqualTo(dates.size() + 1);
      dates.add(records.group(2));
    }
    assertThat(dates).isSorted().hasSize(text.split("\n## ", -1).length - 1);
    assertThat(text.split("\\*\\*Decision\\.\\*\\* ", -1)).hasSize(dates.size() + 1);
  }

  private static List<String> problems(Path page) throws IOException {
    List<String> problems = new ArrayList<>();
    List<String> lines = Files.readAllLines(page);
    boolean code = false;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.startsWith("```")) {
        code = !code;
      }
      for (String problem : problems(page, line, code)) {
        problems.add(page + ":" + (i + 1) + ": " + problem);
      }
    }
    return problems;
  }

  private static List<String> problems(Path page, String line, boolean code) throws IOException {
    List<String> problems = new ArrayList<>();
    int width = line.codePointCount(0, line.length());
    if (width > WIDTH && !code && !line.startsWith("|")) {
      problems.add("has " + width + " characters");
    }
    for (String link : all(LINK, line)) {
      addProblemOf(link, page, problems);
    }
    for (String file : all(ROOTED, line)) {
      if (!Files.exists(Path.of(file))) {
        problems.add("no file " + file);
      }
    }
    for (String file : all(JAVA_FILE, line)) {
      if (!file.startsWith("src/") && !Files.exists(Path.of(file)) && !isSource("/" + file)) {
        problems.add("no file " + file);
      }
    }
    for (String name : all(QUALIFIED, line)) {
      boolean ours = PACKAGES.contains(name.substring(0, name.indexOf('.')));
      if (ours && !isSource("/dev/lockstep/" + name.replace('.', '/') + ".java")) {
        problems.add("no class " + name);
      }
    }
    for (String test : all(TEST, line)) {
      if (!isSource("/" + test + ".java")) {
        problems.add("no test " + test);
      }
    }
    return problems;
  }

  private static void addProblemOf(String link, Path page, List<String> problems)
      throws IOException {
    if (link.startsWith("https://") || link.startsWith("http://")) {
      return;
    }
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    if (!Files.exists(target)) {
      problems.add("no file " + parts[0]);
    } else if (parts.length == 2 && !anchors(target).contains(parts[1])) {
      problems.add("no heading #" + parts[1]);
    }
  }

  /** Returns the addresses that GitHub gives to a page's headings. */
  private static Set<String> anchors(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(line -> line.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  private static List<String> all(Pattern pattern, String line) {
    return pattern.matcher(line).results().map(found -> found.group(1)).toList();
  }

  private static boolean isSource(String ending) {
    return SOURCES.stream().anyMatch(file -> file.endsWith(ending));
  }

  private static Set<String> sources() {
    try (Stream<Path> tree = Files.walk(Path.of("src"))) {
      return tree.filter(file -> file.toString().endsWith(".java"))
          .map(file -> file.toString().replace('\\', '/'))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("data/README.md")));
    try (Stream<Path> top = Files.list(Path.of(""))) {
      top.filter(DocsTest::isPage).forEach(pages::add);
    }
    for (Path folder : FOLDERS) {
      try (Stream<Path> tree = Files.walk(folder)) {
        tree.filter(DocsTest::isPage).forEach(pages::add);
      }
    }
    return pages;
  }

  private static boolean isPage(Path file) {
    return file.toString().endsWith(".md");
  }
}

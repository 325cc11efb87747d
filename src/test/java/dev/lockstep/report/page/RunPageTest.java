package dev.lockstep.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.ImageSize;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import dev.lockstep.report.Evaluation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page about a run, parsed: its numbers, its pictures, and that nothing breaks out of it. */
class RunPageTest {
  private static final int MOST_BYTES = 1_500_000;
  private static final Optional<ImageSize> SQUARE = Optional.of(new ImageSize(4, 4));

  @Test
  void allSectionsHaveTheRunsNumbers() throws Exception {
    Evaluation test = PageFixture.evaluation(4);
    ReadRun run = run(4, 3, Optional.of(test), Optional.of(PageFixture.mistakes(SQUARE, 16, 4)));
    PageReader page = read(run);
    assertThat(page.sections())
        .containsExactly(
            "curves",
            "time",
            "confusion",
            "classes",
            "calibration",
            "mistakes",
            "weights",
            "recipe",
            "layout",
            "data",
            "hashes");
    assertThat(page.texts("//nav//a/@href"))
        .isEqualTo(page.sections().stream().map(id -> "#" + id).toList());
    assertThat(page.text("//dl/div[dt='Test accuracy']/dd")).startsWith("99.01%"); // 402 of 406
    assertThat(page.rows("Confusion matrix: actual classes down, predicted classes across"))
        .containsExactly(
            List.of("class 0", "99", "1", "", ""),
            List.of("class 1", "", "100", "1", ""),
            List.of("class 2", "", "", "101", "1"),
            List.of("class 3", "1", "", "", "102"));
    assertThat(page.rows("Measures of each class").get(1))
        .containsExactly("class 1", "99.01%", "99.01%", "99.01%", "101");
    assertThat(page.rows("Where the time went"))
        .containsExactly(
            List.of("computing gradients", "1.40 s", "14.0%", "20.000 ms"),
            List.of("in Spark: jobs, state out, sums back", "0.35 s", "3.5%", "5.000 ms"),
            List.of("on the driver: update, validation", "0.21 s", "2.1%", "3.000 ms"),
            List.of("around training: starting, reading data, tests", "8.04 s", "80.4%", "–"));
    assertThat(page.rows("Hashes").get(0)).containsExactly("weights SHA-256", PageFixture.HASH);
    assertThat(page.rows("Recipe")).contains(List.of("batch", "50"), List.of("beta1", "0.9"));
    assertThat(page.rows("Layout")).contains(List.of("tag team", "churn"));
    assertThat(page.rows("The numbers of the calibration").get(8))
        .containsExactly("53.3% to 60.0%", "4", "55.00%", "0.00%");
  }

  /** From the places of the ticks' texts follow the values of the line's points. */
  @Test
  void aCurvesPointsStandWhereTheTicksSay() throws Exception {
    PageReader page = read(run(4, 10, Optional.empty(), Optional.empty()));
    String chart = "(//section[@id='curves']//*[local-name()='svg' and @role='img'])[1]";
    List<String> ticks = page.texts(chart + "/*[local-name()='text' and @text-anchor='end']");
    List<String> heights = page.texts(chart + "/*[local-name()='text' and @text-anchor='end']/@y");
    double low = Double.parseDouble(ticks.get(0));
    double high = Double.parseDouble(ticks.get(ticks.size() - 1));
    double bottom = Double.parseDouble(heights.get(0));
    double top = Double.parseDouble(heights.get(heights.size() - 1));
    String[] points = page.text(chart + "/*[local-name()='polyline']/@points").split(" ", -1);
    assertThat(points).hasSize(10);
    for (int e = 1; e <= 10; e++) {
      double y = Double.parseDouble(points[e - 1].split(",", -1)[1]) + 4;
      assertThat(low + (high - low) * (bottom - y) / (bottom - top))
          .isCloseTo(1.0 / e, Offset.offset(0.004));
    }
    assertThat(page.rows("The numbers of each epoch").get(3))
        .containsExactly("4", "28", "0.25", "87.50%", "0.01", "4.00 s");
  }

  @Test
  void mistakesOfPicturesArePictures() throws Exception {
    PageReader page =
        read(
            run(
                4,
                2,
                Optional.of(PageFixture.evaluation(4)),
                Optional.of(PageFixture.mistakes(SQUARE, 16, 4))));
    List<String> pictures = page.texts("//ul[@class='gallery']/li/img/@src");
    assertThat(pictures).hasSize(12);
    for (int m = 0; m < 12; m++) {
      byte[] png = Base64.getDecoder().decode(pictures.get(m).replaceFirst(".*,", ""));
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
      assertThat(image.getRaster().getSample(3, 2, 0)).isEqualTo(m + 11);
    }
    assertThat(page.texts("//ul[@class='gallery']/li").get(1))
        .isEqualTo("is class 1, said class 2 at 87.50%");
    assertThat(page.texts("//img[not(@alt) or @alt='']")).isEmpty();
    assertThat(page.texts("//img[@class='weights']")).hasSize(1);
  }

  @Test
  void mistakesOfTablesAreRows() throws Exception {
    List<String> columns = IntStream.range(0, 16).mapToObj(i -> "column " + i).toList();
    Recipe recipe = PageFixture.recipe(16, 4, Recipes.ADAMW, 2);
    PageReader page =
        read(
            PageFixture.run(
                recipe,
                columns,
                PageFixture.names(4),
                2,
                Optional.of(PageFixture.evaluation(4)),
                Optional.of(PageFixture.mistakes(Optional.empty(), 16, 4))));
    List<List<String>> rows = page.rows("The worst mistakes");
    assertThat(rows).hasSize(12);
    assertThat(rows.get(2).subList(0, 4)).containsExactly("class 2", "class 3", "87.50%", "4.8");
    List<String> heads = page.texts("//table[caption='The worst mistakes']/thead/tr/th");
    assertThat(heads).hasSize(16);
    for (int c = 4; c < 16; c++) { // The features of mistake 2 count from 2 on.
      int column = Integer.parseInt(heads.get(c).replace("column ", ""));
      assertThat(rows.get(2).get(c)).isEqualTo(String.valueOf(column + 2));
    }
    assertThat(page.texts("//img")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 30, 31, 1000})
  void anyNumberOfClassesFits(int classes) throws Exception {
    ReadRun run =
        run(
            classes,
            2,
            Optional.of(PageFixture.evaluation(classes)),
            Optional.of(PageFixture.mistakes(SQUARE, 16, classes)));
    String text = RunPage.of(run);
    assertThat(text.length()).isLessThan(MOST_BYTES);
    PageReader page = PageReader.of(text);
    List<String> matrix = page.texts("//table[@class='matrix']");
    List<String> map = page.texts("//img[@class='map']/@src");
    assertThat(matrix).hasSize(classes <= 30 ? 1 : 0);
    assertThat(map).hasSize(classes <= 30 ? 0 : 1);
    if (classes > 30) {
      byte[] png = Base64.getDecoder().decode(map.get(0).replaceFirst(".*,", ""));
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
      assertThat(image.getWidth()).isEqualTo(classes > 500 ? 500 : classes);
      // One example of a hundred is wrong, beside the diagonal: the other colour.
      int wrong = image.getRGB(1, classes > 500 ? 1 : 0);
      assertThat(wrong >> 16 & 0xff).isGreaterThan(wrong & 0xff);
      assertThat(image.getRGB(0, 20) >>> 24).isZero();
    }
    assertThat(page.rows("The most frequent confusions")).isNotEmpty();
  }

  @Test
  void hostileNamesStayText() throws Exception {
    String evil =
        "</td><script>alert('x')</script><img src=x onerror=\"y\">&amp;\u0000\u202e\n" + "z";
    List<String> classes = List.of(evil, "]]>" + evil, "'\"" + evil, "x".repeat(100_000));
    List<String> columns =
        IntStream.range(0, 16).mapToObj(i -> i + "<!--" + evil.repeat(20)).toList();
    ReadRun run =
        PageFixture.run(
            PageFixture.recipe(16, 4, Recipes.ADAMW, 2),
            columns,
            classes,
            2,
            Optional.of(PageFixture.evaluation(4)),
            Optional.of(PageFixture.mistakes(Optional.empty(), 16, 4)));
    String text = RunPage.of(run);
    PageReader page = PageReader.of(text);
    assertThat(text).doesNotContain("<script", "<img", "\u202e", "\u0000");
    assertThat(text.length()).isLessThan(100_000);
    assertThat(page.texts("//@*[starts-with(name(), 'on')]")).isEmpty();
    assertThat(page.rows("Measures of each class").get(0).get(0)).startsWith("</td><script>alert(");
  }

  @Test
  void nothingIsLoadedFromElsewhere() throws Exception {
    ReadRun run =
        run(
            4,
            2,
            Optional.of(PageFixture.evaluation(4)),
            Optional.of(PageFixture.mistakes(SQUARE, 16, 4)));
    String text = RunPage.of(run);
    PageReader page = PageReader.of(text);
    assertThat(text).doesNotContain("http:", "https:", "url(", "@import", "<script", "<link");
    assertThat(page.texts("//@src")).allMatch(src -> src.startsWith("data:image/png;base64,"));
    assertThat(page.text("//meta[@http-equiv]/@content")).startsWith("default-src 'none'");
  }

  @Test
  void aRunWithoutATestSetHasNoTestSections() throws Exception {
    PageReader page = read(run(4, 2, Optional.empty(), Optional.empty()));
    assertThat(page.sections())
        .contains("curves")
        .doesNotContain("confusion", "classes", "mistakes");
    assertThat(page.texts("//dt")).doesNotContain("Test accuracy");
  }

  @Test
  void aRunThatEndedEarlySaysSo() throws Exception {
    Recipe recipe = PageFixture.recipe(16, 4, Recipes.LBFGS, 50);
    ReadRun run =
        PageFixture.run(
            recipe,
            List.of(),
            PageFixture.names(4),
            7,
            Optional.of(PageFixture.evaluation(4)),
            Optional.empty());
    PageReader page = read(run);
    assertThat(page.text("//p[@class='notice']"))
        .isEqualTo("Training ended early, after epoch 7 of 50.");
    assertThat(page.rows("Recipe")).contains(List.of("optimizer", "lbfgs"));
  }

  @Test
  void anUnfinishedRunShowsWhatThereIs() throws Exception {
    ReadRun run =
        new ReadRun(
            "half",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            PageFixture.epochs(3, true),
            Optional.empty(),
            Optional.empty());
    PageReader page = read(run);
    assertThat(page.sections()).containsExactly("curves");
    assertThat(page.text("//p[@class='notice']")).startsWith("This run has not come to its end");
    assertThat(page.text("//dl/div[dt='Epochs']/dd")).isEqualTo("3 21 steps");
  }

  @Test
  void manyEpochsStaySmall() throws Exception {
    String text = RunPage.of(run(4, 20_000, Optional.empty(), Optional.empty()));
    assertThat(text.length()).isLessThan(200_000);
    assertThat(PageReader.of(text).rows("The numbers of each epoch, 200 of 20,000"))
        .hasSize(200)
        .last()
        .satisfies(row -> assertThat(row.get(0)).isEqualTo("20000"));
  }

  private static ReadRun run(
      int classes, int epochs, Optional<Evaluation> test, Optional<MistakesFile> examples) {
    return PageFixture.run(
        PageFixture.recipe(16, classes, Recipes.ADAMW, epochs),
        List.of(),
        PageFixture.names(classes),
        epochs,
        test,
        examples);
  }

  private static PageReader read(ReadRun run) throws Exception {
    return PageReader.of(RunPage.of(run));
  }
}

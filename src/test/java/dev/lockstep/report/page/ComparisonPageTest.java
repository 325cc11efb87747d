package dev.lockstep.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.recipe.Recipes;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComparisonPageTest {
  @Test
  void runsStandSideBySide() throws Exception {
    ReadRun first = run("first", 3);
    ReadRun second = run("second <b>", 5);
    PageReader page = PageReader.of(ComparisonPage.of(List.of(first, second)));
    assertThat(page.sections())
        .containsExactly("results", "curves", "recipes", "classes", "layouts");
    assertThat(page.rows("Results of the runs"))
        .containsExactly(
            List.of("1. first", "99.01%", "0.125", "3", "4.00 s", "5,000", "109", "0123456789ab…"),
            List.of(
                "2. second <b>",
                "99.01%",
                "0.125",
                "5",
                "4.00 s",
                "5,000",
                "109",
                "0123456789ab…"));
    assertThat(page.rows("Settings that differ")).containsExactly(List.of("epochs", "3", "5"));
    assertThat(page.rows("F1 of each class").get(1)).containsExactly("class 1", "99.01%", "99.01%");
    assertThat(page.texts("//p[@class='notice']"))
        .containsExactly("All have the same weights, bit for bit.");
    assertThat(page.texts("//section[@id='curves']//*[local-name()='polyline']")).hasSize(6);
  }

  @Test
  void unfinishedRunsAndOtherClassesAreNoObstacle() throws Exception {
    ReadRun half =
        new ReadRun(
            "half",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            PageFixture.epochs(2, true),
            Optional.empty(),
            Optional.empty());
    PageReader page = PageReader.of(ComparisonPage.of(List.of(run("whole", 3), half)));
    assertThat(page.rows("Results of the runs").get(1))
        .containsExactly("2. half", "–", "–", "2, unfinished", "–", "–", "–", "–");
    assertThat(page.sections()).doesNotContain("classes");
  }

  @Test
  void twentyRunsStaySmall() throws Exception {
    String page = ComparisonPage.of(Collections.nCopies(20, run("same", 200)));
    assertThat(page.length()).isLessThan(1_500_000);
    assertThat(PageReader.of(page).text("//section[@id='recipes']/p"))
        .isEqualTo("Nothing: all have one recipe.");
  }

  private static ReadRun run(String name, int epochs) {
    ReadRun run =
        PageFixture.run(
            PageFixture.recipe(16, 4, Recipes.ADAMW, epochs),
            List.of(),
            PageFixture.names(4),
            epochs,
            Optional.of(PageFixture.evaluation(4)),
            Optional.empty());
    return new ReadRun(
        name,
        run.recipe(),
        run.certificate(),
        run.figures(),
        run.origin(),
        run.epochs(),
        run.examples(),
        run.model());
  }
}

package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.recipe.Setting;
import dev.lockstep.recipe.Settings;
import dev.lockstep.text.Range;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of settings in README.md and docs/, against the settings. */
class SettingsPageTest {
  private static final Path PAGE = Path.of("docs/settings.md");
  private static final Path WRITTEN = Path.of("target/settings.md");
  private static final Pattern NAME = Pattern.compile("`(?:--)?([\\w-]+)`");

  @Test
  void theSettingsPageListsEverySetting() throws IOException {
    String page = Files.readString(PAGE);
    String head = page.substring(0, page.indexOf("| option"));
    String written = head + table();
    Files.writeString(WRITTEN, written);
    assertThat(page)
        .as("the settings have changed: cp %s %s brings the page up to date", WRITTEN, PAGE)
        .isEqualTo(written);
  }

  /** A row may name several settings, and then has one default for all, or one for each. */
  @ParameterizedTest
  @CsvSource({"README.md, 19", "docs/spark-ml.md, 19"})
  void otherTablesHaveTheSettingsDefaultsAndChoices(String page, int least) throws IOException {
    int found = 0;
    for (String line : Files.readAllLines(Path.of(page))) {
      String[] cells = line.split(" *\\| *", -1);
      if (line.startsWith("| `") && cells.length > 3) {
        List<Optional<Setting<?>>> named =
            NAME.matcher(cells[1]).results().map(SettingsPageTest::setting).toList();
        String byDefault = cells[2].replace("`", "");
        String[] each = byDefault.split(", ", -1);
        for (int i = 0; i < named.size(); i++) {
          if (named.get(i).isPresent()) {
            Setting<?> setting = named.get(i).get();
            String cell = each.length == named.size() ? each[i] : byDefault;
            assertThat(cell).as(line).isIn(value(setting), setting.defaultText());
            assertThat(choices(setting)).allMatch(line::contains, line);
            found++;
          }
        }
      }
    }
    assertThat(found).isGreaterThan(least);
  }

  private static Optional<Setting<?>> setting(MatchResult name) {
    return Settings.options().stream()
        .filter(
            s ->
                name.group().contains("--")
                    ? name.group(1).equals(s.option())
                    : name.group(1).equals(s.param()))
        .filter(s -> !Boolean.FALSE.equals(s.defaultValue()))
        .findFirst();
  }

  private static String value(Setting<?> setting) {
    return String.valueOf(setting.defaultValue()).replaceAll("\\.0$|[\\[\\]]", "");
  }

  private static List<String> choices(Setting<?> setting) {
    return setting.choices().stream().map(choice -> "`" + choice + "`").toList();
  }

  private static String table() {
    List<String> lines = new ArrayList<>();
    lines.add("| option | Spark ML | default | values | what it decides |");
    lines.add("| --- | --- | --- | --- | --- |");
    for (Setting<?> setting : Settings.options()) {
      String param = setting.param() == null ? "" : "`" + setting.param() + "`";
      boolean isFlag = setting.valueClass() == boolean.class;
      lines.add(
          "| `%s` | %s | %s | %s | %s |"
              .formatted(
                  OptionNames.of(setting.name()),
                  param,
                  isFlag ? "off" : setting.defaultText(),
                  values(setting),
                  setting.doc(OptionNames::of) + users(setting)));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String values(Setting<?> setting) {
    if (setting.range() != Range.ANY) {
      return setting.range().toString().replace("must be ", "").replace("must not be", "not");
    }
    return String.join(", ", choices(setting));
  }

  private static String users(Setting<?> setting) {
    boolean isSaid = setting.users().stream().allMatch(setting.doc(OptionNames::of)::contains);
    return isSaid ? "" : "; for " + String.join(" and ", setting.users()) + " only";
  }
}

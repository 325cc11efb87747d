package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The help of every command has groups of options, and examples that are right. */
class HelpTextTest {
  private static final String START = "./submit.sh ";

  /** All commands by their whole names. */
  private static Map<String, CommandLine> commands() {
    Map<String, CommandLine> commands = new LinkedHashMap<>();
    add("", Main.line(), commands);
    return commands;
  }

  private static void add(String prefix, CommandLine line, Map<String, CommandLine> commands) {
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              commands.put(prefix + name, command);
              add(prefix + name + " ", command, commands);
            });
  }

  private static List<String> examples(CommandLine command) {
    return Arrays.stream(command.getCommandSpec().usageMessage().footer())
        .map(String::strip)
        .filter(line -> line.startsWith(START))
        .toList();
  }

  @Test
  void everyCommandHasAnExampleThatParses() {
    assertThat(commands()).hasSizeGreaterThan(15);
    commands()
        .forEach(
            (name, command) -> {
              List<String> examples = examples(command);
              assertThat(examples).as(name).isNotEmpty();
              for (String example : examples) {
                assertThat(example).hasSizeLessThan(78); // Else it is broken.
                String[] words = example.substring(START.length()).replace("'", "").split(" +", -1);
                List<String> own = List.of(name.split(" ", -1));
                assertThat(Stream.of(words).filter(w -> own.contains(w)).limit(own.size()))
                    .as(example)
                    .containsExactlyElementsOf(name.equals("bench") ? List.of("bench") : own);
                assertThatCode(() -> Main.line().parseArgs(words))
                    .as(example)
                    .doesNotThrowAnyException();
              }
            });
  }

  @Test
  void everyOptionStandsOnceUnderItsHeading() {
    commands()
        .forEach(
            (name, command) -> {
              String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
              List<String> headings = new ArrayList<>();
              for (HelpText.Group group : HelpText.Group.values()) {
                boolean has =
                    command.getCommandSpec().options().stream()
                        .anyMatch(option -> HelpText.of(option) == group);
                assertThat(help.contains("\n" + group.heading() + ":\n"))
                    .as(name + group)
                    .isEqualTo(has);
                if (has) {
                  headings.add(group.heading());
                }
              }
              assertThat(headings).as(name).isNotEmpty();
              command
                  .getCommandSpec()
                  .options()
                  .forEach(
                      option ->
                          assertThat(help.lines())
                              .as(name + " " + option.longestName())
                              .filteredOn(
                                  line ->
                                      line.matches(
                                          "( {6}|  -\\w, )(--[\\w-]+, )?"
                                              + option.longestName()
                                              + "\\b(?!-).*"))
                              .hasSize(1));
              assertThat(help).contains("\nExamples:\n  ./submit.sh ");
            });
  }

  @Test
  void settingsStandApartFromWhereTheyRun() {
    String help = commands().get("train").getUsageMessage(CommandLine.Help.Ansi.OFF);
    assertThat(help.indexOf("\nNetwork:\n"))
        .isLessThan(help.indexOf("      --hidden"))
        .isGreaterThan(help.indexOf("      --test-share"));
    assertThat(help.indexOf("      --hidden")).isLessThan(help.indexOf("\nTraining:\n"));
    assertThat(help.indexOf("      --learning-rate"))
        .isGreaterThan(help.indexOf("\nTraining:\n"))
        .isLessThan(help.indexOf("\nLayout, which"));
    assertThat(help).contains("docs/gradients.md");
  }
}

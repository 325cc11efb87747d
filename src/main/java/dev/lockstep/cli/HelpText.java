package dev.lockstep.cli;

import dev.lockstep.cli.option.ColumnArguments;
import dev.lockstep.cli.option.DialectArguments;
import dev.lockstep.cli.option.ForeignOptions;
import dev.lockstep.cli.option.TableArguments;
import dev.lockstep.cli.option.TestSetOptions;
import dev.lockstep.recipe.Setting;
import dev.lockstep.recipe.Settings;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Layout;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The help of commands: options in groups, and examples behind them. */
final class HelpText {
  /** A group of options; the order is that of the help. */
  enum Group {
    COMMAND("Options of this command"),
    DATA("Data"),
    FOREIGN("Weights of another program, where their file cannot say"),
    NETWORK("Network"),
    TRAINING("Training"),
    LAYOUT("Layout, which changes no bit of the model"),
    OUTPUT("Output"),
    GENERAL("General");

    private final String heading;

    Group(String heading) {
      this.heading = heading;
    }

    String heading() {
      return heading;
    }
  }

  private static final Set<String> OF_DATA =
      Set.of(
          "--data",
          "--test-data",
          "--test-share",
          "--task",
          "--classes",
          "--input-format",
          "--label");

  private static final Set<String> OF_LAYOUT = Set.of("--partitions", "--exchange");

  private static final Set<String> OF_OUTPUT =
      Set.of(
          "--out",
          "--overwrite",
          "--json",
          "--quiet",
          "--checkpoint-every",
          "--resume",
          "--tag",
          "--color");

  private static final Set<String> GENERAL = Set.of("--help", "--version", "--verbose");

  private HelpText() {}

  /** Gives a command and those below it such help. */
  static void in(CommandLine line) {
    UsageMessageSpec usage = line.getCommandSpec().usageMessage();
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpText::options);
    if (usage.footer().length > 0) {
      usage.footerHeading("%nExamples:%n");
    }
    line.getSubcommands().values().forEach(HelpText::in);
  }

  private static String options(Help help) {
    List<OptionSpec> all = help.commandSpec().options();
    Map<Group, List<OptionSpec>> groups = new EnumMap<>(Group.class);
    all.forEach(option -> groups.computeIfAbsent(of(option), g -> new ArrayList<>()).add(option));
    StringBuilder text = new StringBuilder();
    groups.forEach(
        (group, options) -> {
          // All groups have columns of the same widths.
          Layout layout = help.createDefaultLayout(all, List.of(), help.colorScheme());
          String list =
              help.optionListExcludingGroups(options, layout, null, help.parameterLabelRenderer());
          text.append(String.format("%n%s:%n", group.heading())).append(list);
        });
    return text.toString();
  }

  /** Returns the group of an option. */
  static Group of(OptionSpec option) {
    String name = option.longestName();
    if (GENERAL.contains(name)) {
      return Group.GENERAL;
    }
    Class<?> owner =
        option.userObject() instanceof Field field ? field.getDeclaringClass() : Object.class;
    if (owner == ForeignOptions.class) {
      return Group.FOREIGN;
    }
    boolean ofTables =
        Set.of(
                TableArguments.class,
                ColumnArguments.class,
                DialectArguments.class,
                TestSetOptions.class)
            .contains(owner);
    if (ofTables || OF_DATA.contains(name)) {
      return Group.DATA;
    }
    if (OF_LAYOUT.contains(name)) {
      return Group.LAYOUT;
    }
    if (OF_OUTPUT.contains(name)) {
      return Group.OUTPUT;
    }
    return Settings.options().stream()
        .filter(setting -> name.equals("--" + setting.option()))
        .findFirst()
        .map(HelpText::of)
        .orElse(Group.COMMAND);
  }

  private static Group of(Setting<?> setting) {
    return Settings.isOfNetwork(setting) ? Group.NETWORK : Group.TRAINING;
  }
}

package dev.lockstep.cli.shell;

import dev.lockstep.recipe.Setting;
import dev.lockstep.recipe.Settings;
import dev.lockstep.text.NamesSettings;

/** Names settings in the command line's words. */
public final class OptionNames {
  private OptionNames() {}

  /** Returns the option of a setting, or of another number that a message names. */
  public static String of(String setting) {
    return "--"
        + Settings.named(setting).map(Setting::option).orElseGet(() -> Setting.kebab(setting));
  }

  /** Returns an exception's message, with options for the settings that it names. */
  public static String message(Throwable e) {
    return e instanceof NamesSettings named ? named.message(OptionNames::of) : e.getMessage();
  }
}

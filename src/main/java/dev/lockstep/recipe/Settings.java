package dev.lockstep.recipe;

import dev.lockstep.text.SettingException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All settings, in the order of the help. */
public final class Settings {
  public static final List<Setting<?>> ALL =
      Stream.concat(NetworkSettings.ROWS.stream(), TrainingSettings.ROWS.stream()).toList();

  private Settings() {}

  /** Returns the setting of this name in JSON. */
  public static Optional<Setting<?>> named(String name) {
    return ALL.stream().filter(setting -> setting.name().equals(name)).findFirst();
  }

  /** Returns the settings that are options of the command line. */
  public static List<Setting<?>> options() {
    return ALL.stream().filter(Setting::isOption).toList();
  }

  /** Returns true for a setting of the network and its first weights, false for one of training. */
  public static boolean isOfNetwork(Setting<?> setting) {
    return NetworkSettings.ROWS.contains(setting);
  }

  /** Returns the settings that are params of Spark ML. */
  public static List<Setting<?>> params() {
    return ALL.stream().filter(setting -> setting.param() != null).toList();
  }

  /** Returns the values of all settings: the same text for the same choices. */
  public static String text(Values values) {
    return ALL.stream()
        .map(setting -> setting.name() + "=" + values.get(setting))
        .collect(Collectors.joining(", "));
  }

  /**
   * Checks that all values are in range and that the optimizer and the loss use them.
   *
   * @throws SettingException if not; the message names the first wrong setting
   */
  static Values checked(Values values) {
    ALL.forEach(values::check);
    return values;
  }

  /**
   * Returns the values that a recipe records: one for each recorded setting.
   *
   * @throws SettingException if a setting is wrong; the message names it
   */
  static Values recorded(Values values) {
    Values recorded = Values.DEFAULTS;
    for (Setting<?> setting : ALL) {
      if (setting.place() != Setting.Place.NOWHERE) {
        recorded = copy(setting, values, recorded);
      }
    }
    return recorded;
  }

  private static <T> Values copy(Setting<T> setting, Values from, Values to) {
    // The data may decide the batch.
    if (from.use(setting) || setting == TrainingSettings.BATCH) {
      setting.require(from.get(setting));
      return to.with(setting, from.get(setting));
    }
    if (setting.unused() == null) {
      return to;
    }
    if (from.has(setting)) {
      from.requireUse(setting);
    }
    return to.with(setting, setting.unused());
  }
}

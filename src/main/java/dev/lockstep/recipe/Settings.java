package dev.lockstep.recipe;

import java.util.List;
import java.util.Optional;
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

  /** Returns the settings that are params of Spark ML. */
  public static List<Setting<?>> params() {
    return ALL.stream().filter(setting -> setting.param() != null).toList();
  }
}

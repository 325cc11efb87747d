package dev.lockstep.recipe;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All settings, in the order in which a reader meets them. */
public final class Settings {
  public static final List<Setting<?>> ALL =
      Stream.concat(NetworkSettings.ROWS.stream(), TrainingSettings.ROWS.stream()).toList();

  private Settings() {}

  /** Returns the setting of that name in JSON. */
  public static Optional<Setting<?>> named(String name) {
    return ALL.stream().filter(setting -> setting.name().equals(name)).findFirst();
  }

  /** Returns those that the command line has options for. */
  public static List<Setting<?>> options() {
    return ALL.stream().filter(Setting::isOption).toList();
  }

  /** Returns those that Spark ML has params for. */
  public static List<Setting<?>> params() {
    return ALL.stream().filter(setting -> setting.param() != null).toList();
  }
}

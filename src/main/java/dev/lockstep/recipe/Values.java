package dev.lockstep.recipe;

import dev.lockstep.text.SettingException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * Values of settings, by the settings' names. What is not given has its default.
 *
 * @param given those that differ from the default, or were named all the same
 */
public record Values(Map<String, Object> given) implements Serializable {
  /** Everything by default. */
  public static final Values DEFAULTS = new Values(Map.of());

  public Values {
    given = Map.copyOf(given);
  }

  public boolean has(Setting<?> setting) {
    return given.containsKey(setting.name());
  }

  @SuppressWarnings("unchecked") // Only `with` puts values in, and it puts in the setting's.
  public <T> T get(Setting<T> setting) {
    return has(setting) ? (T) given.get(setting.name()) : setting.defaultValue();
  }

  public <T> Values with(Setting<T> setting, T value) {
    Map<String, Object> changed = new HashMap<>(given);
    changed.put(setting.name(), value);
    return new Values(changed);
  }

  public Values without(Setting<?> setting) {
    Map<String, Object> changed = new HashMap<>(given);
    changed.remove(setting.name());
    return new Values(changed);
  }

  /** Returns true where the optimizer has a use for the setting. */
  public boolean use(Setting<?> setting) {
    return setting.isUsedBy(get(TrainingSettings.OPTIMIZER));
  }

  /**
   * Sees that all values are in range, and that the optimizer has a use for them.
   *
   * @throws SettingException that names the first setting that is wrong
   */
  Values checked() {
    for (Setting<?> setting : Settings.ALL) {
      check(setting);
    }
    return this;
  }

  private <T> void check(Setting<T> setting) {
    if (has(setting)) {
      requireUse(setting);
      setting.require(get(setting));
    }
  }

  private <T> void requireUse(Setting<T> setting) {
    if (!use(setting) && !get(setting).equals(setting.unused())) {
      throw setting.refusal(get(TrainingSettings.OPTIMIZER));
    }
  }

  /**
   * Returns what stands in a recipe: the value of each setting that is recorded, and of no other.
   *
   * @throws SettingException that names a setting which is wrong
   */
  Values recorded() {
    Values recorded = DEFAULTS;
    for (Setting<?> setting : Settings.ALL) {
      if (setting.place() != Setting.Place.NOWHERE) {
        recorded = copy(setting, recorded);
      }
    }
    return recorded;
  }

  private <T> Values copy(Setting<T> setting, Values to) {
    if (use(setting) || setting == TrainingSettings.BATCH) { // The batch may follow from the data.
      setting.require(get(setting));
      return to.with(setting, get(setting));
    }
    if (setting.unused() == null) {
      return to;
    }
    if (has(setting)) {
      requireUse(setting);
    }
    return to.with(setting, setting.unused());
  }
}

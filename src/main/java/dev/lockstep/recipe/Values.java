package dev.lockstep.recipe;

import dev.lockstep.text.SettingException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/**
 * The values of settings, by the settings' names; the others have their defaults.
 *
 * @param given values that differ from the default or were given explicitly
 */
public record Values(Map<String, Object> given) implements Serializable {
  /** All settings at their defaults. */
  public static final Values DEFAULTS = new Values(Map.of());

  public Values {
    given = Map.copyOf(given);
  }

  public boolean has(Setting<?> setting) {
    return given.containsKey(setting.name());
  }

  @SuppressWarnings("unchecked") // Only `with` puts values in, and it takes them from the setting.
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

  /** Returns true if the optimizer and the loss use the setting. */
  public boolean use(Setting<?> setting) {
    return setting.isUsedBy(this);
  }

  /**
   * Checks that all values are in range and that the optimizer and the loss use them.
   *
   * @throws SettingException if not; the message names the first wrong setting
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
      throw setting.refusal(this);
    }
  }

  /**
   * Returns the values that a recipe records: one for each recorded setting.
   *
   * @throws SettingException if a setting is wrong; the message names it
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
    if (use(setting) || setting == TrainingSettings.BATCH) { // The data may decide the batch.
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

package dev.lockstep.recipe;

import dev.lockstep.recipe.Setting.Use;
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
    return setting.use() == null || uses(setting.use());
  }

  private <E> boolean uses(Use<E> use) {
    return use.users().contains(get(use.decider()));
  }

  /**
   * Checks that the value is in range and that the optimizer and the loss use it.
   *
   * @throws SettingException if not; the message names the setting
   */
  <T> void check(Setting<T> setting) {
    if (has(setting)) {
      requireUse(setting);
      setting.require(get(setting));
    }
  }

  <T> void requireUse(Setting<T> setting) {
    if (!use(setting) && !get(setting).equals(setting.unused())) {
      throw refusal(setting, setting.use());
    }
  }

  private <E> SettingException refusal(Setting<?> setting, Use<E> use) {
    E chosen = get(use.decider());
    String reason = use.reason().apply(chosen);
    String other = "{" + use.decider() + "} ";
    return new SettingException(
        reason.isEmpty()
            ? "{" + setting + "} goes with " + other + String.join(" or ", use.names())
            : "{" + setting + "} does not go with " + other + chosen + ": " + reason);
  }
}

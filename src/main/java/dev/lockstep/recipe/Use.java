package dev.lockstep.recipe;

import dev.lockstep.text.SettingException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The recipes that use a setting: those in which another setting, the decider, has certain values.
 *
 * @param reason returns why a value of the decider does not use the setting; empty where the names
 *     of the values that do are enough
 */
record Use<E>(Setting<E> decider, Set<E> users, Function<E, String> reason) {
  boolean isIn(Values values) {
    return users.contains(values.get(decider));
  }

  /** Returns the names of the decider's values that use the setting, in their order. */
  List<String> names() {
    List<String> names = users.stream().map(Object::toString).toList();
    return decider.choices().stream().filter(names::contains).toList();
  }

  /** Returns the exception for values that do not use a setting. */
  SettingException refusal(String setting, Values values) {
    E chosen = values.get(decider);
    String other = "{" + decider + "} ";
    return new SettingException(
        reason.apply(chosen).isEmpty()
            ? "{" + setting + "} goes with " + other + String.join(" or ", names())
            : "{" + setting + "} does not go with " + other + chosen + ": " + reason.apply(chosen));
  }
}

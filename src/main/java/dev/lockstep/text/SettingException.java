package dev.lockstep.text;

import java.util.function.UnaryOperator;

/** A setting has a wrong value or contradicts another setting. */
public final class SettingException extends IllegalArgumentException implements NamesSettings {
  private static final long serialVersionUID = 1L;

  private final String template;

  /**
   * Creates the exception of a message with settings' names in braces; see {@link NamesSettings}.
   */
  public SettingException(String template) {
    super(NamesSettings.plain(template));
    this.template = template;
  }

  @Override
  public String message(UnaryOperator<String> nameOf) {
    return NamesSettings.fill(template, nameOf);
  }
}

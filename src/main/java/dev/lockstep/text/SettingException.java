package dev.lockstep.text;

/** A setting has a wrong value, or does not go with another setting. */
public final class SettingException extends IllegalArgumentException implements NamesSettings {
  private static final long serialVersionUID = 1L;

  private final String template;

  /** Takes a message in which names of settings stand in braces; see {@link NamesSettings}. */
  public SettingException(String template) {
    super(NamesSettings.plain(template));
    this.template = template;
  }

  @Override
  public String template() {
    return template;
  }
}

package dev.lockstep.ml.fit;

import dev.lockstep.recipe.Setting;
import dev.lockstep.recipe.Settings;
import dev.lockstep.text.SettingException;
import java.util.Map;

/** The params' names of what messages name. */
final class ParamNames {
  private static final Map<String, String> OTHERS =
      Map.of(
          "label", "labelCol",
          "weight", "weightCol",
          "driverMemory", "spark.driver.memory",
          "features", "featuresCols",
          "categorical", "categoricalCols",
          "exclude", "featuresCols without it");

  private ParamNames() {}

  /** Returns the param of a setting, or Spark's name of what a message names. */
  static String of(String setting) {
    return Settings.named(setting)
        .map(Setting::param)
        .orElse(OTHERS.getOrDefault(setting, setting));
  }

  static IllegalArgumentException inTheirWords(SettingException e) {
    return new IllegalArgumentException(e.message(ParamNames::of), e);
  }
}

package dev.lockstep.ml.param;

import dev.lockstep.nn.LossFunction;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.recipe.Setting;
import dev.lockstep.recipe.Settings;
import dev.lockstep.recipe.TrainingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Params;

/**
 * Makes params of the recipe's settings: each has its name, doc, default and range from the
 * setting.
 */
public final class SettingParams {
  /** Settings whose default follows from the rows: their params have none. */
  private static final Set<Setting<?>> FROM_ROWS =
      Set.of(TrainingSettings.EPOCHS, TrainingSettings.BATCH);

  /** The settings that only numbers to predict have a param for, under their own names. */
  private static final List<Setting<?>> OF_NUMBERS =
      List.of(NetworkSettings.LOSS, NetworkSettings.DELTA, NetworkSettings.QUANTILE);

  private SettingParams() {}

  /**
   * Returns the settings that have a param.
   *
   * @param ofClasses whether classes are predicted, or numbers
   */
  public static List<Setting<?>> of(boolean ofClasses) {
    List<Setting<?>> settings = new ArrayList<>(Settings.params());
    if (!ofClasses) {
      settings.remove(TrainingSettings.LABEL_SMOOTHING);
      settings.addAll(OF_NUMBERS);
    }
    return settings;
  }

  /** Returns the name of a setting's param. */
  public static String nameOf(Setting<?> setting) {
    return setting.param() == null ? setting.name() : setting.param();
  }

  /** Returns true if the setting's default follows from the rows, so that its param has none. */
  public static boolean followsFromRows(Setting<?> setting) {
    return FROM_ROWS.contains(setting);
  }

  @SuppressWarnings("unchecked") // What is nothing else is a number.
  static void add(ParamTable table, Params stage, Setting<?> setting) {
    String name = nameOf(setting);
    String doc = setting.doc(UnaryOperator.identity());
    if (setting == NetworkSettings.LOSS) {
      table.addChoice(stage, name, doc, lossesOfNumbers(), LossFunction.MSE.toString());
    } else if (!setting.choices().isEmpty()) {
      String byDefault = setting.defaultValue().toString();
      table.addChoice(stage, name, doc, setting.choices(), byDefault);
    } else if (setting == NetworkSettings.HIDDEN) {
      int[] widths =
          NetworkSettings.HIDDEN.defaultValue().stream().mapToInt(Integer::intValue).toArray();
      table.add(stage, new IntArrayParam(stage, name, doc, Checks.widths(name, 0)), widths);
    } else if (setting.defaultValue() instanceof Boolean is) {
      table.add(stage, new BooleanParam(stage, name, doc), is);
    } else {
      addNumber(table, stage, (Setting<? extends Number>) setting, doc);
    }
  }

  private static void addNumber(
      ParamTable table, Params stage, Setting<? extends Number> setting, String doc) {
    String name = nameOf(setting);
    Number byDefault = setting.defaultValue();
    if (followsFromRows(setting)) {
      String full = doc + "; if not set, " + setting.defaultText();
      table.add(new IntParam(stage, name, full, Checks.range(name, setting)));
    } else if (setting == TrainingSettings.SEED) {
      table.add(stage, new LongParam(stage, name, doc, Checks.range(name, setting)), byDefault);
    } else if (byDefault instanceof Integer || byDefault instanceof Long) {
      IntParam param = new IntParam(stage, name, doc, Checks.range(name, setting));
      table.add(stage, param, byDefault.intValue());
    } else {
      DoubleParam param = new DoubleParam(stage, name, doc, Checks.range(name, setting));
      table.add(stage, param, Double.valueOf(byDefault.toString())); // 0.9, not 0.9f.
    }
  }

  private static List<String> lossesOfNumbers() {
    return Arrays.stream(LossFunction.values())
        .filter(LossFunction::isForNumbers)
        .map(LossFunction::toString)
        .toList();
  }
}

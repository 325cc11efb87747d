package dev.lockstep.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.recipe.Setting;
import dev.lockstep.recipe.Settings;
import dev.lockstep.recipe.TrainingSettings;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.spark.ml.param.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The typed methods that Java, Scala and Python call, against the recipe's settings. */
class MlpSettingsTest {
  /** Settings whose default follows from the rows. */
  private static final Set<Setting<?>> FROM_ROWS =
      Set.of(TrainingSettings.EPOCHS, TrainingSettings.BATCH);

  static List<Setting<?>> params() {
    return Settings.params();
  }

  @ParameterizedTest
  @MethodSource("params")
  void aSettingHasItsParam(Setting<?> setting) throws ReflectiveOperationException {
    MlpClassifier mlp = new MlpClassifier();
    Param<?> param = (Param<?>) MlpClassifier.class.getMethod(setting.param()).invoke(mlp);
    assertThat(param).isEqualTo(mlp.getParam(setting.param()));
    String choices = String.join(", ", setting.choices());
    String more = FROM_ROWS.contains(setting) ? "; if not set, " + setting.defaultText() : "";
    assertThat(param.doc())
        .isEqualTo(
            setting.doc(UnaryOperator.identity())
                + (choices.isEmpty() ? "" : ": " + choices)
                + more)
        .doesNotContain("--");
    assertThat(mlp.hasDefault(param)).isNotEqualTo(FROM_ROWS.contains(setting));
    if (mlp.hasDefault(param)) {
      assertThat(text(mlp.getDefault(mlp.getParam(setting.param())).get()))
          .isEqualTo(text(setting.defaultValue()));
    }
  }

  @ParameterizedTest
  @MethodSource("params")
  void aSettingHasItsGetterAndItsSetter(Setting<?> setting) throws ReflectiveOperationException {
    MlpClassifier mlp = new MlpClassifier();
    String name = Character.toUpperCase(setting.param().charAt(0)) + setting.param().substring(1);
    Method getter = MlpClassifier.class.getMethod("get" + name);
    Object byDefault;
    if (FROM_ROWS.contains(setting)) {
      assertThatThrownBy(() -> getter.invoke(mlp)).hasCauseInstanceOf(NoSuchElementException.class);
      byDefault = setting.defaultValue() instanceof Number number ? number.intValue() : null;
    } else {
      byDefault = getter.invoke(mlp);
    }
    assertThat(text(byDefault)).isEqualTo(text(setting.defaultValue()));
    Method setter = MlpClassifier.class.getMethod("set" + name, getter.getReturnType());
    assertThat(setter.invoke(mlp, byDefault)).isSameAs(mlp);
    Set<String> set =
        Arrays.stream(mlp.params()).filter(mlp::isSet).map(Param::name).collect(Collectors.toSet());
    assertThat(set).containsExactly(setting.param());
  }

  /** So that a row cannot be forgotten. */
  @Test
  void paramsWithoutASettingAreKnown() {
    MlpClassifier mlp = new MlpClassifier();
    Set<String> ofSettings =
        Settings.params().stream().map(Setting::param).collect(Collectors.toSet());
    assertThat(Arrays.stream(mlp.params()).map(Param::name))
        .filteredOn(name -> !ofSettings.contains(name))
        .containsExactlyInAnyOrder(
            "balanceClasses",
            "blockSize",
            "categoricalCols",
            "checkpointDir",
            "checkpointInterval",
            "classWeights",
            "dates",
            "exchange",
            "featuresCol",
            "featuresCols",
            "initialWeights",
            "labelCol",
            "layers",
            "maxCategories",
            "maxIter",
            "missing",
            "missingFlag",
            "predictionCol",
            "probabilityCol",
            "rawPredictionCol",
            "scaling",
            "solver",
            "stepSize",
            "thresholds",
            "tol",
            "unseen",
            "validationIndicatorCol",
            "weightCol");
  }

  /** A value as both write it: 1.0 is 1, and 0.9f is 0.9. */
  private static String text(Object value) {
    String text = value instanceof int[] widths ? Arrays.toString(widths) : String.valueOf(value);
    return text.replaceAll("\\.0$", "");
  }
}

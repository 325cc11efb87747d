package dev.lockstep.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.input.InputScaling;
import dev.lockstep.optim.Lbfgs;
import dev.lockstep.text.SettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {
  private static final Recipe.Facts FACTS = new Recipe.Facts(3, 2, 100, 4, InputScaling.NONE);

  @Test
  void eachNameIsOneSettings() {
    for (Function<Setting<?>, String> name :
        List.<Function<Setting<?>, String>>of(Setting::name, Setting::option)) {
      assertThat(Settings.ALL).extracting(name).doesNotHaveDuplicates().doesNotContainNull();
    }
    assertThat(Settings.params()).extracting(Setting::param).doesNotHaveDuplicates();
    assertThat(Settings.ALL).extracting(Setting::toString).allMatch(n -> n.matches("[a-z]\\w+"));
  }

  @ParameterizedTest
  @EnumSource
  void theDefaultsAreARecipeOfEachOptimizer(OptimizerName name) {
    Recipe recipe = Recipe.of(Values.DEFAULTS.with(TrainingSettings.OPTIMIZER, name), FACTS);
    assertThat(RecipeJson.read(RecipeJson.write(recipe))).isEqualTo(recipe);
    assertThat(recipe.network()).hasToString("3-128-2");
    assertThat(recipe.shards()).isEqualTo(4);
    assertThat(recipe.batch()).isEqualTo(name == OptimizerName.LBFGS ? 100 : 16);
    assertThat(recipe.update().isEmpty()).isEqualTo(recipe.optimizer() instanceof Lbfgs);
  }

  /** Another value than the default of what an optimizer does not use. */
  @ParameterizedTest
  @EnumSource
  void whatAnOptimizerHasNoUseForIsRefusedByName(OptimizerName name) {
    Values values = Values.DEFAULTS.with(TrainingSettings.OPTIMIZER, name);
    List<String> refused = new ArrayList<>();
    for (Setting<?> setting : Settings.ALL) {
      if (!values.use(setting)) {
        Values wrong = withOther(setting, values);
        assertThatThrownBy(() -> Recipe.of(wrong, FACTS))
            .isInstanceOf(SettingException.class)
            .hasMessageMatching(setting.name() + " (goes|does not go) with (optimizer|loss) .*");
        refused.add(setting.name());
      }
    }
    assertThat(refused).isNotEmpty();
  }

  /** The bytes of the first release: the fields, their order, and what is left out. */
  @Test
  void theJsonOfARecipeStays() {
    Values tenEpochs = Values.DEFAULTS.with(TrainingSettings.EPOCHS, 10);
    Recipe adamW = Recipe.of(tenEpochs.with(TrainingSettings.BATCH, 256L), FACTS);
    assertThat(RecipeJson.write(adamW))
        .hasToString(
            "{'sizes':[3,128,2],'activation':'relu','loss':'cross-entropy',"
                .concat("'outputActivation':'linear','init':'xavier','initScale':1.0,")
                .concat("'scaling':{'method':'none'},'optimizer':{'name':'adamw','beta1':0.9,")
                .concat("'beta2':0.999,'epsilon':1.0E-8,'weightDecay':0.0},'learningRate':0.005,")
                .concat("'schedule':'one-cycle','warmup':0,'epochs':10,'batch':100,")
                .concat("'averageEvery':1,'shards':4,'seed':1}")
                .replace('\'', '"'));
    Recipe sgd =
        adamW
            .with(TrainingSettings.OPTIMIZER, OptimizerName.SGD)
            .with(TrainingSettings.CLIP_NORM, 2f)
            .with(TrainingSettings.CLIP_VALUE, 0.5f)
            .with(TrainingSettings.DROPOUT, 0.1f)
            .with(TrainingSettings.L1, 0.2f)
            .with(TrainingSettings.L2, 0.3f)
            .with(TrainingSettings.LABEL_SMOOTHING, 0.4f)
            .with(TrainingSettings.VALIDATION, 0.25)
            .with(TrainingSettings.PATIENCE, 3)
            .with(TrainingSettings.MEASURE, EarlyStopping.Measure.ACCURACY)
            .withClassWeights(List.of(1f, 2f));
    assertThat(RecipeJson.write(sgd).toString())
        .contains(
            "'scaling':{'method':'none'},'optimizer':{'name':'sgd','momentum':0.9,"
                .concat("'nesterov':false,'weightDecay':0.0},'clipNorm':2.0,'clipValue':0.5,")
                .concat("'dropout':0.1,'l1':0.2,'l2':0.3,'labelSmoothing':0.4,")
                .concat("'classWeights':[1.0,2.0],'validation':0.25,'patience':3,")
                .concat("'measure':'accuracy','learningRate':0.005,")
                .replace('\'', '"'));
    Values lbfgs = tenEpochs.with(TrainingSettings.OPTIMIZER, OptimizerName.LBFGS);
    assertThat(RecipeJson.write(Recipe.of(lbfgs, FACTS)).toString())
        .contains(
            "'optimizer':{'name':'lbfgs','corrections':10,'tolerance':1.0E-6},'learningRate':1.0,"
                .concat("'schedule':'constant','warmup':0,'epochs':10,'batch':100,")
                .concat("'averageEvery':1,")
                .replace('\'', '"'));
  }

  private static <T> Values withOther(Setting<T> setting, Values values) {
    T value = setting.defaultValue();
    if (value instanceof Number number) {
      boolean isWhole = value instanceof Integer || value instanceof Long;
      return values.with(setting, setting.of(isWhole ? number.intValue() + 1 : 0.25f));
    }
    if (value instanceof Boolean) {
      return values.with(setting, setting.parse("true"));
    }
    List<String> choices = setting.choices();
    return values.with(setting, setting.parse(choices.get(choices.size() - 1)));
  }
}

package dev.lockstep.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.input.RawColumns;
import dev.lockstep.model.file.StrictJson;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Initialization;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Losses;
import dev.lockstep.nn.Network;
import dev.lockstep.optim.AdamW;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.ScheduleName;
import dev.lockstep.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeJsonTest {
  private static final Recipe ADAMW = Recipes.recipe(List.of(16, 9, 4), Recipes.ADAMW, 3, 50, 3);

  /** All choices in all combinations, with numbers of which each has its own digits. */
  @Test
  void everyRecipeComesBackAsItWasWritten() {
    Random random = new Random(1);
    List<Network> networks = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      networks.add(new Network(List.of(3, 2), activation, Loss.CROSS_ENTROPY, Activation.LINEAR));
      for (Activation output : Activation.values()) {
        for (Loss loss : Losses.ofErrors()) {
          networks.add(new Network(List.of(5, 4, 2), activation, loss, output));
        }
      }
    }
    for (Network network : networks) {
      for (ScheduleName decay : ScheduleName.values()) {
        for (Initialization.Distribution distribution : Initialization.Distribution.values()) {
          for (int o = 0; o < 3; o++) {
            Recipe recipe = recipe(network, decay, distribution, o, random);
            String text = RecipeJson.write(recipe).toString();
            assertThat(RecipeJson.read(StrictJson.parse(new Path("recipe"), text)))
                .as(text)
                .isEqualTo(recipe);
          }
        }
      }
    }
  }

  @Test
  void theColumnsOfATableComeBack() {
    Recipe plain =
        Recipes.recipe(List.of(RawColumns.PREPROCESSING.inputs(), 3), Recipes.SGD, 2, 10, 2);
    assertThat(RecipeJson.write(plain).has("preprocessing")).isFalse();
    Recipe recipe = of(plain, RawColumns.PREPROCESSING);
    String text = RecipeJson.write(recipe).toString();
    assertThat(RecipeJson.read(StrictJson.parse("recipe", text))).isEqualTo(recipe);
    assertThat(RecipeJson.difference(plain, recipe))
        .contains("14 columns against 7, one of them plain");
    List<InputColumn> changed = new ArrayList<>(RawColumns.COLUMNS);
    changed.set(3, new NumberColumn("price", NumberColumn.Kind.NUMBER, null, false));
    assertThat(
            RecipeJson.difference(recipe, of(plain, Preprocessing.of(changed, RawColumns.SCALING))))
        .hasValueSatisfying(difference -> assertThat(difference).contains("fare", "price"));
    String unknown = text.replace("\"unseen\"", "\"hidden\"");
    assertThatThrownBy(() -> RecipeJson.read(StrictJson.parse("recipe", unknown)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unknown field of a column: \"hidden\"");
  }

  private static Recipe of(Recipe plain, Preprocessing preprocessing) {
    return new Recipe(plain.values(), plain.sizes(), preprocessing, List.of(), /* from= */ null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sizes",
        "activation",
        "loss",
        "outputActivation",
        "init",
        "initScale",
        "learningRate",
        "schedule",
        "warmup",
        "epochs",
        "batch",
        "averageEvery",
        "shards",
        "seed"
      })
  void whatIsMissingOrOfAnotherKindIsNamed(String name) {
    ObjectNode missing = RecipeJson.write(ADAMW);
    missing.remove(name);
    assertThatThrownBy(() -> RecipeJson.read(missing))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it has no " + name);
    ObjectNode wrong = RecipeJson.write(ADAMW);
    wrong.putObject(name);
    assertThatThrownBy(() -> RecipeJson.read(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + ": ");
  }

  @Test
  void aFieldOfALaterReleaseIsRefused() {
    ObjectNode node = RecipeJson.write(ADAMW).put("mixup", 0.5);
    assertThatThrownBy(() -> RecipeJson.read(node))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the recipe has an unknown mixup");
    ObjectNode optimizer = RecipeJson.write(ADAMW);
    ((ObjectNode) optimizer.get("optimizer")).put("amsgrad", true);
    assertThatThrownBy(() -> RecipeJson.read(optimizer))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the recipe has an unknown amsgrad");
  }

  /** So that the records of earlier releases stay as they are. */
  @Test
  void whatIsNotAskedForIsNotWritten() {
    assertThat(RecipeJson.write(ADAMW).fieldNames())
        .toIterable()
        .doesNotContain("dropout", "l1", "l2", "labelSmoothing", "classWeights");
    Recipe smoothed = Recipes.withRegularization(ADAMW, new Recipes.Regularization(0, 0, 0, 0.1f));
    assertThat(RecipeJson.write(smoothed).get("labelSmoothing").asText()).isEqualTo("0.1");
  }

  @Test
  void deltaIsHubers() {
    Recipe huber =
        ADAMW.with(NetworkSettings.LOSS, LossFunction.HUBER).with(NetworkSettings.DELTA, 0.25f);
    assertThat(huber.network().loss()).isEqualTo(new Loss(LossFunction.HUBER, 0.25f));
    ObjectNode node = RecipeJson.write(huber);
    assertThat(node.toString()).contains("\"loss\":\"huber\",\"delta\":0.25,");
    assertThat(RecipeJson.difference(huber, huber.with(NetworkSettings.DELTA, 1f)))
        .hasValue("{delta} was 0.25, and now is 1");
    assertThatThrownBy(() -> RecipeJson.read(node.put("delta", -1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("delta must be positive: -1.0");
    node.remove("delta");
    assertThatThrownBy(() -> RecipeJson.read(node))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("it has no delta");
    assertThatThrownBy(() -> RecipeJson.read(RecipeJson.write(ADAMW).put("delta", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the recipe has an unknown delta");
  }

  @Test
  void wrongRegularizationIsRefused() {
    ObjectNode dropout = RecipeJson.write(ADAMW).put("dropout", 1);
    assertThatThrownBy(() -> RecipeJson.read(dropout))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("dropout must be 0 or more and below 1: 1.0");
    ObjectNode weights = RecipeJson.write(ADAMW);
    weights.putArray("classWeights").add(1).add(2).add(-3).add(4);
    assertThatThrownBy(() -> RecipeJson.read(weights))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("classWeights must be positive and finite: -3.0");
    ObjectNode text = RecipeJson.write(ADAMW).put("classWeights", "balanced");
    assertThatThrownBy(() -> RecipeJson.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("classWeights: \"balanced\" is not an array");
  }

  private static Recipe recipe(
      Network network,
      ScheduleName decay,
      Initialization.Distribution distribution,
      int optimizer,
      Random random) {
    Optimizer chosen =
        optimizer == 0
            ? new AdamW(part(random), part(random), part(random), part(random))
            : new Sgd(part(random), optimizer == 2, part(random));
    Values values =
        Recipes.with(chosen)
            .with(NetworkSettings.ACTIVATION, network.activation())
            .with(NetworkSettings.LOSS, network.loss().function())
            .with(NetworkSettings.OUTPUT_ACTIVATION, network.output())
            .with(NetworkSettings.INIT, distribution)
            .with(NetworkSettings.INIT_SCALE, part(random))
            .with(TrainingSettings.SCHEDULE, decay)
            .with(TrainingSettings.LEARNING_RATE, random.nextDouble())
            .with(TrainingSettings.WARMUP, (long) random.nextInt(100))
            .with(TrainingSettings.EPOCHS, 1 + random.nextInt(100))
            .with(
                TrainingSettings.BATCH,
                random.nextBoolean() ? Recipes.ALL : 1 + random.nextInt(100))
            .with(TrainingSettings.AVERAGE_EVERY, 1 + random.nextInt(100))
            .with(TrainingSettings.SHARDS, 1 + random.nextInt(100))
            .with(TrainingSettings.SEED, random.nextLong());
    if (values.use(NetworkSettings.DELTA)) {
      values = values.with(NetworkSettings.DELTA, part(random));
    }
    for (Setting<Float> limit : List.of(TrainingSettings.CLIP_NORM, TrainingSettings.CLIP_VALUE)) {
      values = random.nextBoolean() ? values.with(limit, part(random)) : values;
    }
    for (Setting<Float> share :
        List.of(
            TrainingSettings.DROPOUT,
            TrainingSettings.L1,
            TrainingSettings.L2,
            TrainingSettings.LABEL_SMOOTHING)) {
      values = random.nextBoolean() ? values.with(share, part(random)) : values;
    }
    Recipe recipe =
        new Recipe(
            values,
            network.sizes(),
            InputScaling.divideBy(part(random)),
            random.nextBoolean() ? List.of() : List.of(part(random), part(random)),
            random.nextBoolean() ? null : "0a".repeat(32));
    return Recipes.withStopping(recipe, stopping(random));
  }

  private static EarlyStopping stopping(Random random) {
    return random.nextBoolean()
        ? EarlyStopping.NEVER
        : new EarlyStopping(
            (1 + random.nextInt(1_000)) / 1_002.0,
            random.nextInt(3),
            random.nextBoolean() ? EarlyStopping.Measure.LOSS : EarlyStopping.Measure.ACCURACY);
  }

  /** Between 0 and 1, both excluded. */
  private static float part(Random random) {
    return (1 + random.nextInt(0xfffffe)) * 0x1p-24f;
  }
}

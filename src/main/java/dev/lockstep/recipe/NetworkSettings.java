package dev.lockstep.recipe;

import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Initialization;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Network;
import dev.lockstep.recipe.Setting.Place;
import dev.lockstep.recipe.Setting.Use;
import dev.lockstep.text.Range;
import dev.lockstep.text.SettingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The settings that decide the network and its first weights, and the objects that follow from
 * them.
 */
public final class NetworkSettings {
  static final List<Setting<?>> ROWS = new ArrayList<>();

  private static final String WITH_OUTPUT_ACTIVATION = LossFunction.namesWithOutputActivation();

  public static final Setting<List<Integer>> HIDDEN =
      row("hidden", SettingType.WIDTHS, List.of(128))
          .doc("Widths of the hidden layers, as in 128,64; 'none' for none")
          .label("WIDTHS")
          .param("hiddenLayers")
          .at(Place.NOWHERE);

  public static final Setting<Activation> ACTIVATION =
      row("activation", SettingType.choice(Activation.class), Activation.RELU)
          .doc("Activation of the hidden layers")
          .at(Place.NETWORK);

  public static final Setting<LossFunction> LOSS =
      row("loss", SettingType.choice(LossFunction.class), LossFunction.CROSS_ENTROPY)
          .doc("Loss that training minimises")
          .param(null)
          .at(Place.NETWORK);

  public static final Setting<Float> DELTA =
      row("delta", SettingType.FLOAT, 1f)
          .doc("Size of an output's error above which huber is linear instead of quadratic")
          .param(null)
          .in(Range.FINITE_POSITIVE)
          .onlyFor(new Use<>(LOSS, Set.of(LossFunction.HUBER), loss -> ""), null)
          .at(Place.NETWORK);

  public static final Setting<Float> QUANTILE =
      row("quantile", SettingType.FLOAT, 0.5f)
          .doc("Share of the targets that lies below what is predicted")
          .label("SHARE")
          .param(null)
          .in(Range.ZERO_TO_ONE)
          .onlyFor(new Use<>(LOSS, Set.of(LossFunction.QUANTILE), loss -> ""), null)
          .at(Place.NETWORK);

  public static final Setting<Activation> OUTPUT_ACTIVATION =
      row("outputActivation", SettingType.choice(Activation.class), Activation.LINEAR)
          .doc("Activation of the last layer, with {loss} " + WITH_OUTPUT_ACTIVATION)
          .param(null)
          .at(Place.NETWORK);

  public static final Setting<Boolean> SINGLE_OUTPUT =
      row("singleOutput", SettingType.FLAG, false)
          .doc(
              "Tell two classes apart by one output, near 0 or near 1, instead of one each; with {loss} "
                  + WITH_OUTPUT_ACTIVATION)
          .param(null)
          .at(Place.NOWHERE);

  public static final Setting<Initialization.Distribution> INIT =
      row(
              "init",
              SettingType.choice(Initialization.Distribution.class),
              Initialization.Distribution.XAVIER)
          .doc("Distribution of the first weights")
          .at(Place.NETWORK);

  public static final Setting<Float> INIT_SCALE =
      row("initScale", SettingType.FLOAT, 1f)
          .doc("A factor on the first weights")
          .label("FACTOR")
          .in(Range.FINITE_POSITIVE)
          .at(Place.NETWORK);

  private NetworkSettings() {}

  private static <T> Setting<T> row(String name, SettingType<T> type, T defaultValue) {
    Setting<T> row = new Setting<>(name, type, defaultValue);
    ROWS.add(row);
    return row;
  }

  /** Returns the sizes of the layers for these features and classes. */
  static List<Integer> sizes(Values values, int features, int classes) {
    boolean single = values.get(SINGLE_OUTPUT);
    if (single && classes != 2) {
      throw new SettingException("{singleOutput} tells 2 classes apart, and these are " + classes);
    }
    List<Integer> sizes = new ArrayList<>();
    sizes.add(features);
    sizes.addAll(values.get(HIDDEN));
    sizes.add(single ? 1 : classes);
    return sizes;
  }

  static Network network(Values values, List<Integer> sizes) {
    float parameter =
        values.use(DELTA) ? values.get(DELTA) : values.use(QUANTILE) ? values.get(QUANTILE) : 0;
    Loss loss = new Loss(values.get(LOSS), parameter);
    return new Network(sizes, values.get(ACTIVATION), loss, values.get(OUTPUT_ACTIVATION));
  }

  static Initialization initialization(Values values) {
    return new Initialization(values.get(INIT), values.get(INIT_SCALE));
  }
}

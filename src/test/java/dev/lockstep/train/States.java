package dev.lockstep.train;

import dev.lockstep.recipe.Recipe;
import dev.lockstep.train.state.EpochSum;
import dev.lockstep.train.state.StateListener;
import dev.lockstep.train.state.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Keeps the state after every averaging. */
public final class States implements StateListener {
  public final List<TrainingState> states = new ArrayList<>();

  @Override
  public boolean wants(long step) {
    return true;
  }

  @Override
  public void onState(TrainingState state) {
    states.add(state);
  }

  /** A state in the middle of the second epoch, with values that are easily lost. */
  public static TrainingState awkward(Recipe recipe, long step) {
    TrainingState initial = TrainingState.initial(recipe);
    float[] parameters = initial.parameters();
    parameters[0] = -0.0f;
    parameters[1] = Float.MIN_VALUE;
    parameters[2] = -Float.MAX_VALUE;
    parameters[3] = Math.nextUp(1f);
    float[][] slots = initial.slots();
    for (int s = 0; s < slots.length; s++) {
      slots[s][s] = 0.1f + s;
    }
    int[] exponents = initial.exponents().clone();
    exponents[0] = -7;
    return new TrainingState(
        1,
        2,
        step,
        99,
        new EpochSum(0.1 + 0.2, 42, OptionalLong.of(17)),
        1.0 / 3,
        exponents,
        List.of("ab".repeat(32)),
        parameters,
        slots,
        List.of(),
        new float[0]);
  }
}

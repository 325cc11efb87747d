package dev.lockstep.train;

import java.io.Serializable;

/**
 * What the executors are told before a step. A step is a pure function of this and of a shard.
 *
 * @param parameters the network's, [P]
 * @param epoch from 0
 * @param step within the epoch, from 0
 * @param stepsPerEpoch T of the design: at step t, a shard of n examples works on those from t·n/T
 *     up to (t+1)·n/T
 * @param exponent of the gradient's {@link ExactSum}
 */
record StepState(float[] parameters, int epoch, long step, long stepsPerEpoch, int exponent)
    implements Serializable {

  int firstExample(int shardSize) {
    return bound(step, shardSize);
  }

  int endExample(int shardSize) {
    return bound(step + 1, shardSize);
  }

  private int bound(long t, int shardSize) {
    return (int) (t * shardSize / stepsPerEpoch);
  }
}

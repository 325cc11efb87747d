package dev.lockstep.train.state;

/** Receives states of a training, from which another one can go on. */
public interface StateListener {
  /** Wants none. */
  StateListener NONE =
      new StateListener() {
        @Override
        public boolean wants(long step) {
          return false;
        }

        @Override
        public void onState(TrainingState state) {}
      };

  /** Asked after every averaging, with the steps taken since training began. */
  boolean wants(long step);

  /** The state, if wanted; its arrays are not used elsewhere. What is thrown ends training. */
  void onState(TrainingState state);
}

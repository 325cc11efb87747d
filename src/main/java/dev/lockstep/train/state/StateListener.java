package dev.lockstep.train.state;

/** Receives states of a training, from which another training can continue. */
public interface StateListener {
  /** Receives no state. */
  StateListener NONE =
      new StateListener() {
        @Override
        public boolean wants(long step) {
          return false;
        }

        @Override
        public void onState(TrainingState state) {}
      };

  /**
   * Returns true to receive the state; asked after every averaging, with the steps taken since
   * training began.
   */
  boolean wants(long step);

  /** Receives the state; its arrays are not used elsewhere. An exception ends training. */
  void onState(TrainingState state);
}

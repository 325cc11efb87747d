package dev.lockstep.train.exchange.simulation;

/** What a node's processor takes for its part of a round, in seconds. */
public interface Costs {
  /** Costs nothing, for those who ask for sums alone. */
  Costs NONE =
      new Costs() {
        @Override
        public double message(long bytes) {
          return 0;
        }

        @Override
        public double copyState(long elements) {
          return 0;
        }

        @Override
        public double pack(long elements) {
          return 0;
        }

        @Override
        public double add(long elements) {
          return 0;
        }

        @Override
        public double update(long elements) {
          return 0;
        }
      };

  /** Returns the time to send or to receive a message, whatever it says. */
  double message(long bytes);

  /** Returns the time to write or read a state of so many parameters. */
  double copyState(long elements);

  /** Returns the time to pack a sum. */
  double pack(long elements);

  /** Returns the time to unpack a sum and add it to another. */
  double add(long elements);

  /** Returns the time of the driver's update from a sum. */
  double update(long elements);
}

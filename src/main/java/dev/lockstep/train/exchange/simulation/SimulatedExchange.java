package dev.lockstep.train.exchange.simulation;

import dev.lockstep.linalg.Slices;
import dev.lockstep.train.exchange.rounds.DriverPart;
import dev.lockstep.train.exchange.rounds.ExecutorPart;
import dev.lockstep.train.exchange.rounds.Message;
import dev.lockstep.train.exchange.rounds.Message.Kind;
import dev.lockstep.train.exchange.rounds.SumRequest;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BiFunction;

/**
 * A driver and executors that exchange the real messages in virtual time. A message is written by
 * its sender's processor, waits for the sender's link, travels, waits for the receiver's link, and
 * is read by the receiver's processor. Links and processors take one message after another.
 *
 * <p>So that large models fit, a parameter may stand for many: bytes and times are multiplied then,
 * and the sums are still real.
 */
public final class SimulatedExchange {
  private final int executors;
  private final Network network;
  private final Costs costs;
  private final int scale;
  private final BiFunction<Integer, SumRequest, StepSum> computes;
  private final DriverPart driver;
  private final List<ExecutorPart> parts = new ArrayList<>();

  /** By node: executor i is node i, the driver the last; when its link is free. */
  private final double[] outFree;

  private final double[] inFree;

  /** By core: when it is free. */
  private final double[] coreFree;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<Sent> outbox = new ArrayList<>();
  private long eventCount;
  private double now;
  private int length;
  private boolean sliced;
  private long messages;
  private long bytesOut;
  private long bytesIn;
  private int lostNode = -1;
  private long lostAfter = Long.MAX_VALUE;

  private record Sent(int from, int to, Message message) {}

  private record Event(double time, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Double.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /**
   * Creates an exchange.
   *
   * @param scale how many parameters one stands for
   * @param computes an executor's sum, which takes no time
   */
  public SimulatedExchange(
      int executors,
      Network network,
      Costs costs,
      int scale,
      BiFunction<Integer, SumRequest, StepSum> computes) {
    this.executors = executors;
    this.network = network;
    this.costs = costs;
    this.scale = scale;
    this.computes = computes;
    driver = new DriverPart(executors);
    for (int i = 0; i < executors; i++) {
      int self = i;
      parts.add(
          new ExecutorPart(i, executors, (to, message) -> outbox.add(new Sent(self, to, message))));
    }
    outFree = new double[executors + 1];
    inFree = new double[executors + 1];
    coreFree = new double[network.sharedCores() == 0 ? executors + 1 : network.sharedCores()];
  }

  /** Lets an executor vanish after so many messages of all, counted from the beginning. */
  public void lose(int executor, long after) {
    lostNode = executor;
    lostAfter = after;
  }

  /** Returns the executors' parts. */
  public List<ExecutorPart> executors() {
    return parts;
  }

  /** Runs a round until no message is under way. */
  public RoundReport round(StepState state, int[] exponents, boolean inSlices) {
    double start = now;
    long messagesBefore = messages;
    bytesOut = 0;
    bytesIn = 0;
    length = state.parameters().length;
    sliced = inSlices;
    List<Message> first = driver.begin(state, exponents, inSlices);
    for (int i = 0; i < executors; i++) {
      outbox.add(new Sent(executors, i, first.get(i)));
    }
    work(executors, costs.copyState(elements(1)));
    while (!events.isEmpty()) {
      Event event = events.remove();
      now = event.time;
      event.action.run();
    }
    Optional<StepSum> sum = Optional.empty();
    if (driver.isComplete()) {
      sum = Optional.of(driver.sum(Slices.ONE));
      double adding = inSlices ? costs.add(elements(1)) : executors * costs.add(elements(1));
      now = occupy(executors, adding + costs.update(elements(1)));
    }
    return new RoundReport(sum, now - start, messages - messagesBefore, bytesOut, bytesIn);
  }

  /** Returns how many parameters a part of the model stands for. */
  private long elements(int slices) {
    return (long) length * scale / slices;
  }

  private int slices() {
    return sliced ? executors : 1;
  }

  /** Occupies a node's processor, and then sends what is in the outbox, one after another. */
  private void work(int node, double seconds) {
    occupy(node, seconds);
    for (Sent sent : List.copyOf(outbox)) {
      send(sent);
    }
    outbox.clear();
  }

  /** Returns when a node's processor is done with what it begins now or when it is free. */
  private double occupy(int node, double seconds) {
    int core = 0;
    if (network.sharedCores() == 0) {
      core = node;
    } else {
      for (int other = 1; other < coreFree.length; other++) {
        core = coreFree[other] < coreFree[core] ? other : core;
      }
    }
    coreFree[core] = Math.max(coreFree[core], now) + seconds;
    return coreFree[core];
  }

  private void send(Sent sent) {
    if (isLost(sent.from)) {
      return;
    }
    int to = sent.to == ExecutorPart.DRIVER ? executors : sent.to;
    long number = messages++;
    long bytes = bytes(sent.message);
    double written = occupy(sent.from, costs.message(bytes));
    double takes = bytes / network.bytesPerSecond();
    outFree[sent.from] = Math.max(outFree[sent.from], written) + takes;
    if (sent.from == executors) {
      bytesOut += bytes;
    }
    double delay = network.latencySeconds() + network.delaySeconds().applyAsDouble(number);
    at(outFree[sent.from] + delay, () -> arrive(to, sent.message, bytes, takes));
  }

  private void arrive(int to, Message message, long bytes, double takes) {
    inFree[to] = Math.max(now, inFree[to] + takes);
    if (to == executors) {
      bytesIn += bytes;
    }
    at(inFree[to], () -> read(to, message, bytes));
  }

  private void read(int to, Message message, long bytes) {
    double read = occupy(to, costs.message(bytes));
    at(read, () -> receive(to, message));
  }

  private void receive(int to, Message message) {
    if (isLost(to)) {
      return;
    }
    if (to == executors) {
      if (message.kind() == Kind.SUM) {
        driver.receive(message);
      }
      return;
    }
    ExecutorPart part = parts.get(to);
    boolean isState = message.kind() == Kind.STATE;
    part.receive(message);
    double seconds = isState ? costs.copyState(elements(slices())) : costs.add(elements(slices()));
    Optional<SumRequest> request = part.request();
    if (request.isPresent()) {
      part.computed(computes.apply(to, request.get()));
      seconds += costs.pack(elements(1));
    }
    if (outbox.stream().anyMatch(sent -> sliced && sent.to == ExecutorPart.DRIVER)) {
      seconds += costs.pack(elements(executors));
    }
    work(to, seconds);
  }

  private boolean isLost(int node) {
    return node == lostNode && messages >= lostAfter;
  }

  /** Returns the bytes of a message where a parameter stands for many. */
  private long bytes(Message message) {
    long bytes = message.bytes().length;
    int width = message.kind() == Kind.STATE ? Float.BYTES : SUM_BYTES;
    long arrays = (long) width * length / slices();
    return scale == 1 ? bytes : bytes + arrays * (scale - 1);
  }

  /** The bytes of a packed number; see {@code GradientAveraging}. */
  private static final int SUM_BYTES = Integer.BYTES;

  private void at(double time, Runnable action) {
    events.add(new Event(time, eventCount++, action));
  }
}

package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.linalg.Slices;
import dev.lockstep.train.exchange.rounds.Begin;
import dev.lockstep.train.exchange.rounds.DriverPart;
import dev.lockstep.train.exchange.rounds.ExecutorPart;
import dev.lockstep.train.exchange.rounds.Message;
import dev.lockstep.train.exchange.rounds.Message.Kind;
import dev.lockstep.train.exchange.rounds.Slicing;
import dev.lockstep.train.step.Averaging;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.api.java.JavaFutureAction;

/**
 * A residence on executors. The tasks of an executor add up first, and one of them speaks for all:
 * it brings their sum and is answered with the next state. Where that pays, executors exchange
 * slices of both among themselves, and the driver sends and receives one of each.
 */
final class RemoteResidence extends Residence {
  /** Tasks wait some seconds for the executor that has their shards. */
  private static final long ARRIVAL_MILLIS = 10_000;

  /** A sum may take that many times as long as the longest before, and at least so long. */
  private static final int PATIENCE = 20;

  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final long WAIT_MILLIS = 20;
  private static final Message END = Message.of(Kind.END, 0, ExecutorPart.DRIVER);

  /** More are seldom faster: what they do is as fast as memory. */
  private static final int DRIVER_THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

  private final DataSet data;
  private final Averaging averaging;
  private final Slicing slicing;
  private final SparkRpc.Opened desk;

  /** The driver's threads, which share its part of a step. */
  private final Crew driver = new Crew(DRIVER_THREADS, Long.MAX_VALUE);

  /** By name, in the order of their numbers; guarded by this, as all below. */
  private final Map<String, Peer> peers = new TreeMap<>();

  private final Set<Integer> arrived = new HashSet<>();

  /** The tasks that have come, with their executors. */
  private final Map<SparkRpc.Reply, String> waitingToBegin = new LinkedHashMap<>();

  /** The executors by number; empty before all tasks have arrived. */
  private List<Peer> executors = List.of();

  /** Null before all tasks have arrived. */
  private DriverPart part;

  /** True if executors reach each other. */
  private boolean sliced;

  /** Lines to the executors' own ports. */
  private List<SparkRpc.Line> ports = List.of();

  private String failure;
  private boolean over;
  private long longestNanos;

  /** An executor with tasks of the residence. */
  private static final class Peer {
    private int tasks;

    /** Answers its last message; null while it works. */
    private SparkRpc.Reply reply;

    /** Where other executors reach it; empty if they cannot. */
    private String address = "";

    /** True if it reaches all others. */
    private boolean reachesAll;
  }

  RemoteResidence(DataSet data, Averaging averaging, Slicing slicing) {
    this.data = data;
    this.averaging = averaging;
    this.slicing = slicing;
    desk = SparkRpc.open("lockstep-" + UUID.randomUUID(), this::receive);
    for (int member = 1; member < DRIVER_THREADS; member++) {
      int follower = member;
      Thread thread =
          new Thread(() -> driver.follow(follower, () -> true), "lockstep-driver-" + follower);
      thread.setDaemon(true);
      thread.start();
    }
  }

  @Override
  JavaFutureAction<Void> submit() {
    return data.shards().foreachPartitionAsync(ResidentTask.remote(desk.address(), averaging));
  }

  private synchronized void receive(byte[] bytes, SparkRpc.Reply reply) {
    Message message = new Message(bytes);
    if (over) {
      reply.send(END.bytes());
      return;
    }
    try {
      receive(message, reply);
    } catch (RuntimeException e) { // Not what this round may bring.
      failure = e.getMessage();
      reply.send(END.bytes());
      end();
    }
    if (over || allWait()) {
      notifyAll();
    }
  }

  private void receive(Message message, SparkRpc.Reply reply) {
    switch (message.kind()) {
      case ARRIVED -> arrive(message, reply);
      case READY -> {
        Peer peer = executors.get(message.from());
        peer.reply = reply;
        peer.reachesAll = message.number() == 1;
        peer.address = message.text();
      }
      case SUM -> {
        part.receive(message);
        executors.get(message.from()).reply = reply;
      }
      default -> throw new IllegalStateException(message.text());
    }
  }

  private void arrive(Message message, SparkRpc.Reply reply) {
    String executor = message.text();
    waitingToBegin.put(reply, executor);
    if (!arrived.add(message.number())) { // A task that Spark has begun again.
      end();
      return;
    }
    peers.computeIfAbsent(executor, name -> new Peer()).tasks++;
    if (arrived.size() == data.partitions()) {
      executors = List.copyOf(peers.values());
      part = new DriverPart(executors.size());
      boolean opensPorts = slicing.pays(executors.size(), averaging.exchangedBytes());
      waitingToBegin.forEach((task, name) -> task.send(begin(peers.get(name), opensPorts)));
      waitingToBegin.clear();
    }
  }

  private byte[] begin(Peer peer, boolean opensPort) {
    return new Begin(executors.indexOf(peer), executors.size(), opensPort)
        .message(peer.tasks)
        .bytes();
  }

  @Override
  boolean awaitAll() throws InterruptedException {
    long deadline = System.nanoTime() + ARRIVAL_MILLIS * 1_000_000;
    if (!awaitAll(deadline)) {
      return false;
    }
    List<String> addresses = addresses();
    if (addresses.size() > 1 && addresses.stream().noneMatch(String::isEmpty)) {
      introduce(addresses);
      return awaitAll(deadline);
    }
    return true;
  }

  private synchronized boolean awaitAll(long deadline) throws InterruptedException {
    while (!allWait() && !over && !hasLeft() && System.nanoTime() < deadline) {
      wait(WAIT_MILLIS);
    }
    sliced = allWait() && executors.stream().allMatch(executor -> executor.reachesAll);
    return allWait() && !over;
  }

  private synchronized List<String> addresses() {
    return executors.stream().map(executor -> executor.address).toList();
  }

  /** Tells everyone where everyone is. */
  private void introduce(List<String> addresses) {
    List<SparkRpc.Line> lines;
    try {
      lines = SparkRpc.Line.toAll(addresses);
    } catch (IllegalStateException e) {
      return; // They bring whole sums.
    }
    synchronized (this) {
      if (!over) {
        ports = lines;
        Message message =
            Message.of(Kind.PEERS, 0, ExecutorPart.DRIVER, String.join("\n", addresses));
        takeReplies().forEach(reply -> reply.send(message.bytes()));
      }
    }
  }

  private boolean allWait() {
    return part != null && executors.stream().allMatch(executor -> executor.reply != null);
  }

  @Override
  StepSum sum(StepState state, int[] exponents) {
    long start = System.nanoTime();
    List<Message> messages = part().begin(state, exponents, sliced);
    List<SparkRpc.Reply> replies = takeReplies();
    driver.work(replies.size(), (member, i) -> replies.get(i).send(messages.get(i).bytes()));
    awaitSums(start);
    return part().sum(driver);
  }

  private synchronized DriverPart part() {
    return part;
  }

  private synchronized void awaitSums(long start) {
    long patience = Math.max(PATIENCE_NANOS, PATIENCE * longestNanos);
    while (!allWait()) {
      if (over || hasLeft() || System.nanoTime() - start > patience) {
        end();
        throw lost();
      }
      try {
        wait(WAIT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        end();
        throw new Crew.CrewException(e);
      }
    }
    longestNanos = Math.max(longestNanos, System.nanoTime() - start);
  }

  private Crew.CrewException lost() {
    return new Crew.CrewException(new IllegalStateException("a task is lost: " + failure));
  }

  /** Returns the answers that the executors wait for; they work then. */
  private synchronized List<SparkRpc.Reply> takeReplies() {
    if (over) { // Since it was asked last: another job has just started.
      throw lost();
    }
    List<SparkRpc.Reply> replies = new ArrayList<>();
    for (Peer executor : executors) {
      replies.add(executor.reply);
      executor.reply = null;
    }
    return replies;
  }

  /** Returns whether executors exchange slices among themselves. */
  synchronized boolean isSliced() {
    return sliced;
  }

  @Override
  String reason() {
    return "every partition has a slot" + (isSliced() ? "; executors exchange slices" : "");
  }

  @Override
  Slices slices() {
    return driver;
  }

  /** Sends everyone home who waits; who computes is sent home afterwards. */
  @Override
  synchronized void end() {
    over = true;
    waitingToBegin.keySet().forEach(task -> task.send(END.bytes()));
    waitingToBegin.clear();
    for (Peer executor : executors) {
      SparkRpc.Reply reply = executor.reply;
      executor.reply = null;
      if (reply != null) {
        reply.send(END.bytes());
      }
    }
    ports.forEach(port -> port.send(END.bytes())); // They may wait for each other.
    ports = List.of();
    notifyAll();
  }

  @Override
  synchronized boolean isOver() {
    return over;
  }

  @Override
  public void close() {
    super.close();
    desk.close();
    driver.end();
  }
}

package dev.lockstep.train.exchange;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.linalg.Slices;
import dev.lockstep.train.exchange.Message.Kind;
import dev.lockstep.train.step.Averaging;
import dev.lockstep.train.step.StepState;
import dev.lockstep.train.step.StepSum;
import java.nio.charset.StandardCharsets;
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
 * it brings their sum and is answered with the next state.
 */
final class RemoteResidence extends Residence {
  /** Tasks wait some seconds for the executor that has their shards. */
  private static final long ARRIVAL_MILLIS = 10_000;

  /** A sum may take that many times as long as the longest before, and at least so long. */
  private static final int PATIENCE = 20;

  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final long WAIT_MILLIS = 20;
  private static final byte[] END = Message.of(Kind.END, "", 0).toBytes();

  /** More are seldom faster: what they do is as fast as memory. */
  private static final int DRIVER_THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

  private final DataSet data;
  private final Averaging averaging;
  private final SparkRpc.Opened desk;

  /** The driver's threads, which share its part of a step. */
  private final Crew driver = new Crew(DRIVER_THREADS, Long.MAX_VALUE);

  /** Guarded by this, as all below. */
  private final Map<String, Peer> peers = new TreeMap<>();

  private final Set<Integer> arrived = new HashSet<>();

  /** The tasks that have come, with their executors. */
  private final Map<SparkRpc.Reply, String> waitingToBegin = new LinkedHashMap<>();

  private String failure;
  private boolean over;
  private long longestNanos;

  /** An executor with tasks of the residence. */
  private static final class Peer {
    private int tasks;

    /** Answers its last message; null while it computes. */
    private SparkRpc.Reply reply;

    /** What it brought last; null while it computes. */
    private Message sum;
  }

  RemoteResidence(DataSet data, Averaging averaging) {
    this.data = data;
    this.averaging = averaging;
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
    Message message = Message.of(bytes);
    if (over) {
      reply.send(END);
      return;
    }
    switch (message.kind()) {
      case ARRIVED -> arrive(message, reply);
      case SUM -> {
        Peer peer = peers.get(message.executor());
        peer.reply = reply;
        peer.sum = message;
      }
      default -> {
        failure = new String(message.payload(), StandardCharsets.UTF_8);
        reply.send(END);
        end();
      }
    }
    notifyAll();
  }

  private void arrive(Message message, SparkRpc.Reply reply) {
    waitingToBegin.put(reply, message.executor());
    if (!arrived.add(message.number())) { // A task that Spark has begun again.
      end();
      return;
    }
    peers.computeIfAbsent(message.executor(), name -> new Peer()).tasks++;
    if (arrived.size() == data.partitions()) {
      waitingToBegin.forEach(
          (task, executor) ->
              task.send(Message.of(Kind.BEGIN, "", peers.get(executor).tasks).toBytes()));
      waitingToBegin.clear();
    }
  }

  @Override
  synchronized boolean awaitAll() throws InterruptedException {
    long deadline = System.nanoTime() + ARRIVAL_MILLIS * 1_000_000;
    while (!allWait() && !over && !hasLeft() && System.nanoTime() < deadline) {
      wait(WAIT_MILLIS);
    }
    return allWait() && !over;
  }

  private boolean allWait() {
    return arrived.size() == data.partitions()
        && peers.values().stream().allMatch(peer -> peer.reply != null);
  }

  @Override
  StepSum sum(StepState state, int[] exponents) {
    byte[] request = Message.serialized(new SumRequest(state, exponents));
    byte[] work = new Message(Kind.STATE, "", 0, request).toBytes();
    List<Message> messages = exchange(work);
    StepSum[] sums = new StepSum[messages.size()];
    driver.work(sums.length, (member, i) -> sums[i] = messages.get(i).payload(StepSum.class));
    StepSum total = sums[0];
    for (int i = 1; i < sums.length; i++) {
      total.merge(sums[i], driver);
    }
    return total;
  }

  private synchronized List<Message> exchange(byte[] work) {
    long start = System.nanoTime();
    long patience = Math.max(PATIENCE_NANOS, PATIENCE * longestNanos);
    if (over) { // Since it was asked last: another job has just started.
      throw lost();
    }
    answerPeers(work);
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
    return peers.values().stream().map(peer -> peer.sum).toList();
  }

  private Crew.CrewException lost() {
    return new Crew.CrewException(new IllegalStateException("a task is lost: " + failure));
  }

  private void answerPeers(byte[] answer) {
    for (Peer peer : peers.values()) {
      SparkRpc.Reply reply = peer.reply;
      peer.reply = null;
      if (reply != null) {
        reply.send(answer);
      }
    }
  }

  @Override
  Slices slices() {
    return driver;
  }

  /** Sends everyone home who waits; who computes is sent home afterwards. */
  @Override
  synchronized void end() {
    over = true;
    waitingToBegin.keySet().forEach(task -> task.send(END));
    waitingToBegin.clear();
    answerPeers(END);
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

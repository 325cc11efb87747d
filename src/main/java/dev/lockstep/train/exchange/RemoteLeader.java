package dev.lockstep.train.exchange;

import dev.lockstep.train.exchange.rounds.Begin;
import dev.lockstep.train.exchange.rounds.ExecutorPart;
import dev.lockstep.train.exchange.rounds.Message;
import dev.lockstep.train.exchange.rounds.Message.Kind;
import dev.lockstep.train.exchange.rounds.SumRequest;
import dev.lockstep.train.step.Averaging;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The task that speaks for its executor: it brings sums and receives states through Spark's RPC.
 * The driver answers each of its messages with the next one; other executors' messages come to a
 * port of its own.
 */
final class RemoteLeader implements AutoCloseable {
  private static final long PARK_NANOS = 20_000_000;

  private final SparkRpc.Line driver;
  private final Begin begin;
  private final Thread thread = Thread.currentThread();
  private final ExecutorPart part;

  /** Null if it needs none, or could not open one. */
  private final SparkRpc.Opened port;

  /** By executor; empty where it is not to reach them. */
  private volatile List<SparkRpc.Line> peers = List.of();

  /** The others' addresses, before it has met them; else null. */
  private volatile Message introduction;

  RemoteLeader(String residence, SparkRpc.Line driver, Begin begin) {
    this.driver = driver;
    this.begin = begin;
    part = new ExecutorPart(begin.self(), begin.executors(), this::send);
    port = begin.opensPort() ? openPort(residence) : null;
  }

  private SparkRpc.Opened openPort(String residence) {
    try {
      return SparkRpc.openPort(residence, (bytes, reply) -> receive(new Message(bytes)));
    } catch (Exception | LinkageError e) { // Scala's methods throw what they do not declare.
      return null; // The driver gets no address, and keeps the star.
    }
  }

  /** Takes part in rounds until there are no more. */
  void lead(Team team, Averaging averaging, BooleanSupplier stays) {
    String address = port == null ? "" : port.address().text();
    ask(Message.of(Kind.READY, 0, begin.self(), address));
    while (stays.getAsBoolean() && !team.isOver() && !part.isOver()) {
      Message met = introduction;
      if (met != null) {
        introduction = null;
        meet(met.text().lines().toList());
      }
      Optional<SumRequest> request = part.request();
      if (request.isEmpty()) {
        LockSupport.parkNanos(this, PARK_NANOS);
      } else {
        compute(team, averaging, request.get());
      }
    }
  }

  private void compute(Team team, Averaging averaging, SumRequest request) {
    try {
      part.computed(team.sum(averaging, request.state(), request.exponents()));
    } catch (Crew.CrewException e) {
      part.fail(e.getCause());
    }
  }

  private void send(int to, Message message) {
    if (to == ExecutorPart.DRIVER) {
      ask(message);
    } else {
      peers.get(to).send(message.bytes());
    }
  }

  private void ask(Message message) {
    driver.ask(
        message.bytes(),
        answer -> receive(new Message(answer)),
        failure -> {
          part.end();
          LockSupport.unpark(thread);
        });
  }

  private void receive(Message message) {
    if (message.kind() == Kind.PEERS) {
      introduction = message;
    } else {
      part.receive(message);
    }
    LockSupport.unpark(thread);
  }

  /** Connects with the others; the driver is told whether all can be reached. */
  private void meet(List<String> addresses) {
    boolean reached = true;
    try {
      peers = SparkRpc.Line.toAll(addresses);
    } catch (IllegalStateException e) {
      reached = false;
    }
    ask(Message.of(Kind.READY, reached ? 1 : 0, begin.self()));
  }

  @Override
  public void close() {
    if (port != null) {
      port.close();
    }
  }
}

package dev.lockstep.serve;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open connections: not more than a limit, and none that is silent for ever. Who comes when all
 * places are taken gets the place of the one that has kept the server waiting longest, so that
 * clients which open connections and say nothing shut nobody out.
 */
final class Connections {
  private final Set<Client> open = ConcurrentHashMap.newKeySet();
  private final Limits limits;
  private final Metrics metrics;
  private volatile boolean draining;

  Connections(Limits limits, Metrics metrics) {
    this.limits = limits;
    this.metrics = metrics;
  }

  /** Adds a connection; returns false if all places are taken by requests in work. */
  synchronized boolean admit(Client connection) {
    if (draining || (metrics.connections.get() >= limits.connections() && !evict())) {
      metrics.refusedConnections.increment();
      return false;
    }
    metrics.connections.incrementAndGet();
    open.add(connection);
    return true;
  }

  void remove(Client connection) {
    if (open.remove(connection)) {
      metrics.connections.decrementAndGet();
    }
  }

  /** Closes the connection that waits longest for its client; returns false if none does. */
  boolean evict() {
    Optional<Client> longest =
        open.stream().filter(Client::awaitsClient).min(Comparator.comparingLong(Client::since));
    longest.ifPresent(
        connection -> {
          remove(connection);
          metrics.evicted.increment();
          connection.close();
        });
    return longest.isPresent();
  }

  /** Takes memory for a request or an answer; returns false if there is too little. */
  boolean take(long bytes) {
    if (metrics.bufferedBytes.addAndGet(bytes) <= limits.bufferedBytes()) {
      return true;
    }
    metrics.bufferedBytes.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    metrics.bufferedBytes.addAndGet(-bytes);
  }

  /** Closes what has exceeded its time. Called several times a second. */
  void closeOverdue() {
    long now = System.nanoTime();
    for (Client connection : open) {
      if (connection.isOverdue(now, limits)) {
        connection.endOverdue();
      }
    }
  }

  boolean isDraining() {
    return draining;
  }

  /** Lets requests that have begun end, and no others begin; returns after that, or in time. */
  void drain() throws InterruptedException {
    draining = true;
    open.forEach(Client::closeIfIdle);
    long end = System.nanoTime() + limits.drain().toNanos();
    while (!open.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(5);
    }
    open.forEach(Client::close);
  }
}

package dev.lockstep.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.run.Proc.Birth;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process's identity, which does not change when the clock is set. On Linux it is the boot, the
 * namespace that numbers its processes, the number, and the start in ticks since the boot.
 * Elsewhere it is the host, the number and the start, which those systems record once.
 *
 * @param start by the clock; on Linux only for a person to read
 * @param birth on Linux; a lock of an earlier release has none
 */
record ProcessIdentity(String host, long pid, Instant start, Optional<Birth> birth) {
  private static final String NO_NAME = "localhost";

  /** The namespace with which a machine boots; Linux gives it this name on all machines. */
  private static final String FIRST_NAMESPACE = "pid:[4026531836]";

  /** Linux knows a start by the clock to the second, if the clock was set after the boot. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  static ProcessIdentity current() {
    ProcessHandle process = ProcessHandle.current();
    return new ProcessIdentity(
        hostName(),
        process.pid(),
        process.info().startInstant().orElse(Instant.EPOCH),
        Proc.SYSTEM.ownBirth());
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return NO_NAME;
    }
  }

  void write(ObjectNode node) {
    node.put("host", host).put("pid", pid).put("processStart", start.toString());
    birth.ifPresent(
        b ->
            node.put("bootId", b.bootId())
                .put("pidNamespace", b.pidNamespace())
                .put("startTicks", b.startTicks()));
  }

  /**
   * Reads the fields that {@link #write} wrote, in this release or an earlier one.
   *
   * @throws DateTimeException if the start is missing or not a time
   */
  static ProcessIdentity read(JsonNode node) {
    return new ProcessIdentity(
        node.path("host").asText(),
        node.path("pid").asLong(),
        Instant.parse(node.path("processStart").asText()),
        node.has("startTicks")
            ? Optional.of(
                new Birth(
                    node.path("bootId").asText(),
                    node.path("pidNamespace").asText(),
                    node.path("startTicks").asLong()))
            : Optional.empty());
  }

  /** Returns DEAD or ALIVE only if that is certain. */
  Life life() {
    return life(current(), Proc.SYSTEM);
  }

  /**
   * Returns DEAD or ALIVE only if that is certain.
   *
   * @param self the process that asks
   */
  Life life(ProcessIdentity self, Proc proc) {
    if (birth.isEmpty() || self.birth.isEmpty()) {
      return host.equals(self.host) ? lifeByStart(self) : Life.UNKNOWN;
    }
    Birth its = birth.get();
    Birth own = self.birth.get();
    if (!its.bootId().equals(own.bootId())) {
      return wasOfThisMachine(self) ? Life.DEAD : Life.UNKNOWN;
    }
    return its.pidNamespace().equals(own.pidNamespace())
        ? proc.life(pid, its.startTicks(), self.pid)
        : Life.UNKNOWN;
  }

  /**
   * Returns true if it was a process of this machine in another boot: containers may share a name,
   * machines of one network do not.
   */
  private boolean wasOfThisMachine(ProcessIdentity self) {
    return host.equals(self.host)
        && !host.equals(NO_NAME)
        && birth.get().pidNamespace().equals(FIRST_NAMESPACE)
        && self.birth.get().pidNamespace().equals(FIRST_NAMESPACE);
  }

  private Life lifeByStart(ProcessIdentity self) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty()) {
      return Life.DEAD;
    }
    Optional<Instant> found = process.get().info().startInstant();
    if (found.isEmpty() || start.equals(Instant.EPOCH)) {
      return Life.UNKNOWN;
    }
    if (self.birth.isPresent()) { // Here a start moves with the clock.
      Duration difference = Duration.between(start, found.get()).abs();
      return difference.compareTo(START_TOLERANCE) <= 0 ? Life.ALIVE : Life.UNKNOWN;
    }
    return start.equals(found.get()) ? Life.ALIVE : Life.DEAD;
  }
}

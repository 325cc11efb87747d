package dev.lockstep.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Linux's table of processes in the folder {@code /proc}. */
record Proc(Path folder) {
  static final Proc SYSTEM = new Proc(Path.of("/proc"));

  /** The fields of a process's line after its name, which may hold spaces and brackets. */
  private static final int STATE = 0;

  private static final int START_TICKS = 19;

  /** Tells a Linux process from every other one, together with its number. */
  record Birth(String bootId, String pidNamespace, long startTicks) {}

  private record Entry(String state, long startTicks) {}

  /** Returns this process's birth; empty if the system is not Linux or shows no processes. */
  Optional<Birth> ownBirth() {
    try {
      Optional<Entry> own = entry("self");
      return own.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Birth(
                  Files.readString(folder.resolve("sys/kernel/random/boot_id")).strip(),
                  Files.readSymbolicLink(folder.resolve("self/ns/pid")).toString(),
                  own.get().startTicks));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Looks up a process numbered by this boot and this process's namespace.
   *
   * @param ownPid this process's number
   */
  Life life(long pid, long startTicks, long ownPid) {
    try {
      if (!Files.readSymbolicLink(folder.resolve("self")).toString().equals("" + ownPid)) {
        return Life.UNKNOWN; // The folder shows another namespace's processes.
      }
      Optional<Entry> found = entry(String.valueOf(pid));
      if (found.isEmpty()) {
        // If other users' processes are hidden, so is the first one.
        return entry("1").isPresent() ? Life.DEAD : Life.UNKNOWN;
      }
      boolean ended = found.get().state.equals("Z") || found.get().state.equals("X");
      return !ended && found.get().startTicks == startTicks ? Life.ALIVE : Life.DEAD;
    } catch (IOException e) {
      return Life.UNKNOWN;
    }
  }

  /** Returns a process's entry; empty if there is no such process. */
  private Optional<Entry> entry(String process) throws IOException {
    Path file = folder.resolve(process).resolve("stat");
    if (!Files.exists(folder.resolve(process))) {
      return Optional.empty();
    }
    String line = Files.readString(file);
    String[] fields = line.substring(line.lastIndexOf(')') + 1).strip().split(" ", -1);
    try {
      return Optional.of(new Entry(fields[STATE], Long.parseLong(fields[START_TICKS])));
    } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
      throw new IOException(file + ": not a process's line", e);
    }
  }
}

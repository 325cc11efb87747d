package dev.lockstep.cli;

import dev.lockstep.testing.EndsWithParent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command in a process of its own, on two local cores; it ends with the tests' process. */
public record LockstepProcess(Process process, Path err) implements AutoCloseable {

  /**
   * Starts it.
   *
   * @param folder for what it prints
   * @param prefix what is to start it, as in {@code env NAME=VALUE}
   */
  public static LockstepProcess start(Path folder, List<String> prefix, Object... args)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "@conf/jvm.options",
            "-Xmx1g",
            "-XX:+UseSerialGC",
            // It lives for seconds, of which the second compiler would take most: and without that
            // one, vectors are slower than none.
            "-XX:TieredStopAtLevel=1",
            "-XX:MaxVectorSize=8",
            "-Dspark.master=local[2]",
            "-Dspark.ui.enabled=false",
            "-Dlog4j2.configurationFile=conf/log4j2.properties",
            "-cp",
            System.getProperty("java.class.path"),
            EndsWithParent.class.getName(),
            Main.class.getName()));
    for (Object arg : args) {
      command.add(String.valueOf(arg));
    }
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(err.toFile());
    return new LockstepProcess(builder.start(), err);
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** The exit code. */
  public int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /** Its standard error. */
  public String said() throws IOException {
    return Files.readString(err);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}

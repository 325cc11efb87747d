package dev.lockstep.cli.registry;

import dev.lockstep.cli.option.PathText;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.registry.Acts;
import dev.lockstep.registry.Entry;
import dev.lockstep.registry.Registry;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The registry of a command, and how the command answers. */
final class RegistryArgument {
  @Parameters(
      index = "0",
      paramLabel = "REGISTRY",
      converter = PathText.class,
      description = "The folder of a model's versions.")
  private String path;

  @Option(names = "--json", description = "Print JSON in place of lines.")
  boolean json;

  Registry registry() {
    return new Registry(new Path(path), Session.configuration(), Terminal::warn);
  }

  Acts acts(Registry registry) {
    return new Acts(registry, Terminal::warn);
  }

  /** Prints the champion after a person's act, which is empty if there was nothing to do. */
  void printChampion(Registry registry, Optional<Entry> act) throws IOException {
    registry
        .champion()
        .ifPresent(
            champion -> {
              if (json) {
                Terminal.printLines(
                    champion.toJson().put("changed", act.isPresent()).toPrettyString() + "\n");
              } else {
                String before =
                    act.isPresent() && champion.previous().isPresent()
                        ? "; before it: version " + champion.previous().getAsInt()
                        : "";
                Terminal.print(
                    "version %d is the champion of %s%s%s%n",
                    champion.version(), path, act.isPresent() ? "" : " already", before);
              }
            });
  }
}

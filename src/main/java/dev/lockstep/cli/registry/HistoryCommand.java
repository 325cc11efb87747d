package dev.lockstep.cli.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.registry.Champion;
import dev.lockstep.registry.Entry;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "history",
    footer = "  ./submit.sh history models",
    description = "Lists what was published, kept, refused, promoted and rolled back, and why.")
public final class HistoryCommand implements Callable<Integer> {
  @Mixin RegistryArgument target;

  @Override
  public Integer call() throws IOException {
    List<Entry> entries = target.registry().history();
    Optional<Champion> champion =
        entries.isEmpty() ? Optional.empty() : entries.get(entries.size() - 1).champion();
    if (target.json) {
      printJson(entries, champion);
    } else {
      print(entries, champion);
    }
    return ExitCode.DONE;
  }

  private static void print(List<Entry> entries, Optional<Champion> champion) {
    Terminal.print("%-24s  %7s  %-11s  %8s  %s%n", "time", "version", "act", "champion", "reason");
    for (Entry entry : entries) {
      Terminal.print(
          "%-24s  %7d  %-11s  %8s  %s%n",
          entry.at(),
          entry.version(),
          entry.act(),
          entry.champion().map(Champion::version).map(String::valueOf).orElse("-"),
          entry.reason());
    }
    Terminal.print(
        "%s%n",
        champion
            .map(c -> "the champion is version " + c.version() + " since " + c.since())
            .orElse("there is no champion yet"));
  }

  private static void printJson(List<Entry> entries, Optional<Champion> champion) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    champion.ifPresent(c -> root.set("champion", c.toJson()));
    ArrayNode acts = root.putArray("acts");
    entries.forEach(entry -> acts.add(entry.toJson()));
    Terminal.printLines(root.toPrettyString() + "\n");
  }
}

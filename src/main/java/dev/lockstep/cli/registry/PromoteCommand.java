package dev.lockstep.cli.registry;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.registry.Registry;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "promote",
    footer = "  ./submit.sh promote models 12",
    description = "Makes a version of a registry the champion, whatever the tests said.")
public final class PromoteCommand implements Callable<Integer> {
  @Mixin RegistryArgument target;

  @Parameters(index = "1", paramLabel = "VERSION", description = "The version's number.")
  int version;

  @Override
  public Integer call() throws IOException {
    Registry registry = target.registry();
    target.printChampion(registry, target.acts(registry).promote(version));
    return ExitCode.DONE;
  }
}

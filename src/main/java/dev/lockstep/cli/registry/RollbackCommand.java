package dev.lockstep.cli.registry;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.registry.Registry;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "rollback",
    footer = "  ./submit.sh rollback models --to 11",
    description = "Makes a former champion of a registry the champion again.")
public final class RollbackCommand implements Callable<Integer> {
  @Mixin RegistryArgument target;

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      description =
          "The version, which was the champion once. Default: the champion before the present one,"
              + " so that a second rollback goes one further back")
  Integer version;

  @Override
  public Integer call() throws IOException {
    Registry registry = target.registry();
    OptionalInt to = version == null ? OptionalInt.empty() : OptionalInt.of(version);
    target.printChampion(registry, target.acts(registry).rollBack(to));
    return ExitCode.DONE;
  }
}

package dev.lockstep.cli;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.data.fetch.Downloader;
import dev.lockstep.data.fetch.PublicSet;
import dev.lockstep.data.read.Places;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "fetch",
    footer = "  ./submit.sh fetch mnist",
    description =
        "Downloads a public data set into $LOCKSTEP_DATA, or data/ beside submit.sh, and checks its SHA-256.")
final class FetchCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "mnist or fashion-mnist")
  String name;

  @Override
  public Integer call() {
    PublicSet set =
        PublicSet.named(name)
            .orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(),
                        "'" + name + "' is not a data set to fetch: mnist or fashion-mnist"));
    new Downloader(line -> Terminal.print("%s%n", line))
        .fetch(set, Path.of(Places.ofProcess().fetchFolder()));
    return ExitCode.DONE;
  }
}

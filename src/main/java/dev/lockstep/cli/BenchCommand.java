package dev.lockstep.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    description = "Measures, side by side in one process.",
    subcommands = {BenchKernelsCommand.class, BenchMlpcCommand.class, BenchStepCommand.class},
    synopsisSubcommandLabel = "BENCHMARK")
final class BenchCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a benchmark: kernels, mlpc, step");
  }
}

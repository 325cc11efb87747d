package dev.lockstep.cli.bench;

import dev.lockstep.cli.serve.BenchServeCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "bench",
    footer = "  ./submit.sh bench step",
    description =
        "Measures Lockstep: kernels against the processor's peak, steps, and Spark ML's classifier beside it.",
    subcommands = {
      BenchExecutorsCommand.class,
      BenchKernelsCommand.class,
      BenchMlpcCommand.class,
      BenchServeCommand.class,
      BenchStepCommand.class
    },
    synopsisSubcommandLabel = "BENCHMARK")
public final class BenchCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name a benchmark: executors, kernels, mlpc, serve, step");
  }
}

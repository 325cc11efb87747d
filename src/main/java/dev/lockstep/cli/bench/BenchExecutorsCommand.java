package dev.lockstep.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.bench.ExecutorsReport.Row;
import dev.lockstep.cli.bench.ExecutorsReport.Way;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.train.exchange.RpcSpeed;
import dev.lockstep.train.exchange.rounds.Slicing;
import dev.lockstep.train.exchange.simulation.Network;
import dev.lockstep.train.exchange.simulation.RoundReport;
import dev.lockstep.train.exchange.simulation.SimulatedExchange;
import dev.lockstep.train.step.StepSum;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Simulates the exchange with more executors than there are machines. */
@Command(
    name = "executors",
    footer = "  ./submit.sh bench executors",
    description =
        "What a synchronous step would cost beyond its computation on a large cluster: the"
            + " exchange's own code, in virtual time, with the speeds measured on this machine.",
    sortOptions = false)
final class BenchExecutorsCommand implements Callable<Integer> {
  /** Parameters that are simulated for each executor; each stands for as many as needed. */
  private static final int ELEMENTS_OF_A_SLICE = 4;

  @Spec CommandSpec spec;

  @Option(
      names = "--executors",
      split = ",",
      defaultValue = "8,16,32,64,128,256,512,1024",
      description = "How many. Default: ${DEFAULT-VALUE}")
  List<Integer> executors;

  @Option(
      names = "--parameters",
      split = ",",
      defaultValue = "100000,1000000,10000000",
      description = "Of the network. Default: ${DEFAULT-VALUE}")
  List<Integer> parameters;

  @Option(
      names = "--gigabits",
      split = ",",
      defaultValue = "10,25",
      description =
          "A second, of each node's link; 0: all nodes share this machine's cores, and there is no"
              + " network, as with local-cluster. Default: ${DEFAULT-VALUE}")
  List<Double> gigabits;

  @Option(
      names = "--latency",
      paramLabel = "MICROSECONDS",
      defaultValue = "50",
      description = "Of a link, beside Spark's own. Default: ${DEFAULT-VALUE}")
  double latencyMicros;

  @Option(names = "--json", description = "Writes JSON instead of a table.")
  boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    require(executors.stream().allMatch(n -> n >= 1), "--executors must be 1 or more");
    require(parameters.stream().allMatch(n -> n >= 1), "--parameters must be 1 or more");
    require(gigabits.stream().allMatch(n -> n >= 0), "--gigabits must be 0 or more");
    require(latencyMicros >= 0, "--latency must be 0 or more");
    Session.open();
    RpcSpeed rpc = RpcSpeed.measure();
    MeasuredCosts costs = new MeasuredCosts(rpc);
    List<Row> rows = new ArrayList<>();
    for (int length : parameters) {
      for (double speed : gigabits) {
        for (int count : executors) {
          Network network = network(speed, rpc);
          Way star = simulate(count, length, network, costs, false);
          Way slices = simulate(count, length, network, costs, true);
          boolean used = Slicing.BY_COST.pays(count, 2L * Float.BYTES * length);
          rows.add(new Row(length, count, speed, star, slices, used));
        }
      }
    }
    ExecutorsReport report = new ExecutorsReport(rpc, rows);
    Terminal.printLines(
        json ? new ObjectMapper().writeValueAsString(report) + "\n" : report.table());
    return ExitCode.DONE;
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private Network network(double speed, RpcSpeed rpc) {
    // A message's way through Spark's threads, beside their work.
    double threads = Math.max(0, rpc.hopSeconds() - 2 * rpc.messageSeconds());
    return speed > 0
        ? Network.of(speed, threads + latencyMicros * 1e-6)
        : new Network(
            Double.POSITIVE_INFINITY, threads, Runtime.getRuntime().availableProcessors(), n -> 0);
  }

  private static Way simulate(
      int executors, int parameters, Network network, MeasuredCosts costs, boolean sliced) {
    int scale = Math.max(1, parameters / (ELEMENTS_OF_A_SLICE * executors));
    int length = parameters / scale;
    StepSum sum = MeasuredCosts.sum(length);
    SimulatedExchange exchange =
        new SimulatedExchange(executors, network, costs, scale, (executor, request) -> sum);
    RoundReport report = exchange.round(MeasuredCosts.state(length), new int[] {30}, sliced);
    return new Way(1e3 * report.seconds(), report.driverBytesOut(), report.driverBytesIn());
  }
}

package dev.lockstep.cli.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.option.PathText;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.data.Part;
import dev.lockstep.data.digits.Digits;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts {@code submit.sh serve} as a user does, and sends it requests. */
@Command(
    name = "serve",
    footer = "  ./submit.sh bench serve runs/first",
    description = {
      "How soon serve listens, how long a request for one row takes, and how many it answers a second.",
      "It needs submit.sh, which starts the server as a process of its own."
    },
    sortOptions = false)
public final class BenchServeCommand implements Callable<Integer> {
  private static final Pattern PAGE =
      Pattern.compile("serving .* at http://127\\.0\\.0\\.1:(\\d+)/");
  private static final int ROWS = 1_000;
  private static final int WARM_UPS = 3;

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      converter = PathText.class,
      description = "A run folder or a model.safetensors.")
  String model;

  @Option(
      names = "--requests",
      defaultValue = "10000",
      description = "Requests of a round. Default: ${DEFAULT-VALUE}")
  int requests;

  @Option(
      names = "--at-once",
      defaultValue = "64",
      description = "Connections, each with one request at a time. Default: ${DEFAULT-VALUE}")
  int atOnce;

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "Rounds, after three to warm up. Default: ${DEFAULT-VALUE}")
  int rounds;

  @Option(names = "--json", description = "Print JSON in place of lines.")
  boolean json;

  private record Report(
      List<Long> startMillis, HttpLoad.Result alone, List<HttpLoad.Result> rounds) {
    int failures() {
      return alone.failures() + rounds.stream().mapToInt(HttpLoad.Result::failures).sum();
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (requests < 1 || atOnce < 1 || atOnce > ROWS || rounds < 1) {
      throw wrong("--requests, --at-once (at most " + ROWS + ") and --rounds are at least 1");
    }
    if (System.getenv("LOCKSTEP_HOME") == null) {
      throw wrong("start this benchmark with submit.sh");
    }
    Model read = ModelFile.read(new Path(model), Session.configuration());
    Report report = measure(bodies(read));
    if (json) {
      Terminal.printLines(toJson(report).toPrettyString() + "\n");
    } else {
      print(report);
    }
    return report.failures() == 0 ? ExitCode.DONE : ExitCode.INTERNAL;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private static List<byte[]> bodies(Model model) {
    int features = model.network().features();
    AddressedRandom random = AddressedRandom.of(1, "bench serve");
    List<byte[]> bodies = new ArrayList<>();
    for (int r = 0; r < ROWS; r++) {
      float[] row = new float[features];
      for (int i = 0; i < features; i++) {
        row[i] = (float) random.child(r).uniform(i);
      }
      boolean isPicture = features == Digits.FEATURES;
      bodies.add(ServeRequests.body(isPicture ? Digits.example(Part.TEST, r).features() : row));
    }
    return bodies;
  }

  private Report measure(List<byte[]> bodies) throws IOException, InterruptedException {
    List<Long> starts = new ArrayList<>();
    for (int i = 0; i < 2; i++) { // The first one may record the archive of classes.
      end(start(starts));
    }
    Started server = start(starts);
    try {
      List<HttpLoad.Result> results = new ArrayList<>();
      try (HttpLoad load = new HttpLoad(server.address, atOnce, bodies)) {
        for (int round = 0; round < WARM_UPS + rounds; round++) {
          results.add(load.send(requests, BenchServeCommand::isRight));
        }
      }
      try (HttpLoad load = new HttpLoad(server.address, 1, bodies)) {
        HttpLoad.Result alone = load.send(Math.min(requests, ROWS), BenchServeCommand::isRight);
        return new Report(starts, alone, results.subList(WARM_UPS, results.size()));
      }
    } finally {
      end(server);
    }
  }

  private static boolean isRight(int body, int status, byte[] answer) {
    return status == 200 && answer.length > 0;
  }

  private record Started(Process process, InetSocketAddress address) {}

  private Started start(List<Long> starts) throws IOException {
    ProcessBuilder command =
        new ProcessBuilder(
            "bash", System.getenv("LOCKSTEP_HOME") + "/submit.sh", "serve", model, "--port", "0");
    long from = System.nanoTime();
    Process process = command.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader out = process.inputReader();
    Matcher page = PAGE.matcher(String.valueOf(out.readLine()));
    if (!page.find()) {
      process.destroy();
      throw new IOException("submit.sh serve does not start");
    }
    starts.add((System.nanoTime() - from) / 1_000_000);
    int port = Integer.parseInt(page.group(1));
    return new Started(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  private static void end(Started server) throws InterruptedException {
    server.process.destroy();
    int unused = server.process.waitFor();
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private void print(Report report) {
    Terminal.print(
        "start, from submit.sh to the first line: %s ms%n",
        String.join(", ", report.startMillis.stream().map(String::valueOf).toList()));
    Terminal.print(
        "one at a time: median %.3f ms, p99 %.3f ms%n",
        report.alone.millis(0.5), report.alone.millis(0.99));
    for (HttpLoad.Result round : report.rounds) {
      Terminal.print(
          "%,d requests, %d at once: %,.0f/s, median %.2f ms, p99 %.2f ms, longest %.2f ms, %d failures%n",
          round.nanos().length,
          atOnce,
          round.perSecond(),
          round.millis(0.5),
          round.millis(0.99),
          round.millis(1),
          round.failures());
    }
    Terminal.print(
        "median of the rounds: %,.0f/s, p99 %.2f ms%n",
        median(report.rounds.stream().mapToDouble(HttpLoad.Result::perSecond).toArray()),
        median(report.rounds.stream().mapToDouble(r -> r.millis(0.99)).toArray()));
  }

  private ObjectNode toJson(Report report) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    report.startMillis.forEach(node.putArray("startMillis")::add);
    node.put("aloneMedianMillis", report.alone.millis(0.5));
    node.put("aloneP99Millis", report.alone.millis(0.99));
    node.put("atOnce", atOnce);
    for (HttpLoad.Result round : report.rounds) {
      node.withArray("rounds")
          .addObject()
          .put("requestsPerSecond", round.perSecond())
          .put("medianMillis", round.millis(0.5))
          .put("p99Millis", round.millis(0.99))
          .put("longestMillis", round.millis(1))
          .put("failures", round.failures());
    }
    return node;
  }
}

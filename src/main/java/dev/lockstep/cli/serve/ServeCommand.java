package dev.lockstep.cli.serve;

import dev.lockstep.cli.option.ForeignOptions;
import dev.lockstep.cli.option.PathText;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.serve.CurrentModel;
import dev.lockstep.serve.HttpServer;
import dev.lockstep.serve.Limits;
import dev.lockstep.serve.ServedModel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "serve",
    footer = {
      "  ./submit.sh serve runs/first",
      "docs/serving.md describes the page and the requests."
    },
    description =
        "Serves a model: a page to draw a digit or type a row, and JSON by HTTP. Starts no Spark.")
public final class ServeCommand implements Callable<Integer> {
  private static final int LAST_PORT = 65_535;

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "MODEL",
      converter = PathText.class,
      description = {
        "A run folder, a model.safetensors, REGISTRY@champion or REGISTRY@VERSION; or weights",
        "of another program: plain safetensors or NPZ. A champion is followed when it changes."
      })
  String name;

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "0 for one that is free. Default: ${DEFAULT-VALUE}")
  int port;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description = {
        "The address to listen to; 0.0.0.0 for all, where everyone may ask.",
        "Default: ${DEFAULT-VALUE}"
      })
  String host;

  @Mixin ForeignOptions foreign = new ForeignOptions();

  private final CompletableFuture<HttpServer> started = new CompletableFuture<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > LAST_PORT) {
      throw new ParameterException(spec.commandLine(), "--port is from 0 to " + LAST_PORT);
    }
    ModelPlace place = ModelPlace.of(name, foreign);
    String path = place.current();
    ServedModel first = place.read(path);
    CurrentModel model = new CurrentModel(first);
    HttpServer server = start(model);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "serve-end"));
    if (place.mayChange()) {
      new ChampionWatch(place, path, model, text -> Terminal.say("lockstep: " + text)).start();
    }
    Terminal.print(
        "serving %s at http://%s:%d/%nweights SHA-256 %s%n",
        path, shown(host), server.address().getPort(), first.weightsSha256());
    started.complete(server);
    server.awaitEnd();
    return ExitCode.DONE;
  }

  /** Waits until the server listens; returns its address. */
  InetSocketAddress awaitStart() {
    return started.join().address();
  }

  /** Ends a server that has started. */
  void end() {
    started.join().close();
  }

  private HttpServer start(CurrentModel model) throws IOException {
    try {
      return HttpServer.start(model, host, port, Limits.standard());
    } catch (UnknownHostException e) {
      throw new ParameterException(spec.commandLine(), "--host " + host + ": no such host", e);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "--host " + host + " --port " + port + ": " + e.getMessage(), e);
    }
  }

  /** Returns a host as URLs have it. */
  private static String shown(String host) {
    return host.contains(":") ? '[' + host + ']' : host;
  }
}

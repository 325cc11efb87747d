package dev.lockstep.cli.retrain;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Failure;
import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.registry.Act;
import dev.lockstep.registry.Acts;
import dev.lockstep.registry.Registry;
import dev.lockstep.retrain.DailyData;
import dev.lockstep.retrain.Gate;
import dev.lockstep.text.SettingException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "retrain",
    description =
        "The scheduled job: checks the data, trains, compares the model with the champion on the"
            + " same rows, and publishes it if it is better. Exit codes: 0 published, 8 the champion"
            + " stays, 9 refused by a check, 10 the data are not there yet.",
    sortOptions = false)
public final class RetrainCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin RetrainOptions options;

  @Override
  public Integer call() throws IOException {
    Configuration conf = Session.configuration();
    RetrainMetrics metrics = new RetrainMetrics(options.metricsFile, registry(conf), conf);
    try {
      return retrain(conf, metrics);
    } catch (SettingException e) {
      metrics.failed(ExitCode.USAGE);
      throw new ParameterException(spec.commandLine(), OptionNames.message(e), e);
    } catch (ParameterException e) {
      metrics.failed(ExitCode.USAGE);
      throw e;
    } catch (IOException | RuntimeException | Error e) {
      metrics.failed(Failure.of(e).exitCode());
      throw e;
    }
  }

  private Registry registry(Configuration conf) {
    return new Registry(new Path(options.registry), conf);
  }

  private int retrain(Configuration conf, RetrainMetrics metrics) throws IOException {
    options.training.requireValid();
    Gate gate = options.gateOptions.gate();
    DailyData daily = options.data.find(conf);
    Optional<String> notYet = daily.notYet(options.data.minDays, options.data.holdoutDays);
    if (notYet.isPresent()) {
      Terminal.say("lockstep: " + notYet.get());
      metrics.notYet(ExitCode.NOT_YET);
      return ExitCode.NOT_YET;
    }
    daily.warning().ifPresent(Terminal::warn);
    return retrain(new Retraining(options, gate, daily, conf), conf, metrics);
  }

  private int retrain(Retraining retraining, Configuration conf, RetrainMetrics metrics)
      throws IOException {
    Optional<RetrainReport> outcome = retraining.run();
    if (outcome.isEmpty()) {
      return ExitCode.TERMINATED; // It was told already.
    }
    RetrainReport decided = outcome.get();
    if (options.keep != null && !options.dryRun) {
      new Acts(registry(conf), Terminal::warn).keep(options.keep);
    }
    int exitCode = exitCode(decided.act());
    tell(decided, exitCode);
    metrics.decided(decided, exitCode);
    return exitCode;
  }

  private void tell(RetrainReport decided, int exitCode) {
    if (options.training.printsJson()) {
      Terminal.printLines(decided.details().toPrettyString() + "\n");
    } else if (!options.training.isQuiet()) {
      Terminal.print("%s%n", decided.line());
    } else if (exitCode == ExitCode.REFUSED) {
      Terminal.say("lockstep: " + decided.line()); // As a failure is: a person must look.
    }
  }

  private int exitCode(Act act) {
    return switch (act) {
      case PUBLISHED -> ExitCode.DONE;
      case KEPT -> options.keptIsOk ? ExitCode.DONE : ExitCode.KEPT;
      default -> ExitCode.REFUSED;
    };
  }
}

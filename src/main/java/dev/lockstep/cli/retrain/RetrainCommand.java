package dev.lockstep.cli.retrain;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Failure;
import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.registry.Act;
import dev.lockstep.registry.Acts;
import dev.lockstep.registry.Registry;
import dev.lockstep.retrain.DailyData;
import dev.lockstep.text.SettingException;
import java.io.IOException;
import java.time.LocalDate;
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
    footer = {
      "  ./submit.sh retrain --registry models --data 'in/{day}/*.csv'",
      "docs/retraining.md says how to schedule it."
    },
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
    return options.data.isBackfill()
        ? new Backfill(options.data.backfill, day -> retrain(Optional.of(day), conf)).run()
        : retrain(Optional.ofNullable(options.data.day), conf);
  }

  /** Retrains for a day, empty for the default one; tells the metrics how that ends. */
  private int retrain(Optional<LocalDate> day, Configuration conf) throws IOException {
    // The file tells of scheduled runs, and a dry run is none.
    String file = options.dryRun ? null : options.metricsFile;
    RetrainMetrics metrics = new RetrainMetrics(file, registry(conf), conf);
    try {
      return retrain(day, conf, metrics);
    } catch (SettingException e) {
      metrics.failed(ExitCode.USAGE);
      throw new ParameterException(spec.commandLine(), OptionNames.message(e), e);
    } catch (ParameterException e) {
      metrics.failed(ExitCode.USAGE);
      throw e;
    } catch (Throwable e) { // Spark throws checked exceptions that it does not declare.
      metrics.failed(Failure.of(e).exitCode());
      throw e;
    }
  }

  private Registry registry(Configuration conf) {
    return new Registry(new Path(options.registry), conf);
  }

  private int retrain(Optional<LocalDate> day, Configuration conf, RetrainMetrics metrics)
      throws IOException {
    options.requireValid();
    options.gateOptions.check();
    DailyData daily = options.data.find(day, conf);
    Optional<String> notYet = daily.notYet(options.data.minDays, options.data.holdoutDays);
    if (notYet.isPresent()) {
      tell(notYet.get(), daily);
      metrics.notYet(ExitCode.NOT_YET);
      return ExitCode.NOT_YET;
    }
    daily.warning().ifPresent(Terminal::warn);
    return retrain(new Retraining(options, daily, conf), conf, metrics);
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

  private void tell(String notYet, DailyData daily) {
    Terminal.say("lockstep: " + notYet);
    if (options.training.printsJson()) {
      ObjectNode outcome = new ObjectMapper().createObjectNode();
      RetrainReport.tell(outcome, "not yet", notYet);
      outcome.putObject("data").put("day", daily.window().newest().toString());
      print(outcome);
    }
  }

  /** Prints an object; of many days, each is a line. */
  private void print(ObjectNode object) {
    String text = options.data.isBackfill() ? object.toString() : object.toPrettyString();
    Terminal.printLines(text + "\n");
  }

  private void tell(RetrainReport decided, int exitCode) {
    if (options.training.printsJson()) {
      print(decided.details());
    } else if (!options.training.isQuiet()) {
      Terminal.print("%s%n", line(decided));
    } else if (exitCode == ExitCode.REFUSED) {
      Terminal.say("lockstep: " + line(decided)); // As a failure is: a person must look.
    }
  }

  private String line(RetrainReport decided) {
    String day = decided.details().at("/data/day").asText();
    return options.data.isBackfill() ? day + ": " + decided.line() : decided.line();
  }

  private int exitCode(Act act) {
    return switch (act) {
      case PUBLISHED -> ExitCode.DONE;
      case KEPT -> options.keptIsOk ? ExitCode.DONE : ExitCode.KEPT;
      default -> ExitCode.REFUSED;
    };
  }
}

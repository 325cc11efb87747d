package dev.lockstep.cli;

import dev.lockstep.cli.option.PathText;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.OutputPlace;
import dev.lockstep.cli.shell.Overwriting;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.registry.ModelReference;
import dev.lockstep.report.page.ComparisonPage;
import dev.lockstep.report.page.ReadRun;
import dev.lockstep.report.page.RunPage;
import dev.lockstep.storage.RunFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "report",
    footer = {
      "  ./submit.sh report runs/first",
      "  ./submit.sh report runs/first runs/second --out compared.html",
      "docs/report.md says what the page shows."
    },
    description = "Writes a page about a run, or one that puts several side by side.")
final class ReportCommand implements Callable<Integer> {
  private static final int MOST_RUNS = 20;

  @Spec CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      converter = PathText.class,
      description = "Run folders, finished or not; REGISTRY@champion or REGISTRY@VERSION.")
  List<String> runs;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      converter = PathText.class,
      description =
          "The page to write. Default: report.html in the run folder, anew; of several runs,"
              + " report.html here")
  String out;

  @Mixin Overwriting overwriting;

  @Override
  public Integer call() throws IOException {
    Configuration conf = Session.configuration();
    if (runs.size() > MOST_RUNS) {
      throw new ParameterException(
          spec.commandLine(), runs.size() + " runs: a page compares no more than " + MOST_RUNS);
    }
    List<Path> folders = new ArrayList<>();
    for (String run : runs) {
      folders.add(ModelReference.resolve(run, conf, Terminal::warn));
    }
    boolean anew = out == null && runs.size() == 1;
    Path file =
        anew
            ? new Path(folders.get(0), RunPage.FILE_NAME)
            : new Path(out == null ? RunPage.FILE_NAME : out);
    if (!anew) {
      overwriting.requireFile(new OutputPlace(spec, file, conf));
    }
    List<ReadRun> read = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      String name = runs.size() == 1 ? folders.get(0).getName() : runs.get(i);
      read.add(ReadRun.of(name, folders.get(i), conf));
    }
    String page = read.size() == 1 ? RunPage.of(read.get(0)) : ComparisonPage.of(read);
    RunFiles.writeText(file, conf, page);
    Terminal.print("wrote %s%n", file);
    return ExitCode.DONE;
  }
}

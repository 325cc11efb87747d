package dev.lockstep.cli;

import dev.lockstep.cli.option.ModelArgument;
import dev.lockstep.cli.option.PathText;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.OutputPlace;
import dev.lockstep.cli.shell.Overwriting;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.export.ExportFormat;
import dev.lockstep.model.Model;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    footer = {
      "  ./submit.sh export runs/first --out digits.onnx",
      "docs/export.md says what is in the files, and how other programs read them."
    },
    description = "Writes a model as ONNX, NPZ or CSV.")
final class ExportCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ModelArgument modelArgument;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      converter = PathText.class,
      description = "The file to write; for CSV, a folder.")
  String out;

  @Mixin Overwriting overwriting;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "onnx, npz or csv. Default: what the name of --out ends in.")
  ExportFormat format;

  @Override
  public Integer call() throws IOException {
    ExportFormat wanted = format == null ? formatOfName() : format;
    Configuration conf = Session.configuration();
    Path target = new Path(out);
    boolean isFolder = wanted == ExportFormat.CSV;
    OutputPlace place = new OutputPlace(spec, target, conf);
    place.requireApart(modelArgument.path(), null);
    if (isFolder) {
      overwriting.requireFolder(place, ExportFormat::isOfCsvFolder);
    } else {
      overwriting.requireFile(place);
    }
    Model model = modelArgument.model();
    try {
      if (isFolder) {
        overwriting.writeFolder(target, conf, folder -> wanted.write(model, folder, conf));
      } else {
        wanted.write(model, target, conf);
      }
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    Terminal.print("wrote model %s to %s%n", model.network(), out);
    return ExitCode.DONE;
  }

  private ExportFormat formatOfName() {
    return ExportFormat.ofName(out)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "--out " + out + " does not end in .onnx, .npz or .csv: which --format?"));
  }
}

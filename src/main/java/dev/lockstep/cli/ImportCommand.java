package dev.lockstep.cli;

import dev.lockstep.cli.option.ForeignOptions;
import dev.lockstep.cli.option.PathText;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.OutputPlace;
import dev.lockstep.cli.shell.Overwriting;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "import",
    footer = {
      "  ./submit.sh import torch.safetensors --activation tanh --out models/torch",
      "docs/export.md says which files are read, and how PyTorch and Keras write them."
    },
    description = "Makes a model of another program's weights, which all other commands take.")
final class ImportCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "WEIGHTS",
      converter = PathText.class,
      description =
          "Plain safetensors, as PyTorch's state_dict in it, or NPZ, as numpy.savez writes the"
              + " weights of Keras.")
  String weights;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      converter = PathText.class,
      description = "The file to write if it ends in .safetensors, else a folder with the model.")
  String out;

  @Mixin Overwriting overwriting;

  @Mixin ForeignOptions foreign;

  @Override
  public Integer call() throws IOException {
    Configuration conf = Session.configuration();
    Path source = new Path(weights);
    Path target = new Path(out);
    boolean isFile = out.endsWith(".safetensors");
    OutputPlace place = new OutputPlace(spec, target, conf);
    place.requireApart(source, null);
    if (isFile) {
      overwriting.requireFile(place);
    } else {
      overwriting.requireFolder(place, ModelFile.NAME::equals);
    }
    Model model = foreign.read(source);
    if (isFile) {
      ModelFile.write(model, target, conf);
    } else {
      overwriting.writeFolder(
          target, conf, folder -> ModelFile.write(model, new Path(folder, ModelFile.NAME), conf));
    }
    Terminal.print("wrote model %s to %s%n", model.network(), out);
    return ExitCode.DONE;
  }
}

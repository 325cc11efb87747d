package dev.lockstep.cli.option;

import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Parameters;

/** The model of a command. */
public final class ModelArgument {
  @Parameters(
      paramLabel = "MODEL",
      converter = PathText.class,
      description = "A run folder or a model.safetensors.")
  private String path;

  public Path path() {
    return new Path(path);
  }
}

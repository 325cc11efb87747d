package dev.lockstep.cli;

import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Parameters;

/** The model that a command works with. */
final class ModelArgument {
  @Parameters(
      paramLabel = "MODEL",
      converter = PathText.class,
      description = "A run folder or a model.safetensors.")
  private String path;

  Path path() {
    return new Path(path);
  }
}

package dev.lockstep.cli.option;

import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.model.Model;
import dev.lockstep.registry.ModelReference;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The model of a command. */
public final class ModelArgument {
  @Parameters(
      paramLabel = "MODEL",
      converter = PathText.class,
      description =
          "A run folder, a model.safetensors, REGISTRY@champion or REGISTRY@VERSION; or weights of"
              + " another program: plain safetensors or NPZ.")
  private String name;

  @Mixin private ForeignOptions foreign;

  private Path path;

  /**
   * Returns the path. A registry's champion is looked for once, so that a command uses one model
   * from its beginning to its end.
   *
   * @throws DamagedFileException if there is no such registry or version
   */
  public Path path() throws IOException {
    if (path == null) {
      path = ModelReference.resolve(name, Session.configuration(), Terminal::warn);
    }
    return path;
  }

  /**
   * Reads the model, or weights from elsewhere as one.
   *
   * @throws DamagedFileException if it is missing or damaged
   */
  public Model model() throws IOException {
    return foreign.read(path());
  }
}

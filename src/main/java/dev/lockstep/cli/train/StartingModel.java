package dev.lockstep.cli.train;

import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.model.file.ModelWeights;
import dev.lockstep.model.file.PlaceKind;
import dev.lockstep.model.file.PlaceProbe;
import dev.lockstep.nn.Network;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.registry.ModelReference;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The start of training: a model, or weights alone, which need a network. */
final class StartingModel {
  private final Path path;
  private final Configuration conf;

  /** Empty for weights alone. */
  private final Optional<Model> model;

  /**
   * Reads a model; weights are read once the network is known.
   *
   * @param name a run folder, a model.safetensors, a registry's version, an NPZ file, or a folder
   *     of CSV files
   */
  StartingModel(String name, Configuration conf) throws IOException {
    path = ModelReference.resolve(name, conf, Terminal::warn);
    this.conf = conf;
    if (RunFiles.status(path, conf).isEmpty()) {
      throw new DamagedFileException(path, "no such file or folder");
    }
    Optional<PlaceKind> kind = PlaceProbe.kind(path, conf);
    boolean mayBeNpz = name.endsWith(".npz") && kind.filter(k -> k != PlaceKind.ZIP).isEmpty();
    boolean weightsAlone = mayBeNpz || kind.filter(PlaceKind::isWeightsAlone).isPresent();
    model = weightsAlone ? Optional.empty() : Optional.of(ModelFile.read(path, conf));
  }

  /** Returns the names of its features; empty if they have none. */
  List<String> featureNames() {
    return model.map(Model::featureNames).orElse(List.of());
  }

  /** Returns what its features' cells are, as {@link Model#inputColumns}; empty for weights. */
  Optional<List<InputColumn>> inputColumns() {
    return model.map(Model::inputColumns);
  }

  /** Returns its preprocessing, unless that only scales numbers. */
  Optional<Preprocessing> preprocessing() {
    return model.map(Model::preprocessing).filter(some -> !some.isPlain());
  }

  /** Returns the model; weights alone get the recipe's network and scaling. */
  Model of(Recipe recipe) throws IOException {
    if (model.isPresent()) {
      return model.get();
    }
    Network network = recipe.network();
    return new Model(
        network,
        recipe.preprocessing(),
        recipe.task(),
        List.of(),
        IntStream.range(0, recipe.task().names(network)).mapToObj(String::valueOf).toList(),
        ModelWeights.read(path, network, conf));
  }
}

package dev.lockstep.cli.serve;

import dev.lockstep.cli.option.ForeignOptions;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.registry.ModelReference;
import dev.lockstep.scorer.Scorer;
import dev.lockstep.serve.ServedModel;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/**
 * Where the model is that a command names. A file of this machine is read with the JDK alone;
 * Hadoop takes most of a second to start.
 */
abstract class ModelPlace {
  private static final String CHAMPION = "@champion";

  /**
   * Finds the place; a registry may have no champion yet, which reading finds.
   *
   * @param foreign what weights of another program do not say
   */
  static ModelPlace of(String name, ForeignOptions foreign) {
    return isLocal(name) ? new OnDisk(name, foreign) : new InHadoop(name, foreign);
  }

  private static boolean isLocal(String name) {
    try {
      boolean mayBeElsewhere = name.contains(":") || System.getenv("HADOOP_CONF_DIR") != null;
      boolean mayBeVersion = name.matches(".+@[^/]*");
      return !mayBeElsewhere && (!mayBeVersion || Files.exists(Path.of(name)));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Returns true if another model may be there later. */
  abstract boolean mayChange();

  /** Returns the path of the model that is there now. */
  abstract String current() throws IOException;

  /** Reads the model of a path that {@link #current} returned. */
  abstract ServedModel read(String path) throws IOException;

  private static final class OnDisk extends ModelPlace {
    private final String name;
    private final ForeignOptions foreign;

    OnDisk(String name, ForeignOptions foreign) {
      this.name = name;
      this.foreign = foreign;
    }

    @Override
    boolean mayChange() {
      return false;
    }

    @Override
    String current() {
      return name;
    }

    @Override
    ServedModel read(String path) throws IOException {
      return new ServedModel(foreign.isGiven() ? foreign(path) : scorer(path), path);
    }

    private Scorer scorer(String path) throws IOException {
      try {
        return Scorer.load(Path.of(path));
      } catch (DamagedFileException e) { // Unless it is another program's, this has the reason.
        if (ForeignOptions.isForeign(path)) {
          return foreign(path);
        }
        throw e;
      }
    }

    private Scorer foreign(String path) throws IOException {
      return Scorer.of(foreign.read(new org.apache.hadoop.fs.Path(path)));
    }
  }

  private static final class InHadoop extends ModelPlace {
    private final String name;
    private final ForeignOptions foreign;
    private final Configuration conf = configuration();

    InHadoop(String name, ForeignOptions foreign) {
      this.name = name;
      this.foreign = foreign;
    }

    /** Settings of Spark's for Hadoop come as system properties; without any, none are needed. */
    private static Configuration configuration() {
      boolean hasSettings =
          System.getProperties().stringPropertyNames().stream()
              .anyMatch(property -> property.startsWith("spark."));
      return hasSettings ? Session.configuration() : new Configuration();
    }

    @Override
    boolean mayChange() {
      return name.endsWith(CHAMPION);
    }

    @Override
    String current() throws IOException {
      return ModelReference.resolve(name, conf, Terminal::warnOnce).toString();
    }

    @Override
    ServedModel read(String path) throws IOException {
      org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(path);
      return new ServedModel(Scorer.of(foreign.read(file, conf)), path);
    }
  }
}

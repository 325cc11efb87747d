package dev.lockstep.cli.option;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Failure;
import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.data.DataException;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.read.Catalog;
import dev.lockstep.data.read.Places;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Sharding;
import dev.lockstep.data.shard.SourceSets;
import dev.lockstep.data.shard.TestPart;
import dev.lockstep.model.file.PlaceKind;
import dev.lockstep.model.file.PlaceProbe;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Finds, divides and places a command's examples.
 *
 * @param command the owner of these options
 * @param shards null for the number that follows from the number of examples and the batch
 * @param batch the examples of a step
 * @param partitions null for as many as cores, but no more than shards
 */
public record DataLoading(
    CommandSpec command, Integer shards, long batch, long seed, Integer partitions) {

  /** Returns the loading of a command without such options. */
  public static DataLoading byDefault(CommandSpec command) {
    return new DataLoading(command, null, Long.MAX_VALUE, 0, null);
  }

  public static ExampleSource open(JavaSparkContext spark, String nameOrPath, Part part) {
    return open(spark, nameOrPath, part, TableOptions.DEFAULT, null);
  }

  /**
   * Returns one part of a data set.
   *
   * @param labels the classes of a table's labels; null for its own
   */
  public static ExampleSource open(
      JavaSparkContext spark,
      String nameOrPath,
      Part part,
      TableOptions options,
      LabelEncoder labels) {
    Configuration conf = spark.hadoopConfiguration();
    return warned(
        orKind(nameOrPath, conf, () -> Catalog.open(nameOrPath, part, options, labels, conf)));
  }

  /** Returns one part of data that lie in one place or in several. */
  public static ExampleSource open(
      JavaSparkContext spark,
      List<String> places,
      Part part,
      TableOptions options,
      LabelEncoder labels) {
    return places.size() == 1
        ? open(spark, places.get(0), part, options, labels)
        : warned(Catalog.open(places, part, options, labels, spark.hadoopConfiguration()));
  }

  private static ExampleSource warned(ExampleSource source) {
    source.warnings().forEach(Terminal::warnOnce);
    return source;
  }

  /** Opens data; if that fails because the place is of another kind, names the kind. */
  public static <T> T orKind(String nameOrPath, Configuration conf, Supplier<T> opening) {
    try {
      return opening.get();
    } catch (DataException e) {
      if (isNamedTable(nameOrPath) || Failure.of(e).exitCode() != ExitCode.DATA) {
        throw e; // Its reader's message says more.
      }
      throw kind(nameOrPath, conf)
          .flatMap(PlaceKind::insteadOfData)
          .map(text -> new DataException(nameOrPath + ": ", text, e))
          .orElse(e);
    }
  }

  private static Optional<PlaceKind> kind(String nameOrPath, Configuration conf) {
    try {
      return PlaceProbe.kind(new Path(nameOrPath), conf);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty(); // The first exception says why it cannot be opened.
    }
  }

  private static boolean isNamedTable(String path) {
    return Places.isName(path) || TableFormat.ofFileAlone(new Path(path).getName()).isPresent();
  }

  /**
   * Returns a data set's name or absolute path, before there is a Spark to read it.
   *
   * @param nameOrPath may be null, which is returned
   * @throws DataException if there is nothing of this name
   */
  public static String locate(String nameOrPath, Configuration conf) {
    return nameOrPath == null ? null : Places.ofProcess().locate(nameOrPath, conf);
  }

  /** Returns the names or absolute paths of data in several places. */
  public static List<String> locate(List<String> places, Configuration conf) {
    return places.stream().map(place -> locate(place, conf)).toList();
  }

  /**
   * Returns true if this is the data set of an earlier run, recorded with an absolute path or, by
   * older releases, as given.
   */
  public static boolean isSame(List<String> located, List<String> recorded, Configuration conf) {
    return located.equals(
        recorded.stream().map(place -> Places.ofProcess().locateIfThere(place, conf)).toList());
  }

  /**
   * Returns the division of this number of examples.
   *
   * @throws ParameterException if an option is wrong
   */
  public Sharding sharding(long examples, int cores) {
    int division = shards == null ? DataSet.defaultShards(examples, batch) : shards;
    int placement = partitions == null ? Math.max(1, Math.min(division, cores)) : partitions;
    try {
      return new Sharding(division, seed, placement);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), OptionNames.message(e), e);
    }
  }

  /** Returns the examples as cached shards, with labels below the source's own limit. */
  public DataSet load(JavaSparkContext spark, ExampleSource source) {
    return load(spark, source, source.classLimit());
  }

  /** Returns the examples as cached shards, with labels below a limit. */
  public DataSet load(JavaSparkContext spark, ExampleSource source, int classLimit) {
    Sharding sharding = sharding(source.count(), spark.defaultParallelism());
    return DataSet.load(spark, source, classLimit, sharding);
  }

  /**
   * Returns the sets of a source.
   *
   * @param share of the examples that is the validation set
   */
  public SourceSets sets(
      JavaSparkContext spark, ExampleSource source, int classLimit, double share, TestPart part) {
    Sharding sharding = sharding(source.count(), spark.defaultParallelism());
    return SourceSets.of(spark, source, classLimit, sharding, share, part);
  }
}

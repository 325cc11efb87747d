package dev.lockstep.cli.train;

import dev.lockstep.cli.option.DataLoading;
import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.data.DataException;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.FeatureOrder;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.shard.Split;
import dev.lockstep.data.shard.TestPart;
import dev.lockstep.data.shard.TestPart.Use;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.nn.Network;
import dev.lockstep.recipe.Recipe;
import dev.lockstep.run.Certificate;
import dev.lockstep.run.DataOrigin;
import dev.lockstep.run.RunJson;
import dev.lockstep.text.Counted;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.train.Trainer;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Reads a finished run's training set again.
 *
 * @param command that needs it
 * @param run the run's folder
 * @param places where the data lie now
 * @param tables the choices about a table
 */
record RecordedData(
    CommandSpec command,
    String run,
    Certificate certificate,
    List<String> places,
    TableOptions tables) {

  /**
   * Returns the examples in a layout, those of the validation set apart.
   *
   * @throws DataException if they are not the run's
   * @throws DamagedFileException if they are, and the recipe is not theirs
   * @throws ParameterException if there is too little memory, or there cannot be this number of
   *     partitions
   */
  Split load(JavaSparkContext spark, int partitions) {
    Recipe recipe = certificate.recipe();
    DataLoading loading =
        new DataLoading(command, recipe.shards(), recipe.batch(), recipe.seed(), partitions);
    loading.sharding(1, 1); // Throws if the option is wrong.
    try {
      Trainer.requireMemory(spark, recipe, partitions);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), OptionNames.message(e), e);
    }
    ExampleSource table = DataLoading.open(spark, places, Part.TRAIN, asRecorded(), null);
    ExampleSource all = FeatureOrder.of(table, certificate.featureNames(), run);
    TestPart part =
        certificate
            .origin()
            .flatMap(DataOrigin::testShare)
            .map(share -> new TestPart(Use.LEFT_OUT, share))
            .orElse(TestPart.NONE);
    Split examples = split(spark, loading, all, part);
    boolean unsaid = certificate.origin().isEmpty() && table.labels().isPresent();
    if (unsaid && !isRecorded(examples)) {
      // A run of an older release may have held a fifth of it out.
      examples.train().shards().unpersist(false);
      examples = split(spark, loading, all, new TestPart(Use.LEFT_OUT, TestPart.USUAL));
    }
    if (!isRecorded(examples)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: other examples than the run's: fingerprint %s, but %s says %s",
              table.name(),
              examples.fingerprint(),
              record(),
              certificate.fingerprints().train()));
    }
    requireFit(recipe, examples);
    return examples;
  }

  /** Returns the choices of a table: its columns are what they were, or all rows decide again. */
  private TableOptions asRecorded() {
    return certificate.recipe().preprocessing().isPlain()
        ? tables.withKnown(
            certificate.featureNames().stream()
                .map(name -> (InputColumn) NumberColumn.of(name))
                .toList())
        : tables.withInputs(tables.inputs().withAllRows());
  }

  private Split split(
      JavaSparkContext spark, DataLoading loading, ExampleSource source, TestPart part) {
    double share = certificate.recipe().stopping().validation();
    return loading.sets(spark, source, source.classLimit(), share, part).split();
  }

  private boolean isRecorded(Split examples) {
    return examples.fingerprint().toString().equals(certificate.fingerprints().train());
  }

  private void requireFit(Recipe recipe, Split examples) {
    Network network = recipe.network();
    int classes = examples.classes();
    int features = examples.train().features();
    if (recipe.preprocessing().cells() != features || network.classes() < classes) {
      throw new DamagedFileException(
          record(),
          String.format(
              Locale.ROOT,
              "recipe: sizes %s do not fit its data, which have %s and %s",
              network.sizes(),
              Counted.of(features, "feature"),
              Counted.of(classes, "class")));
    }
  }

  private Path record() {
    return new Path(run, RunJson.FILE_NAME);
  }
}

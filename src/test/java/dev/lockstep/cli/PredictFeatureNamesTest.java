package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.input.InputScaling;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that knows its features' names finds them in a table by these. */
@Tag("slow")
class PredictFeatureNamesTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir Path folder;
  private Path model;

  /** Its class is yes where width is the larger one. */
  @BeforeEach
  void writeModel() throws IOException {
    Network network =
        new Network(List.of(2, 2), Activation.RELU, Loss.CROSS_ENTROPY, Activation.LINEAR);
    model = folder.resolve("model.safetensors");
    ModelFile.write(
        new Model(
            network,
            InputScaling.NONE,
            List.of("height", "width"),
            List.of("no", "yes"),
            new float[] {1, 0, 0, 1, 0, 0}),
        new org.apache.hadoop.fs.Path(model.toUri()),
        new Configuration());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "height,width\n1,2\n4,3\n",
        "width,height\n2,1\n3,4\n",
        "id,width,comment,height\n7,2,x,1\n8,3,4,4\n",
        "label,width,height\nno,2,1\n5,3,4\n",
        "1,2\n4,3\n",
      })
  void columnsAreFoundByName(String table) throws IOException {
    CommandLineRun run = predict(table);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(folder.resolve("out.csv")).hasContent("prediction\nyes\nno\n");
  }

  @Test
  void aTableWithoutOneOfThemIsRefused() throws IOException {
    CommandLineRun run = predict("height,depth\n1,2\n");
    assertThat(run.exitCode()).isEqualTo(ExitCode.DATA);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err())
        .contains(
            "table.csv: has no feature column 'width', which the model has, but height, depth");
    assertThat(folder.resolve("out.csv")).doesNotExist();
  }

  private CommandLineRun predict(String table) throws IOException {
    Path file = Files.writeString(folder.resolve("table.csv"), table);
    return CommandLineRun.of(
        "predict", model, "--data", file, "--out", folder.resolve("out.csv").toString());
  }
}

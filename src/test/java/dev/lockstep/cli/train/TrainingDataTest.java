package dev.lockstep.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.cli.option.RecipeOptions;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Training data that lie in several places, and are looked at before training. */
@Tag("slow")
class TrainingDataTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir Path folder;

  @Test
  void aCheckSeesTheFeaturesAsReadAndTheNames() throws IOException {
    List<Long> seen = new ArrayList<>();
    List<String> names = new ArrayList<>();
    TrainingData data =
        load(
            (split, test, read) -> {
              for (Shard shard : split.train().shards().collect()) {
                float[] x = new float[2];
                for (int example = 0; example < shard.size(); example++) {
                  shard.copyFeatures(example, x, 0);
                  seen.add((long) x[1]);
                }
              }
              names.addAll(read.features());
              names.addAll(read.classes());
            });
    assertThat(seen)
        .as("the nearest floats")
        .containsExactlyInAnyOrder(1_700_000_000L, 1_700_000_256L, 1_700_000_896L);
    assertThat(names).containsExactly("x", "time", "a", "b", "c");
    assertThat(data.recipe().scaling().isWide()).as("training takes other numbers").isTrue();
    assertThat(data.test().orElseThrow().count()).isEqualTo(2);
    assertThat(data.origin().data()).containsExactly(folder + "/1.csv", folder + "/2.csv");
    assertThat(data.origin().testData()).containsExactly(folder + "/3.csv", folder + "/4.csv");
    assertThat(data.origin().table().classes()).containsExactly("a", "b", "c");
  }

  @Test
  void aCheckRefusesByItsException() {
    assertThatThrownBy(
            () ->
                load(
                    (train, test, read) -> {
                      throw new IllegalStateException("too few: " + train.count());
                    }))
        .hasMessage("too few: 3");
  }

  private TrainingData load(DataCheck check) throws IOException {
    List<String> train =
        List.of(
            write("1.csv", "label,x,time\na,1,1700000001\n"),
            write("2.csv", "label,x,time\nb,3,1700000200\na,4,1700000900\n"));
    List<String> test =
        List.of(
            write("3.csv", "label,x,time\nb,1,1700000005\n"),
            write("4.csv", "label,x,time\na,2,1700000006\n"));
    RecipeOptions options = new RecipeOptions();
    return TrainingData.load(
        Session.open(),
        options,
        options.loading(1),
        new DataChoice(
            train,
            test,
            Optional.empty(),
            TableOptions.DEFAULT.withClasses(List.of("c", "a", "b")),
            null,
            List.of()),
        Optional.empty(),
        check);
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}

package dev.lockstep.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.option.ForeignOptions;
import dev.lockstep.registry.Publisher;
import dev.lockstep.serve.CurrentModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which version answers while a registry changes; the days' models have other weights each. */
class ChampionWatchTest {
  @TempDir Path folder;

  private final List<String> said = new ArrayList<>();
  private Publisher publisher;
  private CurrentModel model;
  private ChampionWatch watch;

  @BeforeEach
  void publishOne() throws IOException {
    publisher =
        new Publisher(new org.apache.hadoop.fs.Path(folder.toString()), new Configuration());
    publisher.publish(1);
    ModelPlace place = ModelPlace.of(folder + "@champion", new ForeignOptions());
    assertThat(place.mayChange()).isTrue();
    model = new CurrentModel(place.read(place.current()));
    watch = new ChampionWatch(place, place.current(), model, said::add);
  }

  private void assertServes(int version) {
    assertThat(model.get().name()).endsWith("versions/00000" + version);
  }

  @Test
  void theChampionIsTakenOverOnce() throws IOException {
    watch.look();
    assertServes(1);
    String before = model.get().weightsSha256();
    publisher.publish(2);
    watch.look();
    watch.look();
    assertServes(2);
    assertThat(model.get().weightsSha256()).isNotEqualTo(before);
    assertThat(said).hasSize(1);
    assertThat(said.get(0)).startsWith("now serving ").contains("versions/000002");
  }

  @Test
  void aBrokenChampionIsToldOnceAndTheOldOneGoesOn() throws IOException {
    publisher.publish(2);
    Path file = folder.resolve("versions/000002/model.safetensors");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, new byte[] {1, 2, 3});
    Files.deleteIfExists(folder.resolve("versions/000002/.model.safetensors.crc"));
    watch.look();
    watch.look();
    assertServes(1);
    assertThat(said).hasSize(1);
    assertThat(said.get(0))
        .startsWith("warning: the champion cannot be read, ")
        .contains("versions/000001 goes on: ")
        .contains("000002/model.safetensors");
    Files.write(file, whole);
    watch.look();
    assertServes(2);
    assertThat(said).hasSize(2);
  }

  @Test
  void aRegistryThatIsGoneForAWhileChangesNothing() throws IOException {
    Path aside = folder.resolveSibling("aside");
    Files.move(folder.resolve("history"), aside);
    watch.look();
    Files.move(aside, folder.resolve("history"));
    watch.look();
    assertServes(1);
    assertThat(said).hasSize(1);
    assertThat(said.get(0)).contains("is not a registry");
  }

  @Test
  void aVersionAndAFileStay() throws IOException {
    assertThat(ModelPlace.of(folder + "@1", new ForeignOptions()).mayChange()).isFalse();
    ModelPlace file = ModelPlace.of(folder + "/versions/000001", new ForeignOptions());
    assertThat(file.mayChange()).isFalse();
    assertThat(file.read(file.current()).weightsSha256()).isEqualTo(model.get().weightsSha256());
  }
}

package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.data.Part;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class VerifyCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String WRONG = "0".repeat(64);
  @TempDir static Path home;
  private static Path data;
  private static Path original;

  /** A copy of {@link #original} for each test. */
  @TempDir Path run;

  @BeforeAll
  static void trainOnce() {
    data = IdxFixture.writeDigits(home.resolve("few"), 300, 50);
    original = home.resolve("run");
    String options = "train --hidden 8 --epochs 3 --batch 50 --shards 4 --partitions 1 --quiet";
    Object[] words = (options + " --data " + data + " --out " + original).split(" ", -1);
    CommandLineRun train = CommandLineRun.of(words);
    assertThat(train).isEqualTo(new CommandLineRun(0, "", ""));
  }

  @BeforeEach
  void copyTheRun() throws IOException {
    for (String name : new String[] {"run.json", "model.safetensors"}) {
      Files.copy(original.resolve(name), run.resolve(name));
    }
  }

  @Test
  void anHonestRunIsVerifiedInAnotherLayout() {
    CommandLineRun verify = verify();
    assertThat(verify.exitCode()).as(verify.err()).isZero();
    assertThat(verify.outAfter("trained in 1 partition by Lockstep ")).contains("again in 2 on");
    for (int epoch = 1; epoch <= 3; epoch++) {
      assertThat(verify.outAfter("epoch " + epoch + "/3  ")).matches("equal +[0-9a-f]{64}");
    }
    assertThat(verify.out())
        .contains("model.safetensors equals the record's\n")
        .endsWith("verified: the same bytes after 3 epochs\n");
  }

  @Test
  void aWrongHashIsNamedByItsEpochAndFoundToBeTheRecords() throws IOException {
    edit(root -> ((ArrayNode) root.get("epochSha256")).set(1, WRONG));
    CommandLineRun verify = verify("--partitions", "3");
    assertThat(verify.exitCode()).isEqualTo(7);
    assertThat(verify.out())
        .contains("epoch 1/3  equal")
        .contains("epoch 2/3  differs  recorded " + WRONG)
        .doesNotContain("epoch 3/3", "weightsSha256")
        .contains("1 and 3 partitions give the same bytes here")
        .endsWith("NOT VERIFIED: epoch 2 is the first that differs\n");
  }

  @Test
  void anotherSeedDiffersFromTheFirstEpochOn() throws IOException {
    edit(root -> ((ObjectNode) root.get("recipe")).put("seed", 2));
    CommandLineRun verify = verify();
    assertThat(verify.exitCode()).isEqualTo(7);
    assertThat(verify.out()).endsWith("NOT VERIFIED: epoch 1 is the first that differs\n");
  }

  @Test
  void aRecipeThatDivergesIsNotTheRecords() throws IOException {
    edit(root -> ((ObjectNode) root.get("recipe")).put("learningRate", 1e38));
    CommandLineRun verify = verify();
    assertThat(verify.exitCode()).as(verify.err()).isEqualTo(7);
    assertThat(verify.out()).contains("training fails here: ").contains("NOT VERIFIED: epoch 1");
  }

  @Test
  void theLastHashCountsToo() throws IOException {
    edit(root -> root.put("weightsSha256", WRONG));
    CommandLineRun verify = verify();
    assertThat(verify.exitCode()).isEqualTo(7);
    assertThat(verify.out())
        .contains("epoch 3/3  equal")
        .contains("weightsSha256 of run.json differs from the weights here")
        .contains("NOT VERIFIED");
  }

  @Test
  void aModelWithOneBitChangedIsNotTheRecords() throws IOException {
    Path model = run.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length - 4] ^= 1;
    Files.write(model, bytes);
    CommandLineRun verify = verify("--epochs-only", "1");
    assertThat(verify.exitCode()).as(verify.err()).isEqualTo(7);
    assertThat(verify.out()).contains("model.safetensors differs from the record's");
  }

  @Test
  void withoutAModelTheRecordIsVerified() throws IOException {
    Files.delete(run.resolve("model.safetensors"));
    CommandLineRun verify = verify("--epochs-only", "1");
    assertThat(verify.exitCode()).isZero();
    assertThat(verify.out()).contains("model.safetensors is not in the folder");
  }

  @Test
  void itStopsAfterAsManyEpochsAsItIsTold() throws IOException {
    edit(root -> ((ArrayNode) root.get("epochSha256")).set(2, WRONG));
    CommandLineRun verify = verify("--epochs-only", "2");
    assertThat(verify.exitCode()).isZero();
    assertThat(verify.out()).endsWith("verified: the same bytes after 2 epochs\n");
  }

  @Test
  void otherExamplesAreRefusedWithBothFingerprints() throws IOException {
    Path other = IdxFixture.digits(Part.TRAIN, 299).write(home.resolve("other"), Part.TRAIN, false);
    CommandLineRun verify = verify("--data", other.toString());
    String recorded =
        JSON.readTree(run.resolve("run.json").toFile()).at("/data/train/fingerprint").asText();
    assertThat(verify.exitCode()).isEqualTo(3);
    assertThat(verify.err())
        .contains(other.toString(), "says " + recorded)
        .containsPattern("fingerprint [0-9a-f]{32}, ")
        .hasLineCount(1);
    assertThat(verify.out()).isEmpty();
  }

  @Test
  void theSameExamplesElsewhereAndInAnotherOrderServe() {
    Path moved =
        IdxFixture.digits(Part.TRAIN, 300)
            .shuffled(4)
            .write(home.resolve("moved"), Part.TRAIN, true);
    CommandLineRun verify = verify("--data", moved.toString(), "--quiet");
    assertThat(verify).isEqualTo(new CommandLineRun(0, "", ""));
  }

  @Test
  void aTruncatedRecordIsDamaged() throws IOException {
    Path record = run.resolve("run.json");
    String text = Files.readString(record);
    Files.writeString(record, text.substring(0, text.length() / 2));
    CommandLineRun verify = verify();
    assertThat(verify.exitCode()).isEqualTo(4);
    assertThat(verify.err()).contains("run.json: not valid JSON").hasLineCount(1);
  }

  @Test
  void aNetworkThatDoesNotFitTheDataIsDamage() throws IOException {
    Files.delete(run.resolve("model.safetensors"));
    edit(root -> ((ArrayNode) root.at("/recipe/sizes")).set(2, 3));
    CommandLineRun named = verify();
    assertThat(named.exitCode()).isEqualTo(4);
    assertThat(named.err())
        .contains("data.read: classNames: has 10 names, but the recipe has 3")
        .hasLineCount(1);
    edit(root -> ((ObjectNode) root.get("data")).remove("read"));
    CommandLineRun verify = verify();
    assertThat(verify.exitCode()).isEqualTo(4);
    assertThat(verify.err())
        .contains("run.json: recipe: sizes [784, 8, 3] do not fit")
        .hasLineCount(1);
  }

  @Test
  void withJsonStandardOutputIsOneObject() throws IOException {
    edit(root -> ((ArrayNode) root.get("epochSha256")).set(0, WRONG));
    CommandLineRun verify = verify("--json");
    assertThat(verify.exitCode()).isEqualTo(7);
    JsonNode result = JSON.readTree(verify.out());
    assertThat(result.get("verified").asBoolean()).isFalse();
    assertThat(result.get("firstDifferentEpoch").asInt()).isEqualTo(1);
    assertThat(result.at("/epochs/0/recorded").asText()).isEqualTo(WRONG);
    assertThat(result.get("finding").asText()).contains("agrees with itself");
  }

  @Test
  void wrongOptionsAreRefused() {
    assertThat(verify("--epochs-only", "0").exitCode()).isEqualTo(2);
    assertThat(verify("--partitions", "0").exitCode()).isEqualTo(2);
  }

  private CommandLineRun verify(String... options) {
    Object[] args = new Object[options.length + 2];
    args[0] = "verify";
    args[1] = run;
    System.arraycopy(options, 0, args, 2, options.length);
    return CommandLineRun.of(args);
  }

  private void edit(Consumer<ObjectNode> change) throws IOException {
    Path record = run.resolve("run.json");
    ObjectNode root = (ObjectNode) JSON.readTree(record.toFile());
    change.accept(root);
    Files.writeString(record, JSON.writeValueAsString(root));
  }
}

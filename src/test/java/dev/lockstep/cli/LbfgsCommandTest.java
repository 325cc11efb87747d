package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.IdxFixture;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code train --optimizer lbfgs}. */
@Tag("slow")
class LbfgsCommandTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);
  @TempDir Path folder;

  @Test
  void aRunIsTrainedVerifiedAndResumed() throws IOException {
    Path data = IdxFixture.writeDigits(folder.resolve("few"), 200, 50);
    Path out = folder.resolve("run");
    String options =
        "train --optimizer lbfgs --hidden 8 --epochs 5 --shards 4 --validation 0.2 --checkpoint-every 2";
    Object[] words = (options + " --data " + data + " --out " + out).split(" ", -1);
    CommandLineRun run = CommandLineRun.of(words);
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode record = new ObjectMapper().readTree(out.resolve("run.json").toFile());
    assertThat(record.at("/recipe/optimizer/name").textValue()).isEqualTo("lbfgs");
    assertThat(record.get("epochSha256")).hasSize(5);
    assertThat(record.at("/test/meanLoss").doubleValue())
        .isLessThan(record.at("/testBeforeTraining/meanLoss").doubleValue());
    CommandLineRun verify = CommandLineRun.of("verify", out, "--partitions", 3);
    assertThat(verify.exitCode()).as(verify.err() + verify.out()).isZero();
    byte[] model = Files.readAllBytes(out.resolve("model.safetensors"));
    Files.delete(out.resolve("model.safetensors"));
    Files.delete(out.resolve("run.json"));
    List<Object> again = new ArrayList<>(List.of(words));
    again.add("--resume");
    CommandLineRun resumed = CommandLineRun.of(again.toArray());
    assertThat(resumed.errLines()).contains("going on after step 4 (epoch 5)");
    assertThat(Files.readAllBytes(out.resolve("model.safetensors"))).isEqualTo(model);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--learning-rate=0.1",
        "--schedule=cosine",
        "--warmup=5",
        "--momentum=0.9",
        "--nesterov",
        "--weight-decay=0.1",
        "--clip-norm=1",
        "--clip-value=1",
        "--batch=20",
        "--average-every=8"
      })
  void whatItHasNoUseForIsRefused(String option) {
    CommandLineRun run =
        CommandLineRun.of("train", "--optimizer=lbfgs", "--out", folder.resolve("run"), option);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .contains(option.replaceAll("=.*", "") + " does not go with --optimizer lbfgs")
        .hasLineCount(1);
  }
}

package dev.lockstep.cli.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.input.InputScaling;
import dev.lockstep.nn.TargetScaling;
import dev.lockstep.run.Certificate;
import dev.lockstep.run.Replay;
import dev.lockstep.run.RunJson;
import dev.lockstep.run.RunRecord;
import dev.lockstep.text.Counted;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Prints {@code verify}'s lines; with its options. */
final class VerifyReport {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Option(names = "--quiet", description = "Print nothing; the exit code tells.")
  boolean quiet;

  @Option(names = "--json", description = "Print one JSON object in place of the lines.")
  boolean json;

  private final ObjectNode root = MAPPER.createObjectNode();
  private final ArrayNode epochs = MAPPER.createArrayNode();

  void begin(Certificate certificate, int partitions, String master, int upTo) {
    print(
        "trained in %s by Lockstep %s; again in %d on %s, %d of %s, by %s%n",
        Counted.of(certificate.partitions(), "partition"),
        certificate.codeVersion(),
        partitions,
        master,
        upTo,
        Counted.of(certificate.epochSha256().size(), "epoch"),
        RunRecord.codeVersion());
    root.put("recordedPartitions", certificate.partitions()).put("partitions", partitions);
    root.put("master", master).set("epochs", epochs);
  }

  void epoch(Replay.Epoch epoch, int of) {
    print(
        "epoch %d/%d  %s%n",
        epoch.number(),
        of,
        epoch.isEqual()
            ? "equal    " + epoch.hereSha256()
            : "differs  recorded " + epoch.recordedSha256() + ", here " + epoch.hereSha256());
    epochs
        .addObject()
        .put("epoch", epoch.number())
        .put("equal", epoch.isEqual())
        .put("recorded", epoch.recordedSha256())
        .put("here", epoch.hereSha256());
  }

  /**
   * Adds the record's other two hashes: of the last weights, and of the model beside the record.
   */
  void files(boolean weights, Optional<Boolean> model) {
    if (!weights) {
      print("weightsSha256 of %s differs from the weights here%n", RunJson.FILE_NAME);
    }
    print(
        "model.safetensors %s%n",
        model
            .map(equal -> equal ? "equals the record's" : "differs from the record's")
            .orElse("is not in the folder"));
    root.put("weightsEqual", weights);
    model.ifPresent(equal -> root.put("modelEqual", equal));
  }

  /** Adds whether the scaling of the numbers to predict follows from the examples. */
  void targets(TargetScaling recorded, TargetScaling here) {
    boolean equal = recorded.equals(here);
    print("scaling of the targets %s%n", equal ? "as recorded" : "DIFFERS: here " + here);
    if (json) {
      root.put("targetScalingEqual", equal);
    }
  }

  /** Adds whether the scaling follows from the examples; empty if it need not. */
  void scaling(InputScaling recorded, Optional<String> difference, boolean fitted) {
    print(
        "scaling %s %s%n",
        recorded,
        difference
            .map(text -> "differs: " + text)
            .orElse(fitted ? "fitted again: equal" : "of the model that training started from"));
    if (fitted) {
      root.put("scalingEqual", difference.isEmpty());
      difference.ifPresent(text -> root.put("scalingDifference", text));
    }
  }

  void searching(int recorded, int here) {
    print("training that epoch again in %d and in %d partitions%n", recorded, here);
  }

  void verdict(
      Replay.Outcome outcome, boolean filesEqual, boolean scalingEqual, Optional<String> finding) {
    boolean equal = outcome.isEqual() && filesEqual && scalingEqual;
    finding.ifPresent(text -> print("%s%n", text));
    if (equal) {
      String epochs = Counted.of(outcome.epochs().size(), "epoch");
      print("verified: the same bytes after %s%n", epochs);
    } else if (!outcome.isEqual()) {
      print("NOT VERIFIED: epoch %d is the first that differs%n", outcome.last().number());
    } else if (!scalingEqual) {
      print("NOT VERIFIED: the epochs are equal, but the scaling is not that of these examples%n");
    } else {
      print("NOT VERIFIED: the epochs are equal, but the files of the run do not match them%n");
    }
    root.put("verified", equal);
    if (!outcome.isEqual()) {
      root.put("firstDifferentEpoch", outcome.last().number());
    }
    finding.ifPresent(text -> root.put("finding", text));
    if (json) {
      Terminal.printLines(root + "\n");
    }
  }

  private void print(String format, Object... args) {
    if (!quiet && !json) {
      Terminal.print(format, args);
    }
  }
}

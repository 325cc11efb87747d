package dev.lockstep.run;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.model.Safetensors;
import dev.lockstep.model.Tensor;
import dev.lockstep.text.DamagedFileException;
import dev.lockstep.train.state.TrainingState;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints with values that no training has are refused by name, even with a hash that fits. */
@Tag("slow")
class AbsurdCheckpointsTest extends CheckpointFile {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "epoch         | -1     | 1 hash after -1 epochs",
        "epoch         | 2      | 1 hash after 2 epochs",
        "epoch         | 0.5    | epoch: 0.5 is not a whole number of the type int",
        "epoch         | 1e300  | epoch: 1.0E300 is not a whole number of the type int",
        "epoch         | 4294967297 | epoch: 4294967297 is not a whole number of the type int",
        "epoch         | true   | epoch: true is not a whole number of the type int",
        "stepInEpoch   | -1     | the step in the epoch is negative: -1",
        "stepInEpoch   | 8      | fewer steps than in this epoch: 7",
        "step          | `\"7\"` | step: \"7\" is not a whole number of the type long",
        "examples      | 19     | fewer examples than in this epoch: 19",
        "epochExamples | -1     | the epoch's examples are negative: -1",
        "epochLossSum  | [1.5]  | epochLossSum: [1.5] is not a number",
        "seconds       | -1     | not a training time: -1.0",
        "seconds       | []     | seconds: [] is not a number",
        "exponents     | [1024] | exponent out of range: 1024",
        "exponents     | [-1023] | exponent out of range: -1023",
        "exponents     | []     | not 1 exponents: 0",
        "exponents     | [36,36] | not 1 exponents: 2",
        "exponents     | {}     | exponents: {} is not an array",
        "epochSha256   | [\"00\"] | an epoch's hash is not a SHA-256: 00",
        "epochSha256   | 3      | epochSha256: 3 is not an array",
        "fingerprint   | `\"\"` | not a fingerprint of examples",
        "recipe        | {}     | it has no optimizer",
      })
  void anAbsurdStateIsRefusedEvenWithAFittingHash(String field, String value, String problem)
      throws IOException {
    Safetensors good = contents().get(0);
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(good.metadata().get("checkpoint"));
    json.set(field, new ObjectMapper().readTree(value));
    assertRefused(sealed(json.toString(), good.tensors()), problem);
    json.remove(field);
    assertRefused(
        sealed(json.toString(), good.tensors()),
        field.equals("recipe") ? "it has no recipe" : field + ": missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | not 1 validations: 0",
        "3 | validation: 3 is not an array",
        "[[0.5]] | validation: missing, or not of [loss, measure]",
        "[[0.5,true]] | validation: true is not a number",
        "[[0.5,1.5]] | a validation accuracy is not from 0 to 1: 1.5",
      })
  void anAbsurdValidationIsRefused(String value, String problem) throws IOException {
    Safetensors good = contents().get(3);
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(good.metadata().get("checkpoint"));
    json.set("validation", new ObjectMapper().readTree(value));
    assertRefused(sealed(json.toString(), good.tensors()), problem);
    Map<String, Tensor> tensors = new LinkedHashMap<>(good.tensors());
    tensors.remove("best");
    assertRefused(sealed(good.metadata().get("checkpoint"), tensors), "parameters: 0");
  }

  /** Older releases did not write them, so that they alone may be missing. */
  @ParameterizedTest
  @CsvSource({"-1, -1", "101, 101", "0.5, epochHits: 0.5 is not a whole number of the type long"})
  void absurdHitsAreRefused(String value, String problem) throws IOException {
    Safetensors good = contents().get(0);
    ObjectNode json = (ObjectNode) new ObjectMapper().readTree(good.metadata().get("checkpoint"));
    json.set("epochHits", new ObjectMapper().readTree(value));
    assertRefused(
        sealed(json.toString(), good.tensors()),
        problem.startsWith("epochHits")
            ? problem
            : "the epoch's hits are not from 0 to its examples: " + problem);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
  void parametersThatAreNotFiniteAreRefused(float wrong) throws IOException {
    Safetensors good = contents().get(0);
    Map<String, Tensor> tensors = new LinkedHashMap<>(good.tensors());
    float[] values = tensors.get("parameters").values().clone();
    values[5] = wrong;
    tensors.put("parameters", Tensor.of(values, values.length));
    String json = good.metadata().get("checkpoint");
    assertRefused(sealed(json, tensors), "a parameter is not finite: " + wrong);
  }

  @Test
  void aStateOfAnotherNumberOfStepsIsRefused() {
    TrainingState state = GOOD.get(0).state();
    state.requireStepsPerEpoch(5); // One epoch of five steps, and two.
    assertThatThrownBy(() -> state.requireStepsPerEpoch(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("past the 2 of its epoch: 2");
    assertThatThrownBy(() -> state.requireStepsPerEpoch(6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not 1 epoch of 6 steps and 2: 7");
  }

  private void assertRefused(Safetensors content, String problem) {
    assertThatThrownBy(() -> Checkpoint.of(path, content))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageStartingWith(path + ": is not a checkpoint: ")
        .hasMessageContaining(problem);
  }
}

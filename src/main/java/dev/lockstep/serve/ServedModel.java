package dev.lockstep.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.lockstep.input.CategoryColumn;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.model.Model;
import dev.lockstep.nn.LossFunction;
import dev.lockstep.nn.Network;
import dev.lockstep.scorer.Prediction;
import dev.lockstep.scorer.Scorer;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A model that answers, and what it tells of itself. */
public final class ServedModel {
  /** Features of MNIST's pictures, 28 x 28. */
  private static final int PICTURE = 784;

  private static final int PICTURE_SIDE = 28;

  private final Scorer scorer;
  private final String name;
  private final String weightsSha256;
  private final Map<String, Integer> places = new HashMap<>();
  private final List<SerializableString> nameKeys;
  private final boolean hasProbabilities;

  /**
   * Takes a model that has been read.
   *
   * @param name where it is, for people; a version's folder differs from the one before
   */
  public ServedModel(Scorer scorer, String name) {
    this.scorer = scorer;
    this.name = name;
    Model model = scorer.model();
    weightsSha256 = Model.weightsSha256(model.parameters());
    List<String> names = model.featureNames();
    for (int i = 0; i < names.size(); i++) {
      places.put(names.get(i), i);
    }
    nameKeys = model.names().stream().<SerializableString>map(SerializedString::new).toList();
    hasProbabilities = model.network().loss().function() == LossFunction.CROSS_ENTROPY;
  }

  public String name() {
    return name;
  }

  public String weightsSha256() {
    return weightsSha256;
  }

  public Scorer scorer() {
    return scorer;
  }

  Network network() {
    return scorer.model().network();
  }

  int features() {
    return scorer.features();
  }

  /** Returns what a feature is. */
  InputColumn input(int feature) {
    return scorer.columns().get(feature);
  }

  /** Returns the place of a feature's name; null if there is none. */
  Integer place(String feature) {
    return places.get(feature);
  }

  boolean hasNames() {
    return !places.isEmpty();
  }

  /** Returns a feature as messages name it. */
  String column(int feature) {
    return hasNames() ? '"' + scorer.featureNames().get(feature) + '"' : String.valueOf(feature);
  }

  /** Returns what the page and clients must know of the model. */
  byte[] description() {
    return Json.bytes(
        json -> {
          writeIdentity(json);
          json.writeStringField("network", network().toString());
          json.writeNumberField("features", features());
          writeNames(json, "featureNames", scorer.featureNames());
          if (!isPlain()) {
            writeColumns(json);
          }
          writeNames(json, "classes", scorer.classNames());
          if (!scorer.targetNames().isEmpty()) {
            writeNames(json, "targets", scorer.targetNames());
          }
          json.writeStringField("answers", answers());
          if (features() == PICTURE && isPlain()) {
            json.writeNumberField("pictureSide", PICTURE_SIDE);
          } else {
            json.writeNullField("pictureSide");
          }
        });
  }

  /** Returns what an answer has beside the class, or in place of one. */
  private String answers() {
    return !scorer.targetNames().isEmpty()
        ? "values"
        : hasProbabilities ? "probabilities" : "outputs";
  }

  void writeIdentity(JsonGenerator json) throws IOException {
    json.writeStringField("model", name);
    json.writeStringField("weightsSha256", weightsSha256);
  }

  private boolean isPlain() {
    return scorer.model().preprocessing().isPlain();
  }

  private void writeColumns(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("columns");
    for (InputColumn column : scorer.columns()) {
      json.writeStartObject();
      json.writeStringField("name", column.name());
      if (column instanceof CategoryColumn category) {
        json.writeStringField("kind", "category");
        writeNames(json, "categories", category.categories());
        json.writeStringField("unseen", category.unseen().toString());
      } else if (column instanceof NumberColumn number) {
        json.writeStringField("kind", number.kind().toString());
      }
      json.writeBooleanField("missing", column.takesMissing());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeNames(JsonGenerator json, String field, List<String> names)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String name : names) {
      json.writeString(name);
    }
    json.writeEndArray();
  }

  /** Returns the answer to rows. */
  public byte[] answer(List<Prediction> predictions) {
    return Json.bytes(
        json -> {
          json.writeArrayFieldStart("predictions");
          for (Prediction prediction : predictions) {
            write(json, prediction);
          }
          json.writeEndArray();
        });
  }

  private void write(JsonGenerator json, Prediction prediction) throws IOException {
    json.writeStartObject();
    if (scorer.targetNames().isEmpty()) {
      writeClass(json, prediction);
    } else {
      writeNumbers(json, prediction.values());
    }
    json.writeEndObject();
  }

  /** Writes the number, or several by their names. */
  private void writeNumbers(JsonGenerator json, double[] values) throws IOException {
    if (values.length == 1) {
      json.writeNumberField("value", values[0]);
      return;
    }
    json.writeObjectFieldStart("values");
    for (int t = 0; t < values.length; t++) {
      json.writeFieldName(nameKeys.get(t));
      json.writeNumber(values[t]);
    }
    json.writeEndObject();
  }

  private void writeClass(JsonGenerator json, Prediction prediction) throws IOException {
    json.writeFieldName("label");
    json.writeString(nameKeys.get(prediction.index()));
    float[] outputs = prediction.outputs();
    if (hasProbabilities) {
      json.writeObjectFieldStart("probabilities");
      for (int c = 0; c < outputs.length; c++) {
        json.writeFieldName(nameKeys.get(c));
        json.writeNumber(outputs[c]);
      }
      json.writeEndObject();
    } else {
      json.writeArrayFieldStart("outputs");
      for (float output : outputs) {
        json.writeNumber(output);
      }
      json.writeEndArray();
    }
  }
}

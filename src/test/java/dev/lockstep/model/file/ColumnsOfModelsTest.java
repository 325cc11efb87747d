package dev.lockstep.model.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.input.RawColumns;
import dev.lockstep.model.ColumnsJson;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFormat;
import dev.lockstep.model.Safetensors;
import dev.lockstep.nn.Activation;
import dev.lockstep.nn.Loss;
import dev.lockstep.nn.Network;
import dev.lockstep.text.DamagedFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models of tables with categories and gaps, in their files. */
class ColumnsOfModelsTest {
  private static final Network NETWORK =
      new Network(
          List.of(RawColumns.PREPROCESSING.inputs(), 2),
          Activation.RELU,
          Loss.CROSS_ENTROPY,
          Activation.LINEAR);

  private final Configuration conf = new Configuration();
  @TempDir Path folder;

  @Test
  void theyComeBackToTheBitInAVersionOfTheirOwn() throws IOException {
    ModelFile.write(model(), path("m"), conf);
    Model read = ModelFile.read(path("m"), conf);
    assertThat(read.preprocessing()).isEqualTo(RawColumns.PREPROCESSING);
    assertThat(read.featureNames())
        .containsExactly("sex", "age", "deck", "fare", "joined", "port", "alone");
    assertThat(SafetensorsFile.read(path("m"), conf).metadata())
        .containsEntry("formatVersion", "3")
        .doesNotContainKey("featureNames")
        .containsEntry(
            "preprocessing",
            "{\"columns\":["
                + "{\"name\":\"sex\",\"kind\":\"category\",\"categories\":[\"female\",\"male\"],"
                + "\"unseen\":\"zeros\"},"
                + "{\"name\":\"age\",\"kind\":\"number\",\"fill\":29.5,\"flag\":true},"
                + "{\"name\":\"deck\",\"kind\":\"category\",\"categories\":[\"\",\"A\",\"B\"],"
                + "\"unseen\":\"other\",\"fill\":\"\"},"
                + "{\"name\":\"fare\",\"kind\":\"number\"},"
                + "{\"name\":\"joined\",\"kind\":\"date\",\"fill\":10001.0},"
                + "{\"name\":\"port\",\"kind\":\"category\",\"categories\":[\"1\",\"2\"],"
                + "\"unseen\":\"refuse\",\"fill\":\"2\",\"flag\":true},"
                + "{\"name\":\"alone\",\"kind\":\"number\"}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'columns' | 'rows' | is not an object of columns",
        "'kind':'date' | 'kind':'day' | has an unknown word: \"day\"",
        "'fill':29.5 | 'fill':'x' | a number's fill must be a number",
        "'fill':29.5 | 'fill':1e999 | a missing cell's number is Infinity",
        "'fill':'2' | 'fill':2 | a category's fill must be text",
        "'fill':'2' | 'fill':'3' | column port: a missing cell's text is not a category",
        "'flag':true} | 'flag':1} | a column's flag must be true or false",
        "'unseen':'zeros' | 'seen':'zeros' | has an unknown field of a column: \"seen\"",
        ",'unseen':'zeros' | `` | a column has no unseen",
        "['female','male'] | ['male','female'] | category \"female\" is not behind \"male\"",
        "['female','male'] | 'female' | categories are a list",
        "['female','male'] | ['female',1] | categories are a list of texts",
        "['female','male'] | ['female'] | a preprocessing to 13 inputs, for 14",
        "'alone' | 'fare' | two features are named \"fare\"",
        "'name':'fare', | `` | a column has no name",
        "]} | ],'more':1} | is not an object of columns alone",
      })
  void wrongColumnsAreRefused(String right, String wrong, String message) throws IOException {
    Safetensors good = ModelFormat.write(model());
    Map<String, String> metadata = new TreeMap<>(good.metadata());
    String from = right.replace('\'', '"');
    String text = metadata.get(ColumnsJson.KEY);
    assertThat(text).contains(from);
    int at = text.lastIndexOf(from);
    String to = wrong.replace('\'', '"');
    metadata.put(ColumnsJson.KEY, text.substring(0, at) + to + text.substring(at + from.length()));
    SafetensorsFile.write(new Safetensors(good.tensors(), metadata), path("m"), conf);
    assertThatThrownBy(() -> ModelFile.read(path("m"), conf))
        .isInstanceOf(DamagedFileException.class)
        .hasMessageContaining("is not a model: ")
        .hasMessageContaining(message);
  }

  private static Model model() {
    return new Model(
        NETWORK,
        RawColumns.PREPROCESSING,
        List.of(),
        List.of("no", "yes"),
        new float[NETWORK.parameterCount()]);
  }

  private org.apache.hadoop.fs.Path path(String name) {
    return new org.apache.hadoop.fs.Path(folder.resolve(name).toString());
  }
}

package dev.lockstep.data.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectTest {
  private static final Dialect ALL =
      new Dialect(';', true, '\'', '#', "UTF-16", ',', List.of("NA", "?"), true);

  @Test
  void itsTextsAreReadBack() {
    assertThat(ALL.texts())
        .containsExactly(
            Map.entry("delimiter", ";"),
            Map.entry("header", "true"),
            Map.entry("quote", "'"),
            Map.entry("comment", "#"),
            Map.entry("encoding", "UTF-16"),
            Map.entry("decimal", ","),
            Map.entry("null", "NA,?"),
            Map.entry("multiLine", "true"));
    assertThat(Dialect.of(ALL.texts())).isEqualTo(ALL);
    assertThat(Dialect.DEFAULT.texts()).isEmpty();
    assertThat(Dialect.of(Map.of())).isEqualTo(Dialect.DEFAULT);
  }

  @Test
  void aChoiceOfNowReplacesAnEarlierOne() {
    Dialect now = new Dialect(',', null, null, null, "latin1", '.', null, false);
    assertThat(now.orElse(ALL))
        .isEqualTo(new Dialect(',', true, '\'', '#', "ISO-8859-1", '.', List.of("NA", "?"), false));
    assertThat(Dialect.DEFAULT.orElse(ALL)).isEqualTo(ALL);
    assertThat(ALL.orElse(now)).isEqualTo(ALL);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "delimiter|;;|delimiter: ';;' is not one character",
        "delimiter|§|delimiter: '§' is not one character of ASCII that ends no line",
        "delimiter|\"|delimiter: '\"' is the quote too",
        "comment|,|delimiter: ',' is the comment too",
        "quote|` `|",
        "header|yes|header: 'yes' is not true or false",
        "decimal|;|decimal: ';' is not a point or a comma",
        "encoding|utf8000|encoding: 'utf8000' is not a charset that Java knows, such as ISO-8859-1",
        "encoding|a b|encoding: 'a b' is not a charset that Java knows, such as ISO-8859-1",
        "separator|;|unknown 'separator'",
      })
  void aWrongTextIsRefused(String name, String text, String message) {
    Map<String, String> texts = Map.of(name, text);
    if (message == null) {
      assertThat(Dialect.of(texts).texts()).isEqualTo(texts);
    } else {
      assertThatThrownBy(() -> Dialect.of(texts))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message);
    }
  }
}

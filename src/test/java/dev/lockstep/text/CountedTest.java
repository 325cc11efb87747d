package dev.lockstep.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountedTest {
  @ParameterizedTest
  @CsvSource({
    "0, row, 0 rows, 0 rows",
    "1, row, 1 row, 1 row",
    "2, row, 2 rows, 2 rows",
    "1, class, 1 class, 1 class",
    "10, class, 10 classes, 10 classes",
    "1, category, 1 category, 1 category",
    "2, category, 2 categories, 2 categories",
    "3, day, 3 days, 3 days",
    "2, hash, 2 hashes, 2 hashes",
    "60000, example, 60000 examples, '60,000 examples'",
  })
  void onlyOneIsSingular(long count, String noun, String plain, String grouped) {
    assertThat(Counted.of(count, noun)).isEqualTo(plain);
    assertThat(Counted.grouped(count, noun)).isEqualTo(grouped);
  }
}

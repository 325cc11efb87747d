package dev.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DataExceptionTest {
  @Test
  void namesOfSettingsAreFilledInAndNamesFromTheDataStay() {
    DataException e =
        new DataException("{label}.csv: has no column {x}", "; {label} names another");

    assertThat(e.message(name -> "--" + name))
        .isEqualTo("{label}.csv: has no column {x}; --label names another");
    assertThat(e).hasMessage("{label}.csv: has no column {x}; label names another");
  }
}

package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.recipe.Recipe;
import dev.lockstep.recipe.Recipes;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryNeedTest {
  private static final Recipe RECIPE =
      Recipes.recipe(List.of(998, 1000, 2), Recipes.ADAMW, 1, 10, 4); // 1,001,002 parameters

  @Test
  void moreParametersAndPartitionsNeedMore() {
    MemoryNeed two = MemoryNeed.of(RECIPE, 2, 0);
    MemoryNeed four = MemoryNeed.of(RECIPE, 4, 0);
    assertThat(two.parameters()).isEqualTo(1_001_002);
    assertThat(four.heapBytes() - two.heapBytes()).isEqualTo(2 * 14L * 1_001_002);
    assertThat(two.resultBytes()).isEqualTo(2 * 6L * 1_001_002);
    assertThat(MemoryNeed.of(RECIPE, 2, 1).heapBytes()).isGreaterThan(two.heapBytes());
  }

  @Test
  void whatFitsIsLetThrough() {
    MemoryNeed need = new MemoryNeed(10, 1000, 500);
    assertThatCode(() -> need.requireFit(1000, 500)).doesNotThrowAnyException();
    assertThatCode(() -> need.requireFit(1000, 0)).doesNotThrowAnyException();
  }

  @Test
  void whatDoesNotFitIsRefusedWithTheFigures() {
    MemoryNeed need = new MemoryNeed(1_001_002, 900L << 20, 700L << 20);
    assertThatThrownBy(() -> need.requireFit(512L << 20, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("1,001,002 parameters", "900 MiB", "512 MiB", "driverMemory");
    assertThatThrownBy(() -> need.requireFit(1L << 30, 512L << 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("700 MiB", "512 MiB", "spark.driver.maxResultSize", "partitions");
  }
}

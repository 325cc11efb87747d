package dev.lockstep.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.IdxFixture;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class MistakesTest {
  @Test
  void theHighestLossesStayWhateverTheOrder() {
    List<Mistake> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      double loss = i % 50 == 7 ? Double.NaN : i % 20; // Many ties.
      all.add(mistake(loss, i * 0x9e3779b97f4a7c15L));
    }
    List<Mistake> expected =
        all.stream()
            .sorted(
                Comparator.comparing(Mistake::loss, Comparator.reverseOrder())
                    .thenComparing(Mistake::idHigh))
            .limit(9)
            .toList();
    for (long seed = 1; seed <= 5; seed++) {
      List<Mistake> shuffled = IdxFixture.shuffled(all, seed);
      Mistakes one = offered(shuffled.subList(0, 71), 9);
      one.addAll(offered(shuffled.subList(71, 200), 9));
      assertThat(one.worst()).isEqualTo(expected);
    }
  }

  @Test
  void equalExamplesAreKeptAsOftenAsTheyCome() {
    Mistakes mistakes = offered(List.of(mistake(1, 5), mistake(1, 5), mistake(1, 4)), 3);
    assertThat(mistakes.worst()).extracting(Mistake::idHigh).containsExactly(4L, 5L, 5L);
  }

  @Test
  void noneAreKeptWhereNoneAreWanted() {
    assertThat(offered(List.of(mistake(1, 1)), 0).worst()).isEmpty();
  }

  private static Mistakes offered(List<Mistake> list, int most) {
    Mistakes mistakes = new Mistakes(most);
    list.forEach(mistake -> mistakes.offer(mistake.loss(), () -> mistake));
    return mistakes;
  }

  private static Mistake mistake(double loss, long id) {
    return new Mistake(loss, id, 0, 0, 1, 0.5f, new float[0]);
  }
}

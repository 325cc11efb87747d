package dev.lockstep.train.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CrewTest {
  private final List<Thread> followers = new ArrayList<>();
  private final AtomicBoolean stays = new AtomicBoolean(true);
  private Crew crew;

  private Crew crew(int members) {
    crew = new Crew(members, 60_000_000_000L);
    for (int member = 1; member < members; member++) {
      int number = member;
      Thread thread = new Thread(() -> crew.follow(number, stays::get));
      thread.start();
      followers.add(thread);
    }
    return crew;
  }

  @AfterEach
  void end() throws InterruptedException {
    crew.end();
    for (Thread follower : followers) {
      follower.join();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyUnitIsDoneOnceInEveryRound(int members) {
    crew(members);
    for (int round = 1; round <= 2_000; round++) {
      int units = round % 7;
      AtomicIntegerArray done = new AtomicIntegerArray(units + 1);
      crew.work(units, (member, unit) -> done.incrementAndGet(unit));
      for (int unit = 0; unit < units; unit++) {
        assertThat(done.get(unit)).isEqualTo(1);
      }
      assertThat(done.get(units)).isZero();
    }
  }

  @Test
  void whatIsDoneInARoundIsSeenInTheNext() {
    crew(3);
    int[] plain = new int[64];
    for (int round = 0; round < 3_000; round++) {
      crew.work(plain.length, (member, unit) -> plain[unit]++); // Now by one, now by another.
    }
    assertThat(plain).containsOnly(3_000);
  }

  @Test
  void aMemberSleepsWithoutHarm() throws InterruptedException {
    crew(3);
    AtomicIntegerArray done = new AtomicIntegerArray(1);
    for (int round = 0; round < 20; round++) {
      Thread.sleep(3); // Longer than they spin.
      crew.work(4, (member, unit) -> done.incrementAndGet(0));
    }
    assertThat(done.get(0)).isEqualTo(80);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4_095, 4_096, 8_192, 100_003, 1_000_003})
  void slicesCoverALoopExactly(int length) {
    crew(3);
    AtomicIntegerArray times = new AtomicIntegerArray(length);
    crew.run(
        length,
        (from, end) -> {
          for (int i = from; i < end; i++) {
            times.incrementAndGet(i);
          }
        });
    for (int i = 0; i < length; i++) {
      assertThat(times.get(i)).isEqualTo(1);
    }
  }

  @Test
  void whatAUnitThrowsReachesTheLeaderAfterTheOthersAreDone() {
    crew(2);
    AtomicIntegerArray done = new AtomicIntegerArray(8);
    Crew.Work work =
        (member, unit) -> {
          done.incrementAndGet(unit);
          if (unit == 3) {
            throw new IllegalStateException("unit 3");
          }
        };
    assertThatThrownBy(() -> crew.work(8, work))
        .isInstanceOf(Crew.CrewException.class)
        .hasRootCauseMessage("unit 3");
    for (int unit = 0; unit < 8; unit++) {
      assertThat(done.get(unit)).isEqualTo(1);
    }
    crew.work(8, (member, unit) -> done.incrementAndGet(unit));
    assertThat(done.get(7)).isEqualTo(2);
  }

  @Test
  void whereAFollowerDoesNotStayItIsOverAndTheLeaderDoesTheRest() throws InterruptedException {
    crew(3);
    stays.set(false);
    for (Thread follower : followers) {
      follower.join();
    }
    assertThat(crew.isOver()).isTrue();
    AtomicIntegerArray done = new AtomicIntegerArray(5);
    crew.work(5, (member, unit) -> done.incrementAndGet(unit));
    for (int unit = 0; unit < 5; unit++) {
      assertThat(done.get(unit)).isEqualTo(1);
    }
  }

  @Test
  void aCrewWithoutARoundForLongIsOver() throws InterruptedException {
    crew = new Crew(2, 50_000_000);
    Thread follower = new Thread(() -> crew.follow(1, () -> true));
    follower.start();
    for (int round = 0; round < 20; round++) {
      crew.work(2, (member, unit) -> sleep(10)); // Longer in all, and never idle.
    }
    assertThat(crew.isOver()).isFalse();
    follower.join();
    assertThat(crew.isOver()).isTrue();
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

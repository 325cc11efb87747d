package dev.lockstep.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Readers that resolve the champion and read its model in a loop, while versions are published. */
public final class ReadersDuringPublishes {
  private static final int READERS = 3;

  private ReadersDuringPublishes() {}

  /** Fails if a reader fails, gets a mixture of two models, or gets an older one than before. */
  public static void run(String registry, Configuration conf, int publishes) throws Exception {
    Publisher publisher = new Publisher(new Path(registry), conf);
    publisher.publish(1);
    AtomicInteger published = new AtomicInteger(1);
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try {
      List<Future<Integer>> reading = new ArrayList<>();
      for (int r = 0; r < READERS; r++) {
        reading.add(readers.submit(read(publisher, published, publishes)));
      }
      for (int day = 2; day <= publishes; day++) {
        publisher.publish(day);
        published.set(day);
      }
      for (Future<Integer> reader : reading) {
        assertThat(reader.get()).as("models that a reader got").isGreaterThan(1);
      }
    } finally {
      readers.shutdownNow();
    }
    assertThat(publisher.registry().history()).hasSize(publishes);
  }

  private static Callable<Integer> read(Publisher publisher, AtomicInteger published, int last) {
    return () -> {
      int models = 0;
      int before = 0;
      while (before < last) {
        int atLeast = published.get();
        int day = publisher.readChampion();
        assertThat(day).isBetween(Math.max(atLeast, before), last);
        before = day;
        models++;
      }
      return models;
    };
  }
}

package dev.lockstep.registry;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Publishes day after day, until it is killed. */
public final class PublisherMain {
  private PublisherMain() {}

  /**
   * Runs it.
   *
   * @param args the registry; the first day
   */
  public static void main(String[] args) throws Exception {
    Publisher publisher = new Publisher(new Path(args[0]), new Configuration());
    for (int day = Integer.parseInt(args[1]); true; day++) {
      publisher.publish(day);
    }
  }
}

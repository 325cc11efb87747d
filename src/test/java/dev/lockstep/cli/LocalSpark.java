package dev.lockstep.cli;

import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Two cores for a class of tests, opened as the commands do, and stopped after the last test. */
final class LocalSpark implements BeforeAllCallback, AfterAllCallback {
  private JavaSparkContext spark;

  @Override
  public void beforeAll(ExtensionContext context) {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.driver.host", "localhost");
    spark = Session.open();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    spark.stop();
    System.clearProperty("spark.master");
    System.clearProperty("spark.ui.enabled");
    System.clearProperty("spark.driver.host");
  }
}

package dev.lockstep.testing;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The cluster without a secret: one for all classes of tests that ask for it, started for the first
 * and ended after the last.
 */
public final class OpenCluster implements BeforeAllCallback {
  private StandaloneCluster cluster;

  @Override
  public void beforeAll(ExtensionContext testClass) {
    cluster =
        testClass
            .getRoot()
            .getStore(Namespace.create(OpenCluster.class))
            .computeIfAbsent(
                StandaloneCluster.class, key -> StandaloneCluster.start(), StandaloneCluster.class);
  }

  /** What the tests share; the end of all tests closes it. */
  public StandaloneCluster get() {
    return cluster;
  }
}

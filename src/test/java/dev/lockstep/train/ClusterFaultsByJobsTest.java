package dev.lockstep.train;

import dev.lockstep.train.exchange.ExchangeKind;
import org.junit.jupiter.api.Tag;

/** The same faults while every step is a job. */
@Tag("campaign")
class ClusterFaultsByJobsTest extends ClusterFaultsTest {
  @Override
  ExchangeKind kind() {
    return ExchangeKind.JOBS;
  }
}

package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.shell.Session;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What train prints of a run's settings and of its end. */
@Tag("slow")
class TrainSummaryTest {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  @TempDir Path folder;

  @Test
  void whatIsOutOfTheUsualIsSaidInALine() throws IOException {
    CommandLineRun run =
        RememberedTableTest.run(
            "train --hidden 8 --epochs 2 --format csv --label kind --weight weight --dropout 0.2"
                + " --l2 1e-4 --label-smoothing 0.1 --class-weights 1,2.5,1 --validation 0.3"
                + " --early-stopping 3 --stop-on accuracy",
            "--data",
            RememberedTableTest.weighted(folder),
            "--out",
            folder.resolve("x"));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.outAfter("with "))
        .isEqualTo(
            "dropout 0.2, L2 0.0001, label smoothing 0.1, class weights 1 2.5 1,"
                + " early stopping after 3 epochs without a better validation accuracy");
  }

  @Test
  void lbfgsSaysWhereItHasEnded() throws IOException {
    Path out = folder.resolve("x");
    CommandLineRun run =
        RememberedTableTest.run(
            "train --optimizer lbfgs --hidden none --label-smoothing 0.1 --epochs 400"
                + " --format csv --label kind --weight weight",
            "--data",
            RememberedTableTest.weighted(folder),
            "--out",
            out);
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.outAfter("L-BFGS found no better weights after epoch "))
        .isEqualTo(RememberedTableTest.record(out).get("stoppedAtEpoch").asInt() + " of 400");
  }
}

package dev.lockstep.registry;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the local disk; {@code HdfsTest} has the same on HDFS, in the campaign. */
@Tag("slow")
class ReadersTest {
  @TempDir Path folder;

  @Test
  void readersGetOneWholeChampionWhileOthersArePublished() throws Exception {
    ReadersDuringPublishes.run(folder + "/registry", new Configuration(), 15);
  }

  @Test
  @Tag("campaign")
  void readersGetOneWholeChampionWhileTwoHundredArePublished() throws Exception {
    ReadersDuringPublishes.run(folder + "/registry", new Configuration(), 200);
  }
}

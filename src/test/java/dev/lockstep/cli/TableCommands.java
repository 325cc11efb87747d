package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.linalg.AddressedRandom;
import dev.lockstep.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Trains on tables of made-up flowers. */
abstract class TableCommands {
  @RegisterExtension static final LocalSpark SPARK = LocalSpark.openedBy(Session::open);

  static final List<String> KINDS = List.of("setosa", "virginica", "versicolor");
  @TempDir Path folder;

  JsonNode train(String name, Object... options) throws IOException {
    Object[] args = {"train", "--epochs", 2, "--shards", 3, "--out", folder.resolve(name)};
    Object[] all = Arrays.copyOf(args, args.length + options.length);
    System.arraycopy(options, 0, all, args.length, options.length);
    CommandLineRun run = CommandLineRun.of(all);
    assertThat(run.exitCode()).as(run.err()).isZero();
    return record(name);
  }

  JsonNode record(String name) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(name).resolve("run.json").toFile());
  }

  /** Made up: each kind has its own place, and its own spread around it. */
  static Path flowers(Path file, long seed, int count) throws IOException {
    List<String> lines = new ArrayList<>(List.of("sepal,petal,kind"));
    for (int i = 0; i < count; i++) {
      AddressedRandom random = AddressedRandom.of(seed, "flowers").child(i);
      int kind = i % KINDS.size();
      long sepal = 40 + 12L * kind + Long.remainderUnsigned(random.bits(0), 8);
      long petal = 10 + 20L * kind + Long.remainderUnsigned(random.bits(1), 15);
      lines.add(sepal / 10.0 + "," + petal / 10.0 + "," + KINDS.get(kind));
    }
    Files.createDirectories(file.getParent());
    return Files.write(file, lines);
  }
}

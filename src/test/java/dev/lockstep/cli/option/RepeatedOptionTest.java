package dev.lockstep.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class RepeatedOptionTest {
  @TempDir Path folder;

  @Command(name = "all", subcommands = Sub.class)
  static final class All {}

  @Command(name = "sub")
  static final class Sub {
    @Option(names = "--data")
    List<String> data;

    @Option(names = "--data-2")
    String other;
  }

  @Test
  void withoutAnArgumentFileAllValuesCount() {
    assertThat(latest("sub", "--data", "a", "--data-2", "x", "--data=b")).containsExactly("a", "b");
  }

  @Test
  void valuesAfterAnArgumentFileReplaceItsOwn() throws IOException {
    String file = file("--data f --data=g --data-2 x");
    assertThat(latest("sub", file)).containsExactly("f", "g");
    assertThat(latest("sub", file, "--data", "a", "--data", "b")).containsExactly("a", "b");
    assertThat(latest("sub", "--data", "a", file)).containsExactly("f", "g");
    assertThat(latest("sub", "--data", "a", file, "--data=b")).containsExactly("b");
  }

  @Test
  void anArgumentFileWithoutTheOptionChangesNothing() throws IOException {
    String file = file("--data-2 x");
    assertThat(latest("sub", "--data", "a", "--data", "b", file)).containsExactly("a", "b");
    assertThat(latest("sub", file, "--data", "a", "--data", "b")).containsExactly("a", "b");
  }

  private String file(String text) throws IOException {
    return "@" + Files.writeString(folder.resolve("x.conf"), text);
  }

  private static List<String> latest(String... args) {
    CommandLine line = new CommandLine(new All()).setOverwrittenOptionsAllowed(true);
    CommandLine.ParseResult command = line.parseArgs(args).subcommand();
    Sub sub = (Sub) command.commandSpec().userObject();
    return RepeatedOption.latest(command, "--data", sub.data);
  }
}

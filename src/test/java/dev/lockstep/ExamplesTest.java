package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lockstep.data.Part;
import dev.lockstep.data.digits.Digits;
import dev.lockstep.testing.LocalSpark;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the programs in {@code examples/} and runs them. */
@Tag("slow")
class ExamplesTest {
  @RegisterExtension static final LocalSpark SPARK = new LocalSpark();
  private static final Path EXAMPLES = Path.of("examples");
  @TempDir static Path folder;

  @BeforeAll
  static void compile() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> options =
        List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      var sources = files.getJavaFileObjectsFromPaths(programs());
      assertThat(compiler.getTask(null, files, null, options, null, sources).call()).isTrue();
    }
  }

  @Test
  void aTrainedModelScoresWithoutSparkAndShowsItsWeights() throws Exception {
    String model = folder.resolve("model").toString();
    List<String> trained = withSpark("TrainDigits", model);
    assertThat(accuracy(trained)).isBetween(0.8, 1.0);
    String sha256 = after("weights ", trained);
    assertThat(after("again   ", trained)).isEqualTo(sha256);

    Path rows = Files.write(folder.resolve("rows.csv"), rows(10));
    List<String> scored = run("ScoreWithoutSpark", model, rows.toString());
    assertThat(scored).hasSize(10).allMatch(line -> line.matches("\\d,[01]\\.\\d{3}"));
    assertThat(IntStream.range(0, 10).filter(i -> scored.get(i).startsWith(label(i))))
        .hasSizeGreaterThan(5);
    assertThat(withScorersJarAlone("ScoreWithoutSpark", model, rows.toString())).isEqualTo(scored);

    List<String> weights = run("ReadWeights", model);
    assertThat(weights).hasSize(3);
    assertThat(weights.get(0)).startsWith("layer0 [784, 128]: largest weight ");
    assertThat(after("weightsSha256 ", weights)).isEqualTo(sha256);
  }

  @Test
  void aPipelineLeadsFromNamesToNames() throws Exception {
    List<String> lines = withSpark("TablePipeline");
    assertThat(lines).anyMatch(line -> line.matches("\\|.*\\|\\s*ring\\|\\s*answer\\|"));
    assertThat(accuracy(lines)).isBetween(0.9, 1.0);
  }

  @Test
  void everyProgramIsShortAndListed() throws IOException {
    String list = Files.readString(EXAMPLES.resolve("README.md"));
    for (Path program : programs()) {
      assertThat(list).contains("(" + program.getFileName() + ")");
      assertThat(Files.readAllLines(program)).as(program.toString()).hasSizeLessThanOrEqualTo(65);
    }
  }

  private static List<String> rows(int count) {
    return IntStream.range(0, count)
        .mapToObj(row -> Arrays.toString(Digits.example(Part.TEST, row).features()))
        .map(row -> row.substring(1, row.length() - 1))
        .toList();
  }

  private static String label(int row) {
    return Digits.example(Part.TEST, row).label() + ",";
  }

  /**
   * Returns what the program prints in a JVM that has nothing but the JDK's base beside the jar.
   */
  private static List<String> withScorersJarAlone(String program, String... args)
      throws IOException, InterruptedException {
    Path jar = Path.of("target/lockstep-scorer.jar");
    assumeThat(jar).as("mvn package makes it").exists();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--limit-modules=java.base,jdk.incubator.vector",
                "--add-modules=jdk.incubator.vector",
                "-cp",
                jar + File.pathSeparator + folder,
                program));
    command.addAll(List.of(args));
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).isZero();
    return Files.readAllLines(out);
  }

  private static List<Path> programs() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** The program takes the session that runs, and closes it. */
  private static List<String> withSpark(String program, String... args) throws Exception {
    SPARK.on("local[2]");
    try {
      return run(program, args);
    } finally {
      SPARK.stop();
    }
  }

  /** Returns what the program prints. */
  private static List<String> run(String program, String... args) throws Exception {
    PrintStream terminal = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try (URLClassLoader classes =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, ExamplesTest.class.getClassLoader())) {
      classes.loadClass(program).getMethod("main", String[].class).invoke(null, (Object) args);
    } catch (InvocationTargetException e) {
      throw new AssertionError(program, e.getCause());
    } finally {
      System.setOut(terminal);
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static double accuracy(List<String> lines) {
    return Double.parseDouble(after("accuracy ", lines));
  }

  /** Returns the rest of the one line that begins so. */
  private static String after(String beginning, List<String> lines) {
    List<String> found = lines.stream().filter(line -> line.startsWith(beginning)).toList();
    assertThat(found).as("lines that begin with '%s' in %s", beginning, lines).hasSize(1);
    return found.get(0).substring(beginning.length());
  }
}

package dev.lockstep;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which package may know which. */
class ArchitectureTest {
  private static final String HOME = "dev.lockstep.";
  private static final JavaClasses LOCKSTEP =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.lockstep");

  /** A package and the packages that it may use; "data.*" stands for the rooms of data as well. */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          entry("text"),
          entry("linalg", "text"),
          entry("linalg.exact", "linalg"),
          entry("input", "text linalg"),
          entry("nn", "text linalg input"),
          entry("optim", "text linalg"),
          entry("storage", "text"),
          entry("model", "text linalg input nn"),
          entry("model.file", "text storage linalg input nn model"),
          entry("model.foreign", "text storage linalg input nn model model.file"),
          entry("scorer", "text linalg linalg.exact input nn model"),
          entry("serve", "text linalg input nn model scorer"),
          entry("export", "text linalg input nn storage model.*"),
          entry("report", "text linalg input nn storage model.*"),
          entry("report.html", "text"),
          entry("report.paired", "report"),
          entry(
              "report.page",
              "text input nn storage model.* optim recipe data data.files run report report.html"),
          entry("recipe", "text linalg input nn storage model.* report optim"),
          entry("data", "text input"),
          entry("data.table", "text input data"),
          entry("data.files", "text input data data.table"),
          entry("data.plan", "text input data data.files data.table"),
          entry("data.codec", ""),
          entry("data.csv", "text data data.table data.files data.codec"),
          entry("data.parquet", "text data data.table data.files"),
          entry("data.fetch", "text data"),
          entry("data.idx", "text data data.fetch"),
          entry("data.digits", "text data linalg"),
          entry(
              "data.read",
              "text input data data.table data.files data.plan data.csv data.parquet data.fetch data.idx"
                  + " data.digits"),
          entry("data.shard.exact", "data"),
          entry("data.shard", "text data data.shard.exact linalg input nn"),
          entry(
              "predict",
              "text linalg input nn storage model.* data data.table data.files data.csv data.read"),
          entry("train.step", "text linalg linalg.exact input nn optim recipe data.shard"),
          entry("train.exchange.rounds", "linalg train.step"),
          entry("train.exchange.simulation", "linalg train.step train.exchange.rounds"),
          entry("train.metrics"),
          entry(
              "train.exchange",
              "text linalg train.step train.metrics data.shard train.exchange.rounds"),
          entry(
              "train.state",
              "text linalg linalg.exact input nn storage model.* report report.paired optim recipe data.shard train.step train.exchange"),
          entry(
              "train.lbfgs",
              "text nn report optim recipe data.shard train.step train.exchange train.state"),
          entry(
              "train",
              "text linalg input nn report optim recipe data data.shard train.step train.exchange"
                  + " train.state train.lbfgs"),
          entry(
              "train.fit",
              "text linalg linalg.exact input recipe data data.files data.shard train"),
          entry(
              "run",
              "text linalg input nn storage model.* report optim recipe data data.files data.shard train train.step"
                  + " train.exchange train.state"),
          entry(
              "retrain",
              "text linalg input storage model.* report report.paired optim recipe data.* train.* run"),
          entry(
              "retrain.drift",
              "text linalg input storage model.* data data.shard train.fit retrain"),
          entry("registry", "text storage model.* run"),
          entry("sql", "text input nn model model.file data data.table registry scorer"),
          entry("ml.param", "text nn recipe data.files train.exchange"),
          entry("ml.vector", "text input nn model data data.table ml.param"),
          entry(
              "ml.fit",
              "text input nn storage model report optim recipe data.* train.* run ml.param ml.vector"),
          entry(
              "ml",
              "text linalg input nn storage model.* report optim recipe data.* train.* registry ml.*"),
          entry(
              "cli.shell",
              "text linalg input nn storage model.* report.* optim recipe data.* train.* run registry"),
          entry(
              "cli.option",
              "text linalg input nn storage model.* report.* optim recipe data.* train.* run registry cli.shell"),
          entry(
              "cli.serve",
              "text linalg input nn storage model.* recipe data data.digits registry scorer serve cli.shell cli.option"),
          entry("cli.registry", "text registry cli.shell cli.option"),
          entry(
              "cli.retrain",
              "text linalg input nn storage model.* report.* optim recipe data.* train.* run registry retrain.* cli.shell"
                  + " cli.option cli.train"),
          entry(
              "cli.train",
              "text linalg input nn storage model.* report.* optim recipe data.* train.* run registry export cli.shell cli.option"),
          entry("cli.show", "text input nn model.* data.* cli.shell cli.option"),
          entry(
              "cli.bench",
              "text linalg input nn storage model.* report.* optim recipe data.* train.* run registry ml ml.param cli.shell cli.option cli.serve"),
          entry(
              "cli",
              "text linalg input nn storage model.* report.* optim recipe data.* train.* run registry ml ml.param predict export"
                  + " cli.shell cli.option cli.train cli.bench cli.show cli.registry cli.retrain cli.serve"));

  private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][\\w-]*");
  private static final int FILES_OF_A_PACKAGE = 22;

  private static Map.Entry<String, List<String>> entry(String name, String... mayUse) {
    return Map.entry(name, mayUse.length == 0 ? List.of() : List.of(mayUse[0].split(" ")));
  }

  @Test
  void everyPackageHasItsPlaceAndArrowsPointDownOnly() {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass type : LOCKSTEP) {
      Set<String> used = uses.computeIfAbsent(room(type), name -> new TreeSet<>());
      type.getDirectDependenciesFromSelf().stream()
          .map(Dependency::getTargetClass)
          .map(JavaClass::getBaseComponentType)
          .filter(target -> target.getPackageName().startsWith(HOME))
          .map(ArchitectureTest::room)
          .filter(name -> !name.equals(room(type)))
          .forEach(used::add);
    }
    assertThat(uses.keySet()).isEqualTo(new TreeSet<>(MAY_USE.keySet()));
    uses.forEach(
        (name, used) ->
            assertThat(used)
                .as("what %s uses", name)
                .allMatch(other -> mayUse(MAY_USE.get(name), other)));
  }

  private static String room(JavaClass type) {
    return type.getPackageName().substring(HOME.length());
  }

  private static boolean mayUse(List<String> allowed, String name) {
    return allowed.contains(name) || allowed.contains(name.replaceAll("\\..*", "") + ".*");
  }

  @Test
  void everyPackageSaysWhatItMayImport() throws IOException {
    for (String name : MAY_USE.keySet()) {
      Path file =
          Path.of("src/main/java/dev/lockstep", name.replace('.', '/'), "package-info.java");
      assertThat(Files.readString(file))
          .as(name)
          .containsPattern("May[ *\\n]+import|Imports[ *\\n]+nothing");
    }
  }

  @Test
  void thereAreNoCycles() {
    slices().matching("dev.lockstep.(**)").should().beFreeOfCycles().check(LOCKSTEP);
  }

  /**
   * A sealed type names its permitted types and may choose one of them: that is one thing in
   * several files. Every other circle makes one class out of several.
   */
  @Test
  void thereAreNoCyclesOfClasses() {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass type : LOCKSTEP) {
      type.getDirectDependenciesFromSelf().stream()
          .map(Dependency::getTargetClass)
          .map(JavaClass::getBaseComponentType)
          .filter(target -> target.getPackageName().startsWith(HOME))
          .filter(target -> !permits(type, target))
          .map(ArchitectureTest::top)
          .filter(target -> !target.equals(top(type)))
          .forEach(target -> uses.computeIfAbsent(top(type), name -> new TreeSet<>()).add(target));
    }
    assertThat(withoutEnds(uses)).isEmpty();
  }

  private static boolean permits(JavaClass type, JavaClass target) {
    Class<?> sealed = top(type).equals(type.getName()) ? type.reflect() : Object.class;
    return sealed.isSealed()
        && Arrays.stream(sealed.getPermittedSubclasses())
            .anyMatch(permitted -> permitted.getName().equals(top(target)));
  }

  private static String top(JavaClass type) {
    return type.getName().replaceAll("\\$.*", "");
  }

  /** Takes away who uses nobody and who is used by nobody, until only circles are left. */
  private static Map<String, Set<String>> withoutEnds(Map<String, Set<String>> uses) {
    Map<String, Set<String>> left = new TreeMap<>();
    Set<String> used = new TreeSet<>();
    uses.values().forEach(used::addAll);
    uses.forEach(
        (name, others) -> {
          Set<String> kept = new TreeSet<>(others);
          kept.retainAll(uses.keySet());
          if (used.contains(name) && !kept.isEmpty()) {
            left.put(name, kept);
          }
        });
    return left.equals(uses) ? left : withoutEnds(left);
  }

  @Test
  void aCycleOfClassesIsFound() {
    Map<String, Set<String>> uses =
        Map.of("a", Set.of("b"), "b", Set.of("c", "d"), "c", Set.of("b", "e"), "e", Set.of("d"));
    assertThat(withoutEnds(uses))
        .containsExactlyInAnyOrderEntriesOf(Map.of("b", Set.of("c"), "c", Set.of("b")));
  }

  @Test
  void noPackageIsAWarehouse() {
    Map<String, Long> files =
        LOCKSTEP.stream()
            .filter(JavaClass::isTopLevelClass)
            .collect(groupingBy(ArchitectureTest::room, counting()));
    assertThat(files.values()).allMatch(count -> count <= FILES_OF_A_PACKAGE);
  }

  /** The others would not link where the module is missing. */
  @Test
  void onlyClassesThatAreNotLoadedWithoutItsModuleKnowTheVectorApi() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.lockstep.cli.bench.FmaPeak")
        .and()
        .haveNameNotMatching(
            "dev\\.lockstep\\.linalg\\.(exact\\.)?Vector(Kernels|Multiples|RowTiles|ColumnTiles|Runs|PairRuns|Sigmoid)")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .check(LOCKSTEP);
  }

  /** It is Spark's internal interface, which another Spark may not have. */
  @Test
  void onlyOneClassKnowsSparksRpc() {
    noClasses()
        .that()
        .haveNameNotMatching("dev\\.lockstep\\.train\\.exchange\\.SparkRpc(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark.rpc..")
        .check(LOCKSTEP);
  }

  @Test
  void mathematicsAndFilesKnowNoSpark() {
    noClasses()
        .that(
            resideInAnyPackage(
                pattern("linalg"),
                pattern("input"),
                pattern("nn"),
                pattern("recipe"),
                pattern("optim"),
                pattern("storage"),
                pattern("model"),
                pattern("train.step"),
                pattern("registry"),
                pattern("export"),
                pattern("serve")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark..")
        .check(LOCKSTEP);
  }

  @Test
  void mathematicsKnowsOnlyTheJdk() {
    noClasses()
        .that(
            resideInAnyPackage(
                pattern("linalg"), pattern("input"), pattern("nn"), pattern("optim")))
        .should()
        .dependOnClassesThat(
            resideOutsideOfPackages("java..", "jdk.incubator.vector..", "dev.lockstep.."))
        .check(LOCKSTEP);
  }

  /** It starts within a second, which Hadoop would take alone. */
  @Test
  void theServerKnowsNoHadoop() {
    noClasses()
        .that(resideInAnyPackage(pattern("serve"), pattern("scorer")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.hadoop..")
        .check(LOCKSTEP);
  }

  /** Their errors name settings in braces, which each face puts in its own words. */
  @Test
  void onlyTheCommandLineKnowsOptions() throws IOException {
    List<String> lines = new ArrayList<>();
    Path home = Path.of("src/main/java/dev/lockstep");
    for (Path file : filesIn(home)) {
      boolean isFace = file.startsWith(home.resolve("cli"));
      lines.addAll(
          isFace
              ? List.of()
              : OPTION
                  .matcher(Files.readString(file))
                  .results()
                  .map(found -> file.getFileName() + ": " + found.group())
                  .toList());
    }
    assertThat(lines)
        .as("Java's own options only")
        .containsExactlyInAnyOrder(
            "FastestKernels.java: --add-modules", "FastestKernels.java: --add-exports");
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  @Test
  void onlyMainEndsTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.lockstep.cli.Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(LOCKSTEP);
  }

  /** There, what is foreign is escaped. */
  @Test
  void onlyOneClassWritesToTheTerminal() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.lockstep.cli.shell.Terminal")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.io.Console.class)
        .check(LOCKSTEP);
  }

  /** Their results may differ between processors and JDKs; those of StrictMath may not. */
  @ParameterizedTest
  @ValueSource(strings = {"exp", "expm1", "log", "log10", "log1p", "sin", "cos", "tan", "tanh"})
  void nothingIsLeftToTheProcessorsTranscendentals(String function) {
    noClasses().should().callMethod(Math.class, function, double.class).check(LOCKSTEP);
    noClasses().should().callMethod(Math.class, "pow", double.class, double.class).check(LOCKSTEP);
  }

  @Test
  void nothingIsDrawn() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(RandomGenerator.class)
        .orShould()
        .callMethod(Math.class, "random")
        .check(LOCKSTEP);
  }

  private static String pattern(String name) {
    return HOME + name + "..";
  }
}

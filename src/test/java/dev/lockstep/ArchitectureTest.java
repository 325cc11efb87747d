package dev.lockstep;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
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

  /** The arrows; a package's own packages may use what it may. */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          entry("text"),
          entry("linalg", "text"),
          entry("nn", "text", "linalg"),
          entry("optim", "text", "linalg"),
          entry("model", "text", "nn", "linalg"),
          entry("data", "text", "nn", "linalg"),
          entry("export", "text", "model", "nn", "linalg"),
          entry("predict", "text", "data", "model", "nn", "linalg"),
          entry("report", "text", "model", "nn", "linalg"),
          entry("recipe", "text", "model", "report", "optim", "nn", "linalg"),
          entry("train", "text", "recipe", "data", "model", "report", "optim", "nn", "linalg"),
          entry(
              "run", "text", "train", "recipe", "data", "model", "report", "optim", "nn", "linalg"),
          entry(
              "ml", "text", "train", "recipe", "data", "model", "report", "optim", "nn", "linalg"),
          entry(
              "cli", "text", "ml", "run", "train", "recipe", "predict", "export", "data", "model",
              "report", "optim", "nn", "linalg"));

  private static Map.Entry<String, List<String>> entry(String name, String... mayUse) {
    return Map.entry(name, List.of(mayUse));
  }

  @Test
  void everyPackageHasItsPlace() {
    Set<String> packages = new TreeSet<>();
    for (JavaClass type : LOCKSTEP) {
      packages.add(type.getPackageName().replace(HOME, "").replaceAll("\\..*", ""));
    }
    assertThat(packages).isEqualTo(new TreeSet<>(MAY_USE.keySet()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linalg", "nn", "optim", "recipe", "model", "data", "export", "predict", "report", "train",
        "run", "ml", "cli", "text"
      })
  void arrowsPointDownOnly(String name) {
    String[] others =
        MAY_USE.keySet().stream()
            .filter(other -> !other.equals(name) && !MAY_USE.get(name).contains(other))
            .map(ArchitectureTest::pattern)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(pattern(name))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .check(LOCKSTEP);
  }

  @Test
  void thereAreNoCycles() {
    slices().matching("dev.lockstep.(*)..").should().beFreeOfCycles().check(LOCKSTEP);
  }

  @Test
  void theRoomsOfDataHaveNoCyclesEither() {
    slices()
        .matching("dev.lockstep.(**)")
        .should()
        .beFreeOfCycles()
        .check(LOCKSTEP.that(resideInAPackage(pattern("data"))));
  }

  /** The others would not link where the module is missing. */
  @Test
  void onlyClassesThatAreNotLoadedWithoutItsModuleKnowTheVectorApi() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.lockstep.cli.bench.FmaPeak")
        .and()
        .haveNameNotMatching("dev\\.lockstep\\.linalg\\.Vector(Kernels|Tiles|Runs|Sigmoid)")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .check(LOCKSTEP);
  }

  @Test
  void mathematicsAndFilesKnowNoSpark() {
    noClasses()
        .that(
            resideInAnyPackage(
                pattern("linalg"),
                pattern("nn"),
                pattern("recipe"),
                pattern("optim"),
                pattern("model"),
                pattern("export")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.spark..")
        .check(LOCKSTEP);
  }

  @Test
  void mathematicsKnowsOnlyTheJdk() {
    noClasses()
        .that(resideInAnyPackage(pattern("linalg"), pattern("nn"), pattern("optim")))
        .should()
        .dependOnClassesThat(
            resideOutsideOfPackages("java..", "jdk.incubator.vector..", "dev.lockstep.."))
        .check(LOCKSTEP);
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

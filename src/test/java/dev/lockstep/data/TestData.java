package dev.lockstep.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where public data sets may lie on the machine that runs the tests. */
public final class TestData {
  private TestData() {}

  /**
   * The folder of a public set's IDX files: in {@code $LOCKSTEP_DATA}, in a folder that several
   * checkouts share, or in {@code data}. Tests that want it say with an assumption that it is
   * missing.
   */
  public static Optional<Path> folder(String name) {
    List<Path> places = new ArrayList<>();
    String home = System.getenv("LOCKSTEP_DATA");
    if (home != null && !home.isEmpty()) {
      places.add(Path.of(home));
    }
    Path project = Path.of(System.getProperty("basedir", ""));
    places.add(project.resolve("../shared/data"));
    places.add(project.resolve("data"));
    return places.stream()
        .map(place -> place.resolve(name).toAbsolutePath().normalize())
        .filter(Files::isDirectory)
        .findFirst();
  }
}

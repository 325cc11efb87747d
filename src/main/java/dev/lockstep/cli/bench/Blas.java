package dev.lockstep.cli.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The library with which Spark ML multiplies matrices.
 *
 * @param kind in plain words
 * @param libraries the files of a native one
 * @param threads of OpenBLAS for each call, from {@code OPENBLAS_NUM_THREADS}; empty if that is not
 *     set
 */
public record Blas(String kind, List<String> libraries, String threads) implements Serializable {
  private static final String NATIVE = "native BLAS";
  private static final String THREADS = "OPENBLAS_NUM_THREADS";

  /**
   * Returns the name of an implementation of {@code dev.ludovic.netlib.blas}.
   *
   * @param className its simple name
   * @param mappedFiles files that the process has mapped
   */
  public static Blas of(String className, List<String> mappedFiles, String threads) {
    String kind =
        switch (className) {
          case "JNIBLAS" -> NATIVE;
          case "VectorBLAS" -> "pure Java BLAS with vectors";
          case "Java8BLAS", "Java11BLAS", "F2jBLAS" -> "pure Java BLAS without vectors";
          default -> className;
        };
    List<String> libraries =
        mappedFiles.stream()
            .map(file -> file.substring(file.lastIndexOf('/') + 1))
            .filter(Blas::isLibrary)
            .distinct()
            .sorted()
            .toList();
    return new Blas(kind, kind.equals(NATIVE) ? libraries : List.of(), threads);
  }

  private static boolean isLibrary(String file) {
    String name = file.toLowerCase(Locale.ROOT);
    boolean blas = name.contains("blas") || name.contains("mkl") || name.contains("blis");
    return blas && name.contains(".so") && !name.startsWith("libnetlib");
  }

  /** Returns a way to make it faster, if there is one. */
  @JsonIgnore
  public Optional<String> advice() {
    if (!kind.equals(NATIVE)) {
      return Optional.of(
          "Spark ML is faster with a native BLAS: apt-get install libopenblas0-pthread, and set "
              + THREADS
              + "=1 (docs/benchmarks.md)");
    }
    return threads.equals("1")
        ? Optional.empty()
        : Optional.of("Spark's tasks and OpenBLAS's threads compete: set " + THREADS + "=1");
  }

  @Override
  public String toString() {
    return kind
        + (libraries.isEmpty() ? "" : " (" + String.join(", ", libraries) + ")")
        + (threads.isEmpty() ? "" : ", " + THREADS + "=" + threads);
  }
}

package dev.lockstep.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The files of one table.
 *
 * @param name what the user calls it
 * @param paths in the order of their names, one at least
 * @param alone whether no test set lies beside it
 */
record TableFiles(String name, List<Path> paths, TableFormat format, boolean alone) {

  /**
   * Finds a table; empty where it is none, but a folder of IDX files.
   *
   * @param place a file, a folder of part files, a folder with {@code train.csv} (or {@code
   *     train.parquet}) and perhaps {@code test.csv}, or a glob
   * @throws DataException where there is nothing, or nothing that tells its format
   */
  static Optional<TableFiles> find(
      String place, Part part, TableOptions options, Configuration conf) {
    Predicate<Path> isTest = test -> hasLabels(test, options, conf);
    return find(place, part, options.format(), "--format", isTest, conf);
  }

  /**
   * Finds a table whose rows are to be scored; empty as in {@link #find}. In a folder with {@code
   * train.csv} and {@code test.csv} these are the test set's, with labels or without.
   *
   * @param format null for what the files' names tell
   */
  static Optional<TableFiles> findToScore(String place, TableFormat format, Configuration conf) {
    return find(place, Part.TEST, format, "--input-format", test -> true, conf);
  }

  private static Optional<TableFiles> find(
      String place,
      Part part,
      TableFormat format,
      String option,
      Predicate<Path> isTest,
      Configuration conf) {
    try {
      return search(place, part, format, option, isTest, conf);
    } catch (IOException e) {
      throw new DataException(place + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static Optional<TableFiles> search(
      String place,
      Part part,
      TableFormat format,
      String option,
      Predicate<Path> isTest,
      Configuration conf)
      throws IOException {
    Path path = new Path(place);
    FileSystem files = path.getFileSystem(conf);
    // A folder may have a name that would be a glob.
    FileStatus[] found =
        files.exists(path) ? new FileStatus[] {files.getFileStatus(path)} : files.globStatus(path);
    if (found == null || found.length == 0) {
      return Optional.empty();
    }
    if (found.length == 1 && found[0].isDirectory()) {
      Optional<Path> train = part(files, found[0].getPath(), "train", format);
      if (train.isPresent()) {
        Optional<Path> test = part(files, found[0].getPath(), "test", format).filter(isTest);
        Path chosen = part == Part.TEST && test.isPresent() ? test.get() : train.get();
        List<Path> chosenFiles = dataFiles(files, files.getFileStatus(chosen));
        return of(place, chosenFiles, format, option, test.isEmpty());
      }
    }
    List<Path> all = new ArrayList<>();
    for (FileStatus status : found) {
      all.addAll(dataFiles(files, status));
    }
    boolean isFile = found.length == 1 && found[0].isFile();
    Optional<TableFiles> table = of(place, all, format, option, true);
    if (table.isEmpty() && isFile) {
      throw new DataException(
          place + ": its name tells no format: " + option + " csv or " + option + " parquet does");
    }
    return table;
  }

  /** {@code train.csv} and the like in a folder, as a file or as a folder of part files. */
  private static Optional<Path> part(FileSystem files, Path folder, String name, TableFormat format)
      throws IOException {
    for (String ending : List.of(".csv", ".csv.gz", ".parquet")) {
      Path path = new Path(folder, name + ending);
      boolean fits = format == null || TableFormat.ofFile(ending).orElseThrow() == format;
      if (fits && files.exists(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  /** A test set without labels is one to be predicted, not one to be examined on. */
  private static boolean hasLabels(Path test, TableOptions options, Configuration conf) {
    if (!TableFormat.ofFile(test.getName()).equals(Optional.of(TableFormat.CSV))) {
      return true;
    }
    String label = options.label() == null ? TableOptions.DEFAULT_LABEL : options.label();
    try {
      FileSystem files = test.getFileSystem(conf);
      CsvFiles csv = CsvFiles.of(dataFiles(files, files.getFileStatus(test)).get(0), conf);
      return !csv.header() || csv.columns().contains(label);
    } catch (IOException e) {
      throw new DataException(test + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** A file, or a folder's files but for hidden ones; in the order of their names. */
  private static List<Path> dataFiles(FileSystem files, FileStatus status) throws IOException {
    if (status.isFile()) {
      return List.of(status.getPath());
    }
    return Arrays.stream(files.listStatus(status.getPath()))
        .filter(FileStatus::isFile)
        .map(FileStatus::getPath)
        .filter(path -> !path.getName().startsWith("_") && !path.getName().startsWith("."))
        .sorted()
        .toList();
  }

  private static Optional<TableFiles> of(
      String place, List<Path> all, TableFormat wanted, String option, boolean alone) {
    List<TableFormat> formats =
        all.stream().flatMap(p -> TableFormat.ofFile(p.getName()).stream()).distinct().toList();
    if (wanted == null && formats.size() > 1) {
      throw new DataException(place + ": has files of CSV and of Parquet: " + option + " chooses");
    }
    if (all.isEmpty() || (wanted == null && formats.isEmpty())) {
      return Optional.empty();
    }
    TableFormat format = wanted == null ? formats.get(0) : wanted;
    // Others than those of a format lie with them by chance; where none has its name, all are it.
    boolean named = formats.contains(format);
    Stream<Path> paths = all.stream().filter(p -> !named || isOf(p, format));
    return Optional.of(new TableFiles(place, paths.sorted().toList(), format, alone));
  }

  private static boolean isOf(Path path, TableFormat format) {
    return TableFormat.ofFile(path.getName()).equals(Optional.of(format));
  }

  /** Made on demand, for it costs a second; on the Spark context at hand. */
  static SparkSession session() {
    return SparkSession.builder().getOrCreate();
  }
}

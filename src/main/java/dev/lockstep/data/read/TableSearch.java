package dev.lockstep.data.read;

import dev.lockstep.data.DataException;
import dev.lockstep.data.Part;
import dev.lockstep.data.files.FileSearch;
import dev.lockstep.data.files.Folder;
import dev.lockstep.data.files.Glob.Found;
import dev.lockstep.data.files.PartitionColumns;
import dev.lockstep.data.files.TableFile;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.idx.IdxFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The search for a table.
 *
 * @param format null for the one that the files' names tell
 * @param setting the name of the setting that chooses the format
 * @param isTest tells whether files with a test set's name are one
 */
public record TableSearch(
    String place, Part part, TableFormat format, String setting, Predicate<TableFiles> isTest) {

  /**
   * Finds a table; empty for a folder of IDX files.
   *
   * @param place a file, a folder of part files or of folders with such, a folder with {@code
   *     train.csv} (or {@code train.parquet}) and perhaps {@code test.csv}, or a glob
   * @throws DataException if there is nothing, or its format is unknown
   */
  public static Optional<TableFiles> find(
      String place, Part part, TableOptions options, Configuration conf) {
    Predicate<TableFiles> isTest = test -> test.hasLabels(options, conf);
    return new TableSearch(place, part, options.format(), "format", isTest).find(conf);
  }

  /**
   * Finds a table to be scored; empty as in {@link #find}. In a folder with {@code train.csv} and
   * {@code test.csv} it is the test set, with labels or without.
   *
   * @param format null for the one that the files' names tell
   */
  public static Optional<TableFiles> findToScore(
      String place, TableFormat format, Configuration conf) {
    return new TableSearch(place, Part.TEST, format, "inputFormat", test -> true).find(conf);
  }

  /**
   * Finds a table; empty for an unknown name and for a folder of IDX files.
   *
   * @throws DataException if a place has no files of a table, or not one table's
   */
  Optional<TableFiles> find(Configuration conf) {
    try {
      FileSearch search = FileSearch.of(place, conf);
      List<Found> found = search.find();
      return found.isEmpty() ? Optional.empty() : find(search, found);
    } catch (IOException e) {
      throw new DataException(place + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private Optional<TableFiles> find(FileSearch search, List<Found> found) throws IOException {
    boolean folder = found.size() == 1 && found.get(0).status().isDirectory();
    if (folder) {
      Optional<Found> train = part(search, found.get(0), "train", "training");
      if (train.isPresent()) {
        return Optional.of(sets(search, found.get(0), train.get()));
      }
    }
    List<TableFile> all = search.files(found);
    if (found.size() == 1 && !folder) {
      Folder.requirePlainFile(found.get(0).status());
    }
    Optional<TableFiles> table = of(all);
    if (table.isEmpty() && found.size() == 1 && !folder) {
      throw new DataException(
          place + ": its name tells no format: ",
          "{" + setting + "} csv or {" + setting + "} parquet does");
    }
    if (table.isEmpty() && all.stream().noneMatch(file -> IdxFile.isOne(file.path().getName()))) {
      throw search.nothing(all);
    }
    return table;
  }

  /** Returns the set that is asked for, with the names of all that is in neither set. */
  private TableFiles sets(FileSearch search, Found folder, Found train) throws IOException {
    Optional<Found> entry = part(search, folder, "test", "test");
    Optional<TableFiles> test = Optional.empty();
    if (entry.isPresent()) {
      test = of(search.files(List.of(entry.get()))).filter(isTest);
    }
    List<String> sets = new ArrayList<>(List.of(name(train)));
    test.ifPresent(found -> sets.add(name(entry.orElseThrow())));
    List<String> names = new ArrayList<>();
    for (String other : search.names(folder)) {
      if (!sets.contains(other)) {
        boolean unlabelled = entry.isPresent() && name(entry.get()).equals(other);
        names.add(unlabelled ? other + " (it has no labels)" : other);
      }
    }
    Beside beside = Beside.ofSets(sets, test.isEmpty(), names);
    return part == Part.TEST && test.isPresent()
        ? test.get().with(beside)
        : of(search.files(List.of(train))).orElseThrow().with(beside);
  }

  private static String name(Found entry) {
    return entry.status().getPath().getName() + (entry.status().isDirectory() ? "/" : "");
  }

  /**
   * Finds {@code train.csv} and the like in a folder, as a file or as a folder of part files, which
   * may also be called {@code train}.
   *
   * @param set what it is, for the message
   * @throws DataException if there is more than one
   */
  private Optional<Found> part(FileSearch search, Found folder, String name, String set)
      throws IOException {
    List<Found> entries = new ArrayList<>();
    for (List<String> endings : TableFormat.ENDINGS) {
      for (String ending : entries.isEmpty() ? endings : List.<String>of()) {
        if (format == null || TableFormat.ofFileAlone(ending).equals(Optional.of(format))) {
          search.entry(folder, name + ending).ifPresent(entries::add);
        }
      }
    }
    Optional<Found> plain = search.entry(folder, name).filter(e -> e.status().isDirectory());
    if (plain.isPresent() && isTable(search.files(List.of(plain.get())), entries.isEmpty())) {
      entries.add(plain.get());
    }
    if (entries.size() > 1) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: has %s and %s, and either may be the %s set: name the one that is meant, or move"
                  + " the other away",
              place,
              name(entries.get(0)),
              name(entries.get(1)),
              set));
    }
    return entries.stream().findFirst();
  }

  /**
   * Returns true if there are files of a table.
   *
   * @param alone true if the files need not have names of the format that the user has chosen
   */
  private boolean isTable(List<TableFile> files, boolean alone) {
    return alone
        ? of(files).isPresent()
        : files.stream()
            .flatMap(file -> sure(file).stream())
            .anyMatch(found -> format == null || found.equals(format));
  }

  private Optional<TableFiles> of(List<TableFile> all) {
    Optional<TableFormat> told = format == null ? format(all) : Optional.of(format);
    if (told.isEmpty() || all.isEmpty()) {
      return Optional.empty();
    }
    TableFormat chosen = told.get();
    List<TableFile> files =
        ofFormat(all, chosen).sorted(Comparator.comparing(TableFile::path)).toList();
    files.forEach(file -> Folder.requirePlainFile(file.status()));
    PartitionColumns partitions = PartitionColumns.of(place, files);
    requireUnmixed(files);
    Set<TableFile> read = Set.copyOf(files);
    List<String> others =
        all.stream().filter(f -> !read.contains(f)).map(TableFile::below).sorted().toList();
    Beside beside = Beside.ofOtherNames(chosen, others);
    return Optional.of(new TableFiles(place, files, chosen, partitions, beside));
  }

  /**
   * Returns the format that files' names tell. Those of CSV and Parquet tell it alone; other names
   * do if all do.
   *
   * @throws DataException if they tell of several
   */
  private Optional<TableFormat> format(List<TableFile> all) {
    List<TableFormat> sure = all.stream().flatMap(f -> sure(f).stream()).distinct().toList();
    boolean alone = sure.isEmpty() && all.stream().allMatch(f -> likely(f).isPresent());
    List<TableFormat> formats =
        alone ? all.stream().flatMap(f -> likely(f).stream()).distinct().toList() : sure;
    if (formats.size() > 1) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: has files of %s and of %s: ",
              place,
              formats.get(0).title(),
              formats.get(1).title()),
          "{" + setting + "} chooses");
    }
    return formats.stream().findFirst();
  }

  /**
   * Returns the files of a format. Other files lie beside them by chance; if no file's name tells
   * the format, all count.
   */
  private static Stream<TableFile> ofFormat(List<TableFile> all, TableFormat chosen) {
    Optional<TableFormat> wanted = Optional.of(chosen);
    if (all.stream().anyMatch(f -> sure(f).equals(wanted))) {
      return all.stream().filter(f -> sure(f).equals(wanted));
    }
    boolean named = all.stream().anyMatch(f -> likely(f).equals(wanted));
    return all.stream().filter(f -> !named || likely(f).equals(wanted));
  }

  /** Returns lines about the files in a folder of IDX files that are none. */
  static List<String> besideIdx(String folder, Configuration conf) throws IOException {
    FileSearch search = FileSearch.of(folder, conf);
    return Beside.idxLines(
        folder,
        search.files(search.find()).stream()
            .map(TableFile::below)
            .filter(name -> !IdxFile.isOne(name))
            .sorted()
            .toList());
  }

  private static Optional<TableFormat> sure(TableFile file) {
    return TableFormat.ofFile(file.path().getName());
  }

  private static Optional<TableFormat> likely(TableFile file) {
    String name = file.path().getName();
    return file.within().isEmpty() ? TableFormat.ofNamedFile(name) : TableFormat.ofFileAlone(name);
  }

  /**
   * Refuses a folder with files beside a folder of more files, such as an older state of the table.
   * A folder of part files with a file's name, as Spark writes it, counts as a file.
   */
  private void requireUnmixed(List<TableFile> files) {
    Set<Path> direct = new HashSet<>();
    for (TableFile file : files) {
      direct.add(file.path().getParent());
    }
    for (TableFile file : files) {
      List<Path> within = file.within();
      for (int i = 0; i + 1 < within.size(); i++) {
        Path below = within.get(i + 1);
        if (direct.contains(within.get(i)) && TableFormat.ofFileAlone(below.getName()).isEmpty()) {
          throw mixed(files, within.get(i), below);
        }
      }
    }
  }

  private DataException mixed(List<TableFile> files, Path folder, Path below) {
    TableFile beside =
        files.stream().filter(f -> f.path().getParent().equals(folder)).findFirst().orElseThrow();
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s: has %s beside a folder with more of the kind, %s: name the one or the other, or a"
                + " glob such as '%s/*.%s'",
            place,
            beside.path().getName(),
            below.getName(),
            TableFile.show(folder),
            sure(beside).map(TableFormat::toString).orElse("*")));
  }
}

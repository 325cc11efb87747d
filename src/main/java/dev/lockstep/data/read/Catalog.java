package dev.lockstep.data.read;

import dev.lockstep.data.DataException;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.Part;
import dev.lockstep.data.digits.DigitsSource;
import dev.lockstep.data.fetch.PublicSet;
import dev.lockstep.data.files.SparkPlace;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.idx.IdxSource;
import dev.lockstep.data.table.InternalRows;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Finds a data set by a user's name of it: a built-in name, a public set that was fetched, or a
 * path.
 */
public final class Catalog {
  private static final int PUBLIC_CLASSES = 10;

  /** Labels in IDX files are bytes. */
  private static final int IDX_CLASSES = 256;

  private Catalog() {}

  /** Opens one part of a data set; a table has the classes of its own labels. */
  public static ExampleSource open(String nameOrPath, Part part, Configuration conf) {
    return open(nameOrPath, part, TableOptions.DEFAULT, null, conf);
  }

  /**
   * Opens one part of a data set.
   *
   * @param nameOrPath {@code digits}; {@code mnist} or {@code fashion-mnist}, searched as {@link
   *     Places} says; a folder of IDX files; or a table, see {@link TableSearch#find}, whose parts
   *     are the same if it has no test set
   * @param labels the classes of a table's labels; null for its own
   */
  public static ExampleSource open(
      String nameOrPath, Part part, TableOptions options, LabelEncoder labels, Configuration conf) {
    if (nameOrPath.equals(Places.DIGITS)) {
      return new DigitsSource(part);
    }
    if (PublicSet.named(nameOrPath).isPresent()) {
      return IdxSource.open(
          nameOrPath,
          Places.ofProcess().publicFolder(nameOrPath, conf),
          part,
          PUBLIC_CLASSES,
          conf);
    }
    if (isSparks(nameOrPath, options.format())) {
      return open(SparkTable.open(nameOrPath, options.format()), options, labels);
    }
    Optional<TableFiles> table = TableSearch.find(nameOrPath, part, options, conf);
    if (table.isPresent()) {
      return open(table.get(), options, labels, conf);
    }
    Path folder = new Path(nameOrPath);
    if (!exists(folder, conf)) {
      throw Places.missing(nameOrPath);
    }
    IdxSource source = IdxSource.open(nameOrPath, folder, part, IDX_CLASSES, conf);
    try {
      return source.warning(TableSearch.besideIdx(nameOrPath, conf));
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Opens one part of data; rows that lie in several places are one table. */
  public static ExampleSource open(
      List<String> places,
      Part part,
      TableOptions options,
      LabelEncoder labels,
      Configuration conf) {
    if (places.size() == 1) {
      return open(places.get(0), part, options, labels, conf);
    }
    List<TableFiles> tables =
        places.stream().map(place -> table(place, part, options, conf)).toList();
    return open(TableFiles.joined(tables), options, labels, conf);
  }

  private static TableFiles table(
      String place, Part part, TableOptions options, Configuration conf) {
    Optional<TableFiles> table =
        Places.isName(place) ? Optional.empty() : TableSearch.find(place, part, options, conf);
    if (table.isEmpty() && !Places.isName(place) && !exists(new Path(place), conf)) {
      throw Places.missing(place);
    }
    return table.orElseThrow(
        () -> new DataException(place + ": is not a table: only tables are read together"));
  }

  /**
   * Opens files of one format that hold one table.
   *
   * @param known the classes that training has seen; null for the user's choice, else the table's
   */
  private static TableSource open(
      TableFiles files, TableOptions options, LabelEncoder known, Configuration conf) {
    if (files.format().isCsv()) {
      LabelEncoder labels = labels(options, known);
      OpenTable table = CsvTable.open(files, options, isSeen(labels), conf);
      return TableSource.counted(table, labels, options.predicted());
    }
    if (!files.format().equals(TableFormat.PARQUET)) {
      SparkTable spark = SparkTable.open(files, options.dialect(), options.width());
      return of(spark, files.beside(), RowPlace.ofSparks(files), files.format(), options, known);
    }
    ParquetFiles parquet = ParquetFiles.of(files, conf);
    TypedTable table =
        new TypedTable(
            files.name(),
            files.withPartitions(parquet.schema()),
            columns -> parquet.rows(InternalRows.session(), files, columns),
            files.beside(),
            files.format(),
            options.dialect().nullTexts());
    return of(table, options, known);
  }

  /** Opens a table that Spark reads, with known classes as above. */
  private static TableSource open(SparkTable table, TableOptions options, LabelEncoder known) {
    return of(table, Beside.NOTHING, RowPlace.of(table.name(), -1), null, options, known);
  }

  private static TableSource of(
      SparkTable spark,
      Beside beside,
      RowPlace place,
      TableFormat format,
      TableOptions options,
      LabelEncoder known) {
    TypedTable table =
        new TypedTable(
            spark.name(),
            spark.rows().schema(),
            spark::select,
            beside,
            place,
            format,
            options.dialect().nullTexts());
    return of(table, options, known);
  }

  private static TableSource of(TypedTable table, TableOptions options, LabelEncoder known) {
    LabelEncoder labels = labels(options, known);
    String label = options.label() == null ? TableOptions.DEFAULT_LABEL : options.label();
    OpenTable open =
        table.open(
            label,
            List.of(),
            options.weight(),
            options.inputs(),
            isSeen(labels),
            options.predicted());
    return TableSource.counted(open, labels, options.predicted());
  }

  private static LabelEncoder labels(TableOptions options, LabelEncoder known) {
    boolean fixed = known == null && options.classes() != null;
    return fixed ? LabelEncoder.fixed(options.classes()) : known;
  }

  /** Returns true if these are a training set's classes, so that the table is another set. */
  private static boolean isSeen(LabelEncoder labels) {
    return labels != null && !labels.isFixed();
  }

  /** Returns true if only Spark knows a table's files. */
  public static boolean isSparks(String place, TableFormat format) {
    return SparkPlace.isOne(place) || (format != null && format.isBrought());
  }

  private static boolean exists(Path folder, Configuration conf) {
    try {
      return folder.getFileSystem(conf).exists(folder);
    } catch (IOException e) {
      throw new DataException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }
}

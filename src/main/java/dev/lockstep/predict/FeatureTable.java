package dev.lockstep.predict;

import dev.lockstep.data.CellException;
import dev.lockstep.data.DataException;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.Part;
import dev.lockstep.data.csv.CsvFiles;
import dev.lockstep.data.files.Columns;
import dev.lockstep.data.files.TableFile;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.files.TableSettings;
import dev.lockstep.data.read.Catalog;
import dev.lockstep.data.read.ParquetFiles;
import dev.lockstep.data.read.Places;
import dev.lockstep.data.read.RowPlace;
import dev.lockstep.data.read.SparkTable;
import dev.lockstep.data.read.TableFiles;
import dev.lockstep.data.read.TableSearch;
import dev.lockstep.data.read.TableSource;
import dev.lockstep.data.table.CellReader;
import dev.lockstep.data.table.FeatureReader;
import dev.lockstep.data.table.InternalRows;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.data.table.TableColumns;
import dev.lockstep.input.InputColumn;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.input.Preprocessing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.csv.CSVFileFormat;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Rows to be scored, from any source: tables as {@link TableSource} reads them, but with or without
 * a label; or a test set of IDX files or built in.
 */
public final class FeatureTable {
  private final SparkSession session;
  private final Configuration conf;
  private final String name;

  /** Null if rows do not come from a table. */
  private final TableFiles table;

  /** Null unless files are CSV. */
  private final CsvFiles csv;

  /** Null unless files are Parquet. */
  private final ParquetFiles parquet;

  /** Null unless Spark reads the table. */
  private final SparkTable spark;

  /** Null if rows come from a table. */
  private final ExampleSource examples;

  private final StructType schema;
  private final List<TableColumn> features;
  private final int width;
  private final Set<String> settings;

  /** What the features are; none where they are plain numbers in any kind of column. */
  private final List<InputColumn> inputs;

  private final List<StructField> kept;

  private FeatureTable(
      SparkSession session,
      Configuration conf,
      String name,
      TableFiles table,
      ScoringOptions options,
      Preprocessing preprocessing,
      List<String> featureNames) {
    this.session = session;
    this.conf = conf;
    this.name = name;
    width = preprocessing.cells();
    this.table = table;
    boolean isCsv = table != null && table.format().isCsv();
    csv = isCsv ? table.csv(options.dialect(), Math.min(2, width), conf) : null;
    spark = spark(table, name, options, width);
    examples = table == null && spark == null ? testSet(name, options, conf) : null;
    boolean isParquet = table != null && !isCsv && spark == null;
    parquet = isParquet ? ParquetFiles.of(table, conf) : null;
    schema =
        isCsv
            ? table.withPartitions(csv.schema())
            : isParquet
                ? table.withPartitions(parquet.schema())
                : spark == null ? exampleSchema() : spark.rows().schema();
    kept = kept(options);
    TableColumns all =
        isCsv
            ? TableColumns.ofText(name, List.of(schema.fieldNames()), csv.unnamed())
            : TableColumns.of(name, schema, !preprocessing.isPlain())
                .withNulls(options.dialect().nullTexts());
    ScoredColumns columns =
        new ScoredColumns(all, csv, isCsv ? table.firstRow(csv, conf) : List.of());
    features =
        columns.choose(preprocessing, featureNames, options.label(), Set.copyOf(options.kept()));
    settings =
        examples != null
            ? Set.of()
            : isCsv
                ? TableSettings.ofText()
                : TableSettings.ofTypes(
                    table == null ? null : table.format(),
                    all.hasText(),
                    features.get(0).kind().isRow());
    inputs = isCsv ? ofText(preprocessing) : preprocessing.columns();
  }

  /** Returns the columns of text; a truth may stand for a number. */
  private List<InputColumn> ofText(Preprocessing preprocessing) {
    return preprocessing.isPlain()
        ? features.stream().map(column -> (InputColumn) NumberColumn.of(column.name())).toList()
        : preprocessing.columns();
  }

  private static SparkTable spark(
      TableFiles table, String name, ScoringOptions options, int width) {
    if (table == null) {
      return Catalog.isSparks(name, options.format())
          ? SparkTable.open(name, options.format())
          : null;
    }
    boolean ours = table.format().isCsv() || table.format().equals(TableFormat.PARQUET);
    return ours ? null : SparkTable.open(table, options.dialect(), width);
  }

  /**
   * Finds the rows.
   *
   * @param nameOrPath as in {@link Catalog#open(String, Part, TableOptions, LabelEncoder,
   *     Configuration)}; of a folder with a training and a test set, the test set
   * @param preprocessing of the model
   * @param featureNames in the model's order; empty where it has none
   * @throws DataException if there are none, or they do not have this number of features or these
   *     names
   */
  public static FeatureTable open(
      SparkSession session,
      String nameOrPath,
      ScoringOptions options,
      Preprocessing preprocessing,
      List<String> featureNames,
      Configuration conf) {
    Optional<TableFiles> table =
        Places.isName(nameOrPath) || Catalog.isSparks(nameOrPath, options.format())
            ? Optional.empty()
            : TableSearch.findToScore(nameOrPath, options.format(), conf);
    return new FeatureTable(
        session, conf, nameOrPath, table.orElse(null), options, preprocessing, featureNames);
  }

  private static ExampleSource testSet(String name, ScoringOptions options, Configuration conf) {
    return Catalog.open(
        name,
        Part.TEST,
        new TableOptions(
            options.format(), new Columns(options.label(), null), options.dialect(), null),
        null,
        conf);
  }

  private static StructType exampleSchema() {
    return new StructType()
        .add("label", DataTypes.IntegerType)
        .add("features", DataTypes.createArrayType(DataTypes.FloatType, false));
  }

  private List<StructField> kept(ScoringOptions options) {
    List<String> names = Arrays.asList(schema.fieldNames());
    Set<String> known = Set.copyOf(names);
    Set<String> chosen = Set.copyOf(options.kept());
    for (String wanted : options.kept()) {
      if (!known.contains(wanted)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: has no column '%s' to keep, but %s",
                name,
                wanted,
                TableColumns.firstOf(names)));
      }
    }
    List<StructField> wanted =
        Arrays.stream(schema.fields())
            .filter(
                field ->
                    options.keepAll()
                        || chosen.contains(field.name())
                        || field.name().equals(options.id()))
            .toList();
    wanted.stream()
        .filter(field -> field.dataType().equals(DataTypes.NullType))
        .findFirst()
        .ifPresent(
            field -> {
              throw new DataException(
                  String.format(
                      Locale.ROOT,
                      "%s: column %s cannot be kept: its type is %s",
                      name,
                      CellException.quote(field.name()),
                      TableColumns.typeName(field)));
            });
    return wanted;
  }

  /**
   * Returns the number of files, in the order of their names; 0 if rows do not come from a table's
   * files, or Spark reads these.
   */
  public int fileCount() {
    return table == null || spark != null ? 0 : table.files().size();
  }

  /** Returns the names of the settings of tables that say how the rows are read. */
  Set<String> tableSettings() {
    return settings;
  }

  /** Returns lines about files that lie in the table's place and are not read. */
  List<String> warnings() {
    return table != null ? table.warnings() : examples == null ? List.of() : examples.warnings();
  }

  /** Returns the kept columns, in the table's order. */
  public List<StructField> kept() {
    return kept;
  }

  /** Refuses kept columns of types that cells of CSV cannot hold. */
  void requireCellsOfCsv() {
    CSVFileFormat csvFormat = new CSVFileFormat();
    for (StructField field : kept) {
      if (!csvFormat.supportDataType(field.dataType())) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: column %s cannot be kept in CSV: its type is %s; Parquet keeps it",
                table == null ? name : TableFile.show(table.paths().get(0)),
                CellException.quote(field.name()),
                TableColumns.typeName(field)));
      }
    }
  }

  /** Returns all rows; those of a table of one file, or of a test set, in their order. */
  public FeatureRows all() {
    return examples != null ? ofExamples() : ofFiles(table);
  }

  /** Returns one file's rows, in their order. */
  public FeatureRows file(int number) {
    return ofFiles(table.only(number));
  }

  private FeatureRows ofExamples() {
    var rows = examples.examples(context(), examples.classLimit()).map(new ExampleRow());
    List<String> columns = List.of(schema.fieldNames());
    return new FeatureRows(
        new InternalRows(rows, null, columns), cells(columns, RowPlace.of(name, -1)));
  }

  private JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(session.sparkContext());
  }

  private FeatureRows ofFiles(TableFiles chosen) {
    if (csv != null) {
      List<String> columns = List.of(schema.fieldNames());
      Map<String, Integer> places = TableColumn.places(columns);
      List<TableColumn> wanted = new ArrayList<>(features);
      kept.forEach(field -> wanted.add(TableColumn.text(field.name(), places.get(field.name()))));
      return new FeatureRows(
          new InternalRows(chosen.csvRows(context(), csv, wanted), null, columns),
          cells(columns, RowPlace.of(table, csv, conf)));
    }
    if (spark != null) {
      List<String> columns = needed();
      return new FeatureRows(
          new InternalRows(InternalRows.of(spark.select(columns)), null, columns),
          cells(columns, table == null ? RowPlace.of(name, -1) : RowPlace.ofSparks(table)));
    }
    InternalRows scanned = InternalRows.ofScan(parquet.rows(session, chosen, needed()));
    int rowIndex = scanned.columns().indexOf(InternalRows.ROW_INDEX);
    return new FeatureRows(scanned, cells(scanned.columns(), RowPlace.of(name, rowIndex)));
  }

  /** Returns the columns that are needed; Parquet reads no others. */
  private List<String> needed() {
    Set<String> wanted = new HashSet<>();
    features.forEach(column -> wanted.add(column.name()));
    kept.forEach(field -> wanted.add(field.name()));
    return Arrays.stream(schema.fieldNames()).filter(wanted::contains).toList();
  }

  private FeatureCells cells(List<String> columns, RowPlace place) {
    Map<String, Integer> places = TableColumn.places(columns);
    List<TableColumn> placed = features.stream().map(column -> column.in(places)).toList();
    List<Integer> ordinals = kept.stream().map(field -> places.get(field.name())).toList();
    FeatureReader reader =
        inputs.isEmpty() || placed.get(0).kind().isRow()
            ? new FeatureReader(placed, width)
            : FeatureReader.of(CellReader.of(placed, inputs));
    return new FeatureCells(reader, kept, ordinals, place);
  }
}

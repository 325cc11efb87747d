package dev.lockstep.data.read;

import dev.lockstep.data.ColumnLine;
import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.LeftOut;
import dev.lockstep.data.NoExamplesException;
import dev.lockstep.data.csv.CsvFiles;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.plan.Candidates;
import dev.lockstep.data.plan.ColumnPlan;
import dev.lockstep.data.plan.ColumnReport;
import dev.lockstep.data.table.FeatureReader;
import dev.lockstep.data.table.FloatText;
import dev.lockstep.data.table.InternalRows;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.data.table.TableColumns;
import dev.lockstep.input.InputColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A user's own table: CSV, Parquet, or any DataFrame. Its labels become classes. */
public final class TableSource implements ExampleSource {
  static final long UNKNOWN = -1;

  private final String name;
  private final SourceRows rows;
  private final RowReader reader;
  private final RowPlace place;
  private final Beside beside;

  /** Without columns where one column holds all features. */
  private final ColumnPlan plan;

  private final Supplier<List<ColumnReport>> reports;

  /** {@link #UNKNOWN} where the labels need no pass over the rows. */
  private final long count;

  /** A label that is not a number among many that are; null where there is none. */
  private final String stranger;

  TableSource(
      String name,
      SourceRows rows,
      RowReader reader,
      RowPlace place,
      Beside beside,
      ColumnPlan plan,
      Supplier<List<ColumnReport>> reports,
      long count,
      String stranger) {
    this.name = name;
    this.rows = rows;
    this.reader = reader;
    this.place = place;
    this.beside = beside;
    this.plan = plan;
    this.reports = reports;
    this.count = count;
    this.stranger = stranger;
  }

  /**
   * Counts the labels, which are not classes yet.
   *
   * @param labels the classes; null for those in the table
   */
  private static TableSource counted(
      String name,
      SourceRows rows,
      RowReader reader,
      RowPlace place,
      Beside beside,
      ColumnPlan plan,
      Supplier<List<ColumnReport>> reports,
      LabelEncoder labels) {
    Map<String, Long> perLabel = new TableLabels(name, rows, reader, place).count();
    long count = perLabel.values().stream().mapToLong(Long::longValue).sum();
    if (count == 0) {
      throw new NoExamplesException(name);
    }
    String stranger = LabelEncoder.strangerAmongFractions(perLabel).orElse(null);
    RowReader known = reader.with(labels == null ? LabelEncoder.of(perLabel.keySet()) : labels);
    return new TableSource(name, rows, known, place, beside, plan, reports, count, stranger);
  }

  /**
   * Returns the examples of any DataFrame; runs a job to learn the labels.
   *
   * @param label the column of the class: text, numbers or booleans
   * @param features columns of numbers, in this order; or one column of arrays of floats or
   *     doubles, or of Spark ML's vectors. Empty for the one column of arrays or vectors (named
   *     {@code features} if there are several), else for all columns of numbers but label and
   *     weight
   * @param weight the column of the examples' weights; null for none
   * @throws DataException that names the column which is missing or of the wrong type
   */
  public static TableSource of(
      Dataset<Row> rows, String label, List<String> features, String weight) {
    return of(rows, label, features, weight, null);
  }

  /**
   * Returns the examples of any DataFrame, as above.
   *
   * @param labels the known classes; null for the table's own
   */
  public static TableSource of(
      Dataset<Row> rows, String label, List<String> features, String weight, LabelEncoder labels) {
    TypedTable table =
        new TypedTable(
            "DataFrame", rows.schema(), columns -> rows.select(columns(columns)), Beside.NOTHING);
    return of(table, label, features, weight, /* inputs= */ null, labels);
  }

  /**
   * Returns the examples of any DataFrame, whose columns of text may be features too.
   *
   * @param inputs the choices of the features' columns
   * @param labels the known classes; null for the table's own
   */
  public static TableSource of(
      Dataset<Row> rows, String label, String weight, InputChoices inputs, LabelEncoder labels) {
    TypedTable table =
        new TypedTable(
            "DataFrame", rows.schema(), columns -> rows.select(columns(columns)), Beside.NOTHING);
    return of(table, label, List.of(), weight, inputs, labels);
  }

  /**
   * Opens files of one format that hold one table.
   *
   * @param known the classes that training has seen; null for the user's choice, else the table's
   */
  public static TableSource open(
      TableFiles files, TableOptions options, LabelEncoder known, Configuration conf) {
    boolean fixed = known == null && options.classes() != null;
    LabelEncoder labels = fixed ? LabelEncoder.fixed(options.classes()) : known;
    if (files.format().isCsv()) {
      return openCsv(files, options, labels, conf);
    }
    if (!files.format().equals(TableFormat.PARQUET)) {
      SparkTable spark = SparkTable.open(files, options.dialect(), options.width());
      return of(spark, files.beside(), options, labels);
    }
    ParquetFiles parquet = ParquetFiles.of(files, conf);
    String label = options.label() == null ? TableOptions.DEFAULT_LABEL : options.label();
    TypedTable table =
        new TypedTable(
            files.name(),
            files.withPartitions(parquet.schema()),
            columns -> parquet.rows(InternalRows.session(), files, columns),
            files.beside());
    return of(table, label, List.of(), options.weight(), options.inputs(), labels);
  }

  /** Opens a table that Spark reads, with known classes as above. */
  static TableSource open(SparkTable table, TableOptions options, LabelEncoder known) {
    boolean fixed = known == null && options.classes() != null;
    LabelEncoder labels = fixed ? LabelEncoder.fixed(options.classes()) : known;
    return of(table, Beside.NOTHING, options, labels);
  }

  private static TableSource of(
      SparkTable spark, Beside beside, TableOptions options, LabelEncoder labels) {
    String label = options.label() == null ? TableOptions.DEFAULT_LABEL : options.label();
    TypedTable table = new TypedTable(spark.name(), spark.rows().schema(), spark::select, beside);
    return of(table, label, List.of(), options.weight(), options.inputs(), labels);
  }

  private static TableSource openCsv(
      TableFiles files, TableOptions options, LabelEncoder labels, Configuration conf) {
    CsvFiles csv = files.csv(options.dialect(), 2, conf);
    List<String> names = List.of(files.withPartitions(csv.schema()).fieldNames());
    String labelName = options.label();
    if (labelName == null) {
      boolean named = csv.header() || names.contains(TableOptions.DEFAULT_LABEL);
      labelName = named ? TableOptions.DEFAULT_LABEL : csv.usualLabel();
    }
    TableColumns columns = TableColumns.ofText(files.name(), names);
    TableColumn label = columns.find(labelName, "label");
    TableColumn weight = columns.weight(options.weight(), isSeen(labels));
    Candidates candidates =
        Candidates.of(columns, columns.others(label, weight), options.inputs(), /* typed= */ false);
    SourceRows rows = SourceRows.of(files, csv);
    RowPlace place = RowPlace.of(files, csv, conf);
    List<String> firstRow = files.firstRow(csv, conf);
    Predicate<TableColumn> beginsWithNumber =
        column -> firstRow.isEmpty() || FloatText.isNumber(firstRow.get(column.ordinal()));
    ColumnPlan plan =
        ColumnScan.plan(candidates, rows, place, beginsWithNumber).with(List.of(), columns.names());
    RowReader reader = new RowReader(label, plan.reader(plan.tableColumns()), weight);
    return counted(
        files.name(),
        rows,
        reader,
        place,
        files.beside(),
        plan,
        () -> ColumnScan.reports(candidates, rows, place),
        labels);
  }

  /**
   * Opens a table whose columns have types.
   *
   * @param wanted the features' columns; none to choose among all
   * @param inputs null where only numbers are features
   */
  private static TableSource of(
      TypedTable table,
      String labelName,
      List<String> wanted,
      String weightName,
      InputChoices inputs,
      LabelEncoder labels) {
    TableColumns columns =
        TableColumns.of(table.name(), table.schema(), inputs != null && inputs.hasTimes());
    TableColumn label = columns.find(labelName, "label");
    TableColumn weight = columns.weight(weightName, isSeen(labels));
    ColumnPlan plan =
        inputs == null || columns.isOfRows(label, weight)
            ? table.planOfNumbers(columns, wanted, label, weight)
            : table.plan(columns, columns.others(label, weight), inputs);
    List<TableColumn> features = plan.tableColumns();
    // These columns only, in this order, so that no more of the files is read than needed.
    List<TableColumn> chosen = new ArrayList<>(List.of(label));
    chosen.addAll(features);
    if (weight != null) {
      chosen.add(weight);
    }
    Dataset<Row> rows = table.rows().apply(chosen.stream().map(TableColumn::name).toList());
    int rowIndex = rows.columns().length > chosen.size() ? chosen.size() : -1;
    List<TableColumn> placed = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      placed.add(features.get(i).at(1 + i));
    }
    FeatureReader featureReader =
        placed.get(0).kind().isRow()
            ? new FeatureReader(placed, FeatureReader.firstWidth(table.name(), rows, placed.get(0)))
            : plan.reader(placed);
    TableColumn placedWeight = weight == null ? null : weight.at(1 + features.size());
    RowReader reader = new RowReader(label.at(0), featureReader, placedWeight);
    RowPlace place = RowPlace.of(table.name(), rowIndex);
    return counted(
        table.name(),
        SourceRows.of(rows),
        reader,
        place,
        table.beside(),
        plan,
        () ->
            placed.get(0).kind().isRow() || inputs == null
                ? List.of()
                : table.reports(columns, columns.others(label, weight), inputs),
        labels);
  }

  /** Returns true if these are a training set's classes, so that the table is another set. */
  private static boolean isSeen(LabelEncoder labels) {
    return labels != null && !labels.isFixed();
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(TableColumn::reference).toArray(Column[]::new);
  }

  @Override
  public String name() {
    return name;
  }

  /** Returns the number of rows; counts them if nothing has yet. */
  @Override
  public long count() {
    return count == UNKNOWN ? rows.count() : count;
  }

  @Override
  public int features() {
    return reader.features().width();
  }

  @Override
  public int classLimit() {
    return reader.limit() == null ? reader.labels().size() : reader.limit().classes();
  }

  @Override
  public Optional<LabelEncoder> labels() {
    return Optional.ofNullable(reader.labels());
  }

  /**
   * Refuses labels that do not look like classes: numbers that are not whole, with or without a
   * mark for missing ones among them, or nearly as many labels as rows.
   *
   * @param advice the other way, for the message
   * @throws DataException with the number of labels
   */
  @Override
  public void requireClasses(String advice) {
    if (reader.labels() != null && !reader.labels().isFixed()) {
      new TableLabels(name, rows, reader, place).requireClasses(count, stranger, advice);
    }
  }

  /**
   * Returns the names of the features' columns; none where one column holds all features, or where
   * columns have numbers for names.
   */
  @Override
  public List<String> featureNames() {
    List<String> columns = featureColumns();
    boolean named = isNamed() || !plan.isPlain();
    return named && columns.size() == features() ? columns : List.of();
  }

  @Override
  public List<InputColumn> inputColumns() {
    return featureNames().isEmpty() ? List.of() : plan.inputs();
  }

  /** Returns the features' columns, or the one column that holds all features. */
  List<String> featureColumns() {
    return reader.features().columns().stream().map(TableColumn::name).toList();
  }

  private boolean isNamed() {
    return place.csv() == null || place.csv().header() || !place.partitions().isEmpty();
  }

  /**
   * Returns the columns that are neither label, weight nor feature, with the reason; none if a
   * caller has named the features.
   */
  @Override
  public List<LeftOut> leftOut() {
    return plan.leftOut();
  }

  @Override
  public List<ColumnLine> columnLines() {
    return reports.get().stream()
        .map(report -> new ColumnLine(report.text(), report.advice()))
        .toList();
  }

  /** Returns true if it has no test set beside it. */
  @Override
  public boolean isAlone() {
    return beside.alone();
  }

  @Override
  public List<String> warnings() {
    return beside.lines(name);
  }

  /**
   * Returns the examples.
   *
   * @param limit not used: labels without a class are refused anyway
   */
  @Override
  public JavaRDD<Example> examples(JavaSparkContext spark, int limit) {
    if (place.csv() != null) {
      return rows.csvRows(reader.columns()).mapPartitions(new RowExamples(reader, place));
    }
    if (place.rowIndex() < 0) {
      return InternalRows.of(rows.query()).mapPartitions(new RowExamples(reader, place));
    }
    InternalRows scanned = InternalRows.ofScan(rows.query());
    List<String> columns = scanned.columns();
    RowPlace placeHere = place.withRowIndex(columns.indexOf(InternalRows.ROW_INDEX));
    return scanned.eachRow().mapPartitions(new RowExamples(reader.in(columns), placeHere));
  }
}

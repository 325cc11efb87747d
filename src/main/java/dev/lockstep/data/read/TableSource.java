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
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.files.TableFormat;
import dev.lockstep.data.files.TableOptions;
import dev.lockstep.data.plan.Candidates;
import dev.lockstep.data.plan.ColumnPlan;
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
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A user's own table: CSV, Parquet, or any DataFrame. Its labels become classes. */
public final class TableSource implements ExampleSource {
  static final long UNKNOWN = -1;

  private final OpenTable table;

  /** {@link #UNKNOWN} where the labels need no pass over the rows. */
  private final long count;

  /** A label that is not a number among many that are; null where there is none. */
  private final String stranger;

  /** True if the user has left open whether the labels are classes, and they are numbers. */
  private final boolean hasNumbers;

  TableSource(OpenTable table, long count, String stranger) {
    this(table, count, stranger, /* hasNumbers= */ false);
  }

  private TableSource(OpenTable table, long count, String stranger, boolean hasNumbers) {
    this.table = table;
    this.count = count;
    this.stranger = stranger;
    this.hasNumbers = hasNumbers;
  }

  /**
   * Counts the rows, and the labels, which are not classes yet.
   *
   * @param labels the classes; null for those in the table
   */
  private static TableSource counted(OpenTable table, LabelEncoder labels, Predicted predicted) {
    boolean open = predicted == Predicted.EITHER && labels == null;
    LabelRows counts = table.labels().count(open || predicted.areNumbers());
    if (counts.rows() == 0) {
      throw new NoExamplesException(table.name());
    }
    if (predicted.areNumbers()) {
      return new TableSource(table, counts.rows(), null);
    }
    boolean hasNumbers = open && TableLabels.areNumbers(counts);
    LabelCount.requireClasses(table.name(), table.reader().label(), counts, hasNumbers);
    Map<String, Long> perLabel = counts.perLabel();
    String stranger = LabelEncoder.strangerAmongFractions(perLabel).orElse(null);
    LabelEncoder classes = labels == null ? LabelEncoder.of(perLabel.keySet()) : labels;
    RowReader known = table.reader().with(classes);
    return new TableSource(table.with(known), counts.rows(), stranger, hasNumbers);
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
    return of(table, label, features, weight, null, labels, Predicted.CLASSES);
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
    return of(table, label, List.of(), weight, inputs, labels, Predicted.CLASSES);
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
    return of(
        table, label, List.of(), options.weight(), options.inputs(), labels, options.predicted());
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
    return of(
        table, label, List.of(), options.weight(), options.inputs(), labels, options.predicted());
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
    Predicted predicted = options.predicted().of(labelName, names);
    List<TableColumn> answers = columns.findAll(predicted.columns(labelName, names), "label");
    TableColumn weight = columns.weight(options.weight(), isSeen(labels));
    List<TableColumn> others = columns.others(answers, weight);
    Candidates candidates = Candidates.of(columns, others, options.inputs(), /* typed= */ false);
    SourceRows rows = SourceRows.of(files, csv);
    RowPlace place = RowPlace.of(files, csv, conf);
    List<String> firstRow = files.firstRow(csv, conf);
    Predicate<TableColumn> beginsWithNumber =
        column -> firstRow.isEmpty() || FloatText.isNumber(firstRow.get(column.ordinal()));
    ColumnPlan plan =
        ColumnScan.plan(candidates, rows, place, beginsWithNumber).with(List.of(), columns.names());
    RowReader reader = RowReader.of(answers, plan.reader(plan.tableColumns()), weight, predicted);
    OpenTable table =
        new OpenTable(
            files.name(),
            rows,
            reader,
            place,
            files.beside(),
            plan,
            () -> ColumnScan.reports(candidates, rows, place));
    return counted(table, labels, predicted);
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
      LabelEncoder labels,
      Predicted asked) {
    TableColumns columns =
        TableColumns.of(table.name(), table.schema(), inputs != null && inputs.hasTimes());
    Predicted predicted = asked.of(labelName, columns.names());
    List<TableColumn> answers =
        columns.findAll(predicted.columns(labelName, columns.names()), "label");
    TableColumn weight = columns.weight(weightName, isSeen(labels));
    ColumnPlan plan =
        inputs == null || columns.isOfRows(answers, weight)
            ? table.planOfNumbers(columns, wanted, answers, weight)
            : table.plan(columns, columns.others(answers, weight), inputs);
    List<TableColumn> features = plan.tableColumns();
    // These columns only, in this order, so that no more of the files is read than needed.
    List<TableColumn> chosen = new ArrayList<>(answers);
    chosen.addAll(features);
    if (weight != null) {
      chosen.add(weight);
    }
    Dataset<Row> rows = table.rows().apply(chosen.stream().map(TableColumn::name).toList());
    int rowIndex = rows.columns().length > chosen.size() ? chosen.size() : -1;
    List<TableColumn> placed = new ArrayList<>();
    for (int i = 0; i < chosen.size(); i++) {
      placed.add(chosen.get(i).at(i));
    }
    int first = answers.size();
    List<TableColumn> inputColumns = placed.subList(first, first + features.size());
    boolean ofRows = inputColumns.get(0).kind().isRow();
    FeatureReader featureReader =
        ofRows
            ? new FeatureReader(
                inputColumns, FeatureReader.firstWidth(table.name(), rows, inputColumns.get(0)))
            : plan.reader(inputColumns);
    TableColumn placedWeight = weight == null ? null : placed.get(placed.size() - 1);
    List<TableColumn> placedAnswers = List.copyOf(placed.subList(0, first));
    OpenTable open =
        new OpenTable(
            table.name(),
            SourceRows.of(rows),
            RowReader.of(placedAnswers, featureReader, placedWeight, predicted),
            RowPlace.of(table.name(), rowIndex),
            table.beside(),
            plan,
            () ->
                ofRows || inputs == null
                    ? List.of()
                    : table.reports(columns, columns.others(answers, weight), inputs));
    return counted(open, labels, predicted);
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
    return table.name();
  }

  /** Returns the number of rows; counts them if nothing has yet. */
  @Override
  public long count() {
    return count == UNKNOWN ? table.rows().count() : count;
  }

  @Override
  public int features() {
    return table.reader().features().width();
  }

  @Override
  public int classLimit() {
    RowReader reader = table.reader();
    return !reader.targets().isEmpty()
        ? 0
        : reader.limit() == null ? reader.labels().size() : reader.limit().classes();
  }

  @Override
  public Optional<LabelEncoder> labels() {
    return Optional.ofNullable(table.reader().labels());
  }

  @Override
  public List<String> targetNames() {
    return table.reader().targets().stream().map(TableColumn::name).toList();
  }

  @Override
  public Optional<String> guessedLabel() {
    CsvFiles csv = table.place().csv();
    return Optional.ofNullable(table.reader().label())
        .map(TableColumn::name)
        .filter(label -> csv != null && !csv.header() && label.equals(csv.usualLabel()));
  }

  @Override
  public ExampleSource withNumbers() {
    return hasNumbers ? new TableSource(table.with(table.reader().ofNumbers()), count, null) : this;
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
    if (table.reader().labels() != null && !table.reader().labels().isFixed()) {
      table.labels().requireClasses(count, stranger, advice);
    }
  }

  /**
   * Returns the names of the features' columns; none where one column holds all features, or where
   * columns have numbers for names.
   */
  @Override
  public List<String> featureNames() {
    List<String> columns = featureColumns();
    boolean named = isNamed() || !table.plan().isPlain();
    return named && columns.size() == features() ? columns : List.of();
  }

  @Override
  public List<InputColumn> inputColumns() {
    return featureNames().isEmpty() ? List.of() : table.plan().inputs();
  }

  /** Returns the features' columns, or the one column that holds all features. */
  List<String> featureColumns() {
    return table.reader().features().columns().stream().map(TableColumn::name).toList();
  }

  private boolean isNamed() {
    return table.place().csv() == null
        || table.place().csv().header()
        || !table.place().partitions().isEmpty();
  }

  /**
   * Returns the columns that are neither label, weight nor feature, with the reason; none if a
   * caller has named the features.
   */
  @Override
  public List<LeftOut> leftOut() {
    return table.plan().leftOut();
  }

  @Override
  public List<ColumnLine> columnLines() {
    return table.reports().get().stream()
        .map(report -> new ColumnLine(report.text(), report.advice()))
        .toList();
  }

  /** Returns true if it has no test set beside it. */
  @Override
  public boolean isAlone() {
    return table.beside().alone();
  }

  @Override
  public List<String> warnings() {
    return table.beside().lines(table.name());
  }

  /**
   * Returns the examples.
   *
   * @param limit not used: labels without a class are refused anyway
   */
  @Override
  public JavaRDD<Example> examples(JavaSparkContext spark, int limit) {
    if (table.place().csv() != null) {
      return table
          .rows()
          .csvRows(table.reader().columns())
          .mapPartitions(new RowExamples(table.reader(), table.place()));
    }
    if (table.place().rowIndex() < 0) {
      return InternalRows.of(table.rows().query())
          .mapPartitions(new RowExamples(table.reader(), table.place()));
    }
    InternalRows scanned = InternalRows.ofScan(table.rows().query());
    List<String> columns = scanned.columns();
    RowPlace placeHere = table.place().withRowIndex(columns.indexOf(InternalRows.ROW_INDEX));
    return scanned.eachRow().mapPartitions(new RowExamples(table.reader().in(columns), placeHere));
  }
}

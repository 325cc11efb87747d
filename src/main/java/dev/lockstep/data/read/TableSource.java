package dev.lockstep.data.read;

import dev.lockstep.data.ColumnLine;
import dev.lockstep.data.DataException;
import dev.lockstep.data.Example;
import dev.lockstep.data.ExampleSource;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.LeftOut;
import dev.lockstep.data.NoExamplesException;
import dev.lockstep.data.csv.CsvFiles;
import dev.lockstep.data.files.Predicted;
import dev.lockstep.data.table.InternalRows;
import dev.lockstep.data.table.TableColumn;
import dev.lockstep.input.InputColumn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  static TableSource counted(OpenTable table, LabelEncoder labels, Predicted asked) {
    boolean areNumbers = !table.reader().targets().isEmpty();
    boolean open = asked == Predicted.EITHER && labels == null && !areNumbers;
    LabelRows counts = table.labels().count(open || areNumbers);
    if (counts.rows() == 0) {
      throw new NoExamplesException(table.name());
    }
    if (areNumbers) {
      return new TableSource(table, counts.rows(), null);
    }
    boolean hasNumbers = open && TableLabels.areNumbers(counts);
    TableLabels.requireFew(table.name(), table.reader().label(), counts, hasNumbers);
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
    TypedTable frame =
        new TypedTable(
            "DataFrame",
            rows.schema(),
            columns -> rows.select(columns(columns)),
            Beside.NOTHING,
            null,
            List.of());
    OpenTable table = frame.open(label, features, weight, null, false, Predicted.CLASSES);
    return counted(table, null, Predicted.CLASSES);
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

  @Override
  public Set<String> tableSettings() {
    return table.settings();
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

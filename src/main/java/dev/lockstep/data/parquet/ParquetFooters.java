package dev.lockstep.data.parquet;

import dev.lockstep.data.DataException;
import dev.lockstep.data.files.FileKind;
import dev.lockstep.data.files.ListedFiles;
import dev.lockstep.data.files.TableFile;
import dev.lockstep.data.table.TableColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.column.statistics.LongStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.format.converter.ParquetMetadataConverter;
import org.apache.parquet.format.converter.ParquetMetadataConverter.MetadataFilter;
import org.apache.parquet.hadoop.Footer;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetToSparkSchemaConverter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Reads the footers of Parquet files, several at a time: their columns and types. */
public final class ParquetFooters {
  private static final int THREADS = 16;
  private static final String SPARK_SCHEMA = "org.apache.spark.sql.parquet.row.metadata";

  private final Configuration conf;
  private final ParquetToSparkSchemaConverter converter;

  /** Schemas of files that were read; most files of a table have the same. */
  private final Map<Columns, StructType> known = new ConcurrentHashMap<>();

  private record Columns(MessageType type, Optional<String> spark) {}

  /** A question about a file. */
  @FunctionalInterface
  public interface Question<T> {
    T ask(Path file) throws IOException;
  }

  public ParquetFooters(Configuration conf) {
    this.conf = conf;
    converter = new ParquetToSparkSchemaConverter(SQLConf.get());
  }

  /**
   * Asks about all files, several at a time.
   *
   * @return the answers in the files' order
   * @throws DataException that names the first file which cannot be read
   */
  public <T> List<T> ofEach(List<Path> files, Question<T> question) {
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(THREADS, files.size()));
    try {
      List<Future<T>> asked = new ArrayList<>();
      files.forEach(file -> asked.add(threads.submit(() -> question.ask(file))));
      List<T> answers = new ArrayList<>();
      for (int f = 0; f < files.size(); f++) {
        answers.add(answer(files.get(f), asked.get(f)));
      }
      return answers;
    } finally {
      threads.shutdownNow();
    }
  }

  private <T> T answer(Path file, Future<T> asked) {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      Throwable root = e;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      String reason = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
      String place = TableFile.show(file) + ": ";
      throw kind(file)
          .map(instead -> new DataException(place, instead, e))
          .orElseGet(() -> new DataException(place + "cannot be read as Parquet: " + reason, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException(TableFile.show(file) + ": reading was interrupted", e);
    }
  }

  /** Returns the kind of a file that is not Parquet; empty if its first bytes do not tell. */
  private Optional<String> kind(Path file) {
    try {
      FileSystem files = file.getFileSystem(ListedFiles.confFor(file, conf));
      try (FSDataInputStream in = files.open(file)) {
        return FileKind.of(in.readNBytes(FileKind.LOOKED_AT_BYTES))
            .filter(kind -> !kind.isParquet())
            .map(kind -> "is " + kind.name() + ", not Parquet; " + kind.adviceWithin());
      }
    } catch (IOException e) {
      return Optional.empty(); // The reason why it cannot be read is known already.
    }
  }

  /** Returns a file's columns. */
  public StructType schema(Path file) throws IOException {
    ParquetMetadata footer = read(file, ParquetMetadataConverter.SKIP_ROW_GROUPS);
    String spark = footer.getFileMetaData().getKeyValueMetaData().get(SPARK_SCHEMA);
    Columns columns = new Columns(footer.getFileMetaData().getSchema(), Optional.ofNullable(spark));
    return known.computeIfAbsent(columns, c -> schema(new Footer(file, footer), c));
  }

  private StructType schema(Footer footer, Columns columns) {
    if (columns.spark.isPresent()) {
      return ParquetFileFormat.readSchemaFromFooter(footer, converter);
    }
    StructType schema = new StructType();
    for (Type field : columns.type.getFields()) {
      schema = schema.add(field(field));
    }
    return schema;
  }

  private StructField field(Type field) {
    // By its name, because Spark 4.0's Parquet has no class for it.
    if (String.valueOf(field.getLogicalTypeAnnotation()).equals("UNKNOWN")) {
      return new StructField(field.getName(), DataTypes.NullType, true, Metadata.empty());
    }
    try {
      return widened(converter.convert(new MessageType("spark_schema", field)).fields()[0]);
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare.
      Object type = field.getLogicalTypeAnnotation();
      if (type == null) {
        type = field.isPrimitive() ? field.asPrimitiveType().getPrimitiveTypeName() : "group";
      }
      Metadata unreadable =
          new MetadataBuilder().putString(TableColumns.UNREADABLE, type.toString()).build();
      return new StructField(field.getName(), DataTypes.NullType, true, unreadable);
    }
  }

  /** Asks for whole numbers as they are stored, because more bits may be set than are declared. */
  private static StructField widened(StructField field) {
    boolean narrow =
        field.dataType().equals(DataTypes.ByteType) || field.dataType().equals(DataTypes.ShortType);
    return narrow
        ? new StructField(field.name(), DataTypes.IntegerType, field.nullable(), field.metadata())
        : field;
  }

  /**
   * Returns, for columns of 64-bit whole numbers, the number of largest magnitude that the footer
   * names; columns without one are missing.
   */
  public Map<String, Long> largest(Path file, Set<String> columns) throws IOException {
    Map<String, Long> largest = new HashMap<>();
    columns.forEach(column -> largest.put(column, 0L));
    for (BlockMetaData rows : read(file, ParquetMetadataConverter.NO_FILTER).getBlocks()) {
      for (ColumnChunkMetaData chunk : rows.getColumns()) {
        String column = chunk.getPath().toDotString();
        if (!largest.containsKey(column) || hasOnlyNulls(chunk)) {
          continue;
        }
        Statistics<?> statistics = chunk.getStatistics();
        if (!statistics.hasNonNullValue()) {
          largest.remove(column);
        } else if (statistics instanceof LongStatistics range) {
          largest.merge(column, range.getMin(), ParquetFooters::farther);
          largest.merge(column, range.getMax(), ParquetFooters::farther);
        }
      }
    }
    return largest;
  }

  /** Returns those of a file's columns that have no values, according to its footer. */
  public Set<String> valueless(Path file, Set<String> columns) throws IOException {
    Set<String> valueless = new HashSet<>(columns);
    for (BlockMetaData rows : read(file, ParquetMetadataConverter.NO_FILTER).getBlocks()) {
      for (ColumnChunkMetaData chunk : rows.getColumns()) {
        // An array may be empty without being null.
        if (rows.getRowCount() > 0 && (chunk.getPath().size() > 1 || !hasOnlyNulls(chunk))) {
          valueless.remove(chunk.getPath().toArray()[0]);
        }
      }
    }
    return valueless;
  }

  private static boolean hasOnlyNulls(ColumnChunkMetaData chunk) {
    Statistics<?> statistics = chunk.getStatistics();
    return statistics.isNumNullsSet() && statistics.getNumNulls() == chunk.getValueCount();
  }

  private static long farther(long a, long b) {
    return negative(a) == negative(b) ? Math.max(a, b) : negative(a) < negative(b) ? a : b;
  }

  /** Returns minus the magnitude, because the smallest long has no positive counterpart. */
  public static long negative(long number) {
    return Math.min(number, -number);
  }

  private ParquetMetadata read(Path file, MetadataFilter filter) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(file, ListedFiles.confFor(file, conf)),
            HadoopReadOptions.builder(conf, file).withMetadataFilter(filter).build())) {
      return reader.getFooter();
    }
  }
}

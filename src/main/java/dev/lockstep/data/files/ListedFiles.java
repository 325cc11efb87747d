package dev.lockstep.data.files;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.FileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.PartitionDirectory;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The files that Spark reads, as our own listing has them, each with its partition's cells. Given
 * paths, Spark would list again, take a name for a glob, and drop files that it calls hidden.
 */
public final class ListedFiles implements FileIndex {
  /**
   * Without checksums: from a name with a colon Hadoop cannot make the name of a checksum's file.
   */
  private static final Map<String, String> WITHOUT_CHECKSUMS =
      Map.of(
          "fs.file.impl", RawLocalFileSystem.class.getName(), "fs.file.impl.disable.cache", "true");

  private final List<TableFile> files;
  private final PartitionColumns partitions;
  private final StructType partitionSchema;

  public ListedFiles(
      List<TableFile> files, PartitionColumns partitions, StructType partitionSchema) {
    this.files = List.copyOf(files);
    this.partitions = partitions;
    this.partitionSchema = partitionSchema;
  }

  /**
   * Returns the rows of all files: the files' columns first, then those of partitions.
   *
   * @param options of the format
   * @param dataSchema of the files
   */
  public Dataset<Row> read(
      SparkSession session, FileFormat format, Map<String, String> options, StructType dataSchema) {
    HadoopFsRelation relation =
        new HadoopFsRelation(
            this,
            partitionSchema,
            dataSchema.asNullable(),
            Option.empty(),
            format,
            scalaMap(withoutChecksums(options)),
            session);
    return ((org.apache.spark.sql.classic.SparkSession) session).baseRelationToDataFrame(relation);
  }

  private static scala.collection.immutable.Map<String, String> scalaMap(Map<String, String> map) {
    return scala.collection.immutable.Map.from(CollectionConverters.asScala(map));
  }

  private Map<String, String> withoutChecksums(Map<String, String> options) {
    if (files.stream().noneMatch(file -> hasNoChecksum(file.path()))) {
      return options;
    }
    Map<String, String> all = new HashMap<>(options);
    all.putAll(WITHOUT_CHECKSUMS);
    return all;
  }

  private static boolean hasNoChecksum(Path file) {
    return "file".equals(file.toUri().getScheme()) && file.getName().contains(":");
  }

  /** Returns the configuration with which a file can be opened. */
  public static Configuration confFor(Path file, Configuration conf) {
    if (!hasNoChecksum(file)) {
      return conf;
    }
    Configuration raw = new Configuration(conf);
    WITHOUT_CHECKSUMS.forEach(raw::set);
    return raw;
  }

  private static <T> Seq<T> seq(List<T> list) {
    return CollectionConverters.asScala(list).toSeq();
  }

  @Override
  public Seq<PartitionDirectory> listFiles(
      Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
    List<PartitionDirectory> all = new ArrayList<>();
    for (TableFile file : files) {
      all.add(
          PartitionDirectory.apply(
              partitions.row(file.path(), partitionSchema), new FileStatus[] {file.status()}));
    }
    return seq(all);
  }

  @Override
  public Seq<Path> rootPaths() {
    return seq(files.stream().map(TableFile::path).toList());
  }

  @Override
  public String[] inputFiles() {
    return files.stream().map(file -> file.path().toUri().toString()).toArray(String[]::new);
  }

  @Override
  public void refresh() {
    // The listing stays: a table is read more than once and must not change in between.
  }

  @Override
  public long sizeInBytes() {
    return files.stream().mapToLong(file -> file.status().getLen()).sum();
  }

  @Override
  public StructType partitionSchema() {
    return partitionSchema;
  }
}

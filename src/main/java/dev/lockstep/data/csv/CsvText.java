package dev.lockstep.data.csv;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.text.TextFileFormat;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Spark's format of text, whose lines of files that are not compressed are {@link LineRow}s: Spark
 * copies each line twice.
 */
final class CsvText extends TextFileFormat {
  private static final long serialVersionUID = 1L;

  @Override
  public Function1<PartitionedFile, Iterator<InternalRow>> buildReaderWithPartitionValues(
      SparkSession session,
      StructType dataSchema,
      StructType partitionSchema,
      StructType requiredSchema,
      Seq<Filter> filters,
      Map<String, String> options,
      Configuration conf) {
    Function1<PartitionedFile, Iterator<InternalRow>> packed =
        super.buildReaderWithPartitionValues(
            session, dataSchema, partitionSchema, requiredSchema, filters, options, conf);
    return requiredSchema.isEmpty()
        ? packed
        : new Reader(
            packed,
            JavaSparkContext.fromSparkContext(session.sparkContext())
                .broadcast(new SerializableConfiguration(conf)));
  }

  /**
   * Reads a part of a file.
   *
   * @param packed reads one that is compressed
   */
  private record Reader(
      Function1<PartitionedFile, Iterator<InternalRow>> packed,
      Broadcast<SerializableConfiguration> conf)
      implements Function1<PartitionedFile, Iterator<InternalRow>>, Serializable {
    @Override
    public Iterator<InternalRow> apply(PartitionedFile part) {
      Configuration here = conf.value().value();
      if (new CompressionCodecFactory(here).getCodec(part.toPath()) != null) {
        return packed.apply(part);
      }
      try {
        return CollectionConverters.asScala(PlainLines.open(part, here));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

package dev.lockstep.data;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Rows to be scored.
 *
 * @param rdd each row valid until the next; a file's in the file's order
 * @param cells where they have what
 */
public record FeatureRows(JavaRDD<InternalRow> rdd, FeatureCells cells) {}

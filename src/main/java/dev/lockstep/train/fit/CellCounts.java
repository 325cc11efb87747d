package dev.lockstep.train.fit;

import dev.lockstep.data.shard.DataSet;
import dev.lockstep.data.shard.Shard;
import dev.lockstep.input.CategoryColumn;
import dev.lockstep.input.InputColumn;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * How many of a data set's cells are missing, and how many hold each category. Whole numbers, so
 * they are the same in every layout.
 *
 * @param first the place of each column's counts: of its categories, of texts that are none of
 *     them, and of missing cells
 */
@SuppressWarnings("ArrayRecordComponent") // It is never compared.
public record CellCounts(int[] first, long[] counts) {
  private static final int OTHERS = 2;

  /** Counts the cells of a data set as read, with columns; runs a job. */
  public static CellCounts of(DataSet train) {
    int[] first = new int[train.columns().size() + 1];
    for (int c = 0; c + 1 < first.length; c++) {
      first[c + 1] = Math.addExact(first[c], categories(train.columns().get(c)) + OTHERS);
    }
    return new CellCounts(
        first, train.shards().mapPartitions(new Count(first)).treeReduce(CellCounts::sum));
  }

  private static int categories(InputColumn column) {
    return column instanceof CategoryColumn categories ? categories.categories().size() : 0;
  }

  private static long[] sum(long[] some, long[] more) {
    for (int i = 0; i < some.length; i++) {
      some[i] += more[i];
    }
    return some;
  }

  /** Returns the rows in which a column is missing. */
  public long missing(int column) {
    return counts[first[column + 1] - 1];
  }

  /** Returns the rows whose text is none of the column's categories. */
  public long unknown(int column) {
    return counts[first[column + 1] - OTHERS];
  }

  /** Returns the rows of each category. */
  public long[] ofCategories(int column) {
    return Arrays.copyOfRange(counts, first[column], first[column + 1] - OTHERS);
  }

  @SuppressWarnings("ArrayRecordComponent") // It is never compared.
  private record Count(int[] first)
      implements FlatMapFunction<Iterator<Shard>, long[]>, Serializable {
    @Override
    public Iterator<long[]> call(Iterator<Shard> shards) {
      long[] counts = new long[first[first.length - 1]];
      while (shards.hasNext()) {
        add(shards.next(), counts);
      }
      return List.of(counts).iterator();
    }

    private void add(Shard shard, long[] counts) {
      float[] x = new float[shard.features()];
      for (int example = 0; example < shard.size(); example++) {
        shard.copyFeatures(example, x, 0);
        for (int c = 0; c < x.length; c++) {
          int unknown = first[c + 1] - OTHERS;
          if (Float.isNaN(x[c])) {
            counts[unknown + 1]++;
          } else if (unknown > first[c]) { // A category.
            counts[x[c] < 0 ? unknown : first[c] + (int) x[c]]++;
          }
        }
      }
    }
  }
}

package dev.lockstep.data.files;

/** The names of tables that are no files: Spark knows them. This class does without Spark. */
public final class SparkPlace {
  /** Before the name of a table in Spark's catalog. */
  public static final String TABLE = "table:";

  /** Before a query in SQL. */
  public static final String QUERY = "sql:";

  private SparkPlace() {}

  /** Returns true for the name of a table in Spark's catalog, or a query. */
  public static boolean isOne(String place) {
    return place.startsWith(TABLE) || place.startsWith(QUERY);
  }
}

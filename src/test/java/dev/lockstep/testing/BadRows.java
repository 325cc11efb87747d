package dev.lockstep.testing;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Rows of CSV that can be neither learned from nor scored. */
public final class BadRows {
  public static final String HEADER = "label,a,b\n";
  public static final String GOOD = "0,1,2\n1,3,4\n";

  private BadRows() {}

  /** A fourth row, and what is said of it after the file's name. */
  public static Stream<Arguments> fourth() {
    return Stream.of(
        arguments("1,2", "row 4: has 2 cells, not 3"),
        arguments("1,2,3,4", "row 4: has 4 cells, not 3"),
        arguments("1,,3", "row 4, column 'a': is empty"),
        arguments("1,\"\",3", "row 4, column 'a': is empty"),
        arguments("1,2,NaN", "row 4, column 'b': 'NaN' is not a number"),
        arguments("1,2,nan", "row 4, column 'b': 'nan' is not a number"),
        arguments("1,1e999,3", "row 4, column 'a': '1e999' is too large a number"),
        arguments("1,1e39,3", "row 4, column 'a': '1e39' is too large a number"),
        arguments("1,-inf,3", "row 4, column 'a': '-inf' is not a number"),
        arguments("1,Infinity,3", "row 4, column 'a': 'Infinity' is not a number"),
        arguments("1,0x1p3,3", "row 4, column 'a': '0x1p3' is not a number"),
        arguments("1,1f,3", "row 4, column 'a': '1f' is not a number"),
        arguments("1,text,3", "row 4, column 'a': 'text' is not a number"),
        arguments("1,1.2.3,3", "row 4, column 'a': '1.2.3' is not a number"),
        arguments("1,-,3", "row 4, column 'a': '-' is not a number"),
        arguments("1,\"2,5\",3", "row 4, column 'a': '2,5' is not a number; write 2.5"),
        arguments("1,2,5,3", "row 4: has 4 cells, not 3"),
        arguments("1,\"say \"\"x\"\"\",3", "row 4, column 'a': 'say \"x\"' is not a number"));
  }
}

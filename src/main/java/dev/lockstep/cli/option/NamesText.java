package dev.lockstep.cli.option;

import dev.lockstep.data.CellException;
import dev.lockstep.data.csv.CsvLine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads names of columns, written as the cells of a CSV row. */
public final class NamesText implements ITypeConverter<NamesText.Names> {

  /** The names of columns, or patterns of them. */
  public record Names(List<String> names) {
    public Names {
      names = List.copyOf(names);
    }
  }

  @Override
  public Names convert(String value) {
    try {
      List<String> names =
          CsvLine.split(value.getBytes(StandardCharsets.UTF_8)).stream()
              .map(cell -> cell == null ? "" : cell.toString())
              .toList();
      if (names.contains("")) {
        throw new TypeConversionException("'" + value + "': a column has no name");
      }
      return new Names(names);
    } catch (CellException e) {
      throw new TypeConversionException("'" + value + "': " + e.getMessage());
    }
  }
}

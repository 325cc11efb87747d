package dev.lockstep.cli.option;

import dev.lockstep.data.CellException;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.csv.CsvLine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the names of all classes, written as the cells of a CSV row. */
public final class ClassesText implements ITypeConverter<LabelEncoder> {
  @Override
  public LabelEncoder convert(String value) {
    try {
      List<String> names =
          CsvLine.split(value.getBytes(StandardCharsets.UTF_8)).stream()
              .map(cell -> cell == null ? "" : cell.toString())
              .toList();
      return LabelEncoder.fixed(names);
    } catch (CellException | IllegalArgumentException e) {
      throw new TypeConversionException("'" + value + "': " + e.getMessage());
    }
  }
}

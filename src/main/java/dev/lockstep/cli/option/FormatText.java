package dev.lockstep.cli.option;

import dev.lockstep.data.files.TableFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses the name of a table's format. */
public final class FormatText implements ITypeConverter<TableFormat> {
  @Override
  public TableFormat convert(String value) {
    try {
      return TableFormat.named(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}

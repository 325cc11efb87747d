package dev.lockstep.cli.option;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a constant by its command-line name, that of its {@code toString}. */
public record NamedConstant<E extends Enum<E>>(Class<E> type) implements ITypeConverter<E> {
  @Override
  public E convert(String value) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.toString().equals(value))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException("'" + value + "' is not one of " + names()));
  }

  private String names() {
    return Arrays.stream(type.getEnumConstants())
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }
}

package dev.lockstep.cli.option;

import dev.lockstep.cli.option.NamesText.Names;
import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.data.files.InputChoices;
import dev.lockstep.data.files.MissingCells;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options for the columns of a table that training learns from. */
public final class ColumnArguments {
  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--features",
      paramLabel = "COLUMN,...",
      converter = NamesText.class,
      description =
          "The columns of a table to learn from; * stands for any text. Default: all but label,"
              + " weight and id")
  private Names features;

  @Option(
      names = "--exclude",
      paramLabel = "COLUMN,...",
      converter = NamesText.class,
      description = "Columns of a table not to learn from; * stands for any text. Default: none")
  private Names excluded;

  @Option(
      names = "--id",
      paramLabel = "COLUMN",
      description =
          "The column of a table that names its rows; nothing is learned from it. Default: none")
  private String id;

  @Option(
      names = "--categorical",
      paramLabel = "COLUMN,...",
      converter = NamesText.class,
      description =
          "Columns whose cells are categories, numbers too: an input for each. Default: those of"
              + " text, unless nearly every row has a text of its own")
  private Names categorical;

  @Option(
      names = "--max-categories",
      paramLabel = "N",
      description =
          "The most categories of a column, its most frequent ones; the others share an input."
              + " Default: 1000")
  private Integer maxCategories;

  @Option(
      names = "--unseen",
      paramLabel = "other|refuse",
      converter = UnseenText.class,
      description =
          "Texts that training has not seen: other counts them with the rare ones, refuse makes them"
              + " an error. Default: other")
  private Unseen unseen;

  @Option(
      names = "--missing",
      paramLabel = "refuse|mean|median|most-frequent|zero",
      converter = MissingText.class,
      description =
          "What stands for the empty cells of a column of numbers, by the training rows. Of"
              + " categories they are one of their own, or the most frequent. Default: refuse them")
  private MissingCells missing;

  @Option(
      names = "--missing-flag",
      description = "With --missing: an input tells that a cell was empty. Default: none")
  private Boolean missingFlag;

  @Option(
      names = "--dates",
      paramLabel = "number",
      converter = DatesText.class,
      description =
          "Learn from columns of dates, as days, and of times, as seconds since 1970. Default: leave"
              + " them out")
  private Dates dates;

  /** What becomes of texts that training has not seen. */
  enum Unseen {
    OTHER,
    REFUSE;

    @Override
    public String toString() {
      return this == OTHER ? "other" : "refuse";
    }
  }

  /** What dates are read as. */
  enum Dates {
    NUMBER;

    @Override
    public String toString() {
      return "number";
    }
  }

  /** Parses a choice by its name. */
  static final class UnseenText implements ITypeConverter<Unseen> {
    @Override
    public Unseen convert(String value) {
      return new NamedConstant<>(Unseen.class).convert(value);
    }
  }

  /** Parses a choice by its name. */
  static final class MissingText implements ITypeConverter<MissingCells> {
    @Override
    public MissingCells convert(String value) {
      return new NamedConstant<>(MissingCells.class).convert(value);
    }
  }

  /** Parses a choice by its name. */
  static final class DatesText implements ITypeConverter<Dates> {
    @Override
    public Dates convert(String value) {
      return new NamedConstant<>(Dates.class).convert(value);
    }
  }

  /** Returns the choices. @throws ParameterException if they contradict each other */
  public InputChoices choices() {
    try {
      return new InputChoices(
          names(features),
          names(excluded),
          id,
          names(categorical),
          maxCategories,
          unseen == null ? null : (Boolean) (unseen == Unseen.REFUSE),
          missing,
          missingFlag,
          dates == null ? null : Boolean.TRUE,
          /* known= */ null,
          /* sure= */ false);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), OptionNames.message(e), e);
    }
  }

  private static List<String> names(Names chosen) {
    return chosen == null ? null : chosen.names();
  }
}

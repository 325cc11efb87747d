package dev.lockstep.cli.option;

import dev.lockstep.data.files.Dialect;
import dev.lockstep.model.Model;
import dev.lockstep.recipe.Setting;
import dev.lockstep.text.DamagedFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options for the text of a table's files. */
public final class DialectArguments {
  private static final Map<String, String> WORDS = Map.of("tab", "\t", "\\t", "\t", "space", " ");

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--delimiter",
      paramLabel = "CHARACTER",
      description =
          "Between the cells of CSV: a character, tab, or space (for any number of spaces and tabs)."
              + " Default: a tab in .tsv files, else ,")
  private String delimiter;

  @Option(
      names = "--header",
      arity = "1",
      paramLabel = "true|false",
      description =
          "Whether CSV files begin with the columns' names. Default: what the first rows tell")
  private Boolean header;

  @Option(
      names = "--quote",
      paramLabel = "CHARACTER",
      description = "Around cells of CSV that need it. Default: \"")
  private String quote;

  @Option(
      names = "--comment",
      paramLabel = "CHARACTER",
      description = "Begins the lines of CSV that are not rows. Default: none")
  private String comment;

  @Option(
      names = "--encoding",
      paramLabel = "CHARSET",
      description = "Of CSV: any that Java knows, such as latin1 or UTF-16. Default: UTF-8")
  private String encoding;

  @Option(
      names = "--decimal",
      paramLabel = ".|,",
      description = "The mark before the fraction of numbers in CSV. Default: .")
  private String decimal;

  @Option(
      names = "--null",
      paramLabel = "TEXTS",
      description =
          "The texts of missing cells, beside empty ones, as in 'NA,?': in CSV, and in cells of text of"
              + " other formats. Default: none")
  private String nulls;

  @Option(
      names = "--multi-line",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether cells of CSV in quotes may hold ends of lines. Default: false")
  private Boolean multiLine;

  /**
   * Returns the dialect that a model's file says.
   *
   * @throws DamagedFileException if this release does not know it
   */
  public static Dialect of(Model model) {
    try {
      return Dialect.of(model.dialect());
    } catch (IllegalArgumentException e) {
      throw new DamagedFileException("the model", "dialect: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the choices; an earlier reading's where there is none.
   *
   * @throws ParameterException if they contradict each other
   */
  public Dialect orElse(Dialect earlier) {
    Map<String, String> texts = new LinkedHashMap<>();
    put(texts, "delimiter", delimiter == null ? null : WORDS.getOrDefault(delimiter, delimiter));
    put(texts, "header", header);
    put(texts, "quote", quote);
    put(texts, "comment", comment);
    put(texts, "encoding", encoding);
    put(texts, "decimal", decimal);
    put(texts, "null", nulls);
    put(texts, "multiLine", multiLine);
    try {
      return Dialect.of(texts).orElse(earlier);
    } catch (IllegalArgumentException e) {
      String[] parts = e.getMessage().split(": ", 2);
      throw new ParameterException(
          command.commandLine(), "--" + Setting.kebab(parts[0]) + " " + parts[1], e);
    }
  }

  private static void put(Map<String, String> texts, String name, Object value) {
    if (value != null) {
      texts.put(name, value.toString());
    }
  }
}

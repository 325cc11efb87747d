package dev.lockstep.cli.show;

import dev.lockstep.cli.option.ModelArgument;
import dev.lockstep.cli.option.NamedConstant;
import dev.lockstep.cli.option.TestSetOptions;
import dev.lockstep.cli.shell.ExitCode;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.data.shard.DataSet;
import dev.lockstep.model.Model;
import dev.lockstep.text.Printable;
import dev.lockstep.text.Range;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "show",
    footer = "  ./submit.sh show runs/first --data mnist --wrong --n 5",
    description = "Draws examples in the terminal, with label, prediction and probabilities.")
public final class ShowCommand implements Callable<Integer> {
  /** The pixels' columns beside which text finds room on a line of 80. */
  private static final int NARROW = 40;

  private static final int FEATURES_OF_A_ROW = 20;

  @Mixin ModelArgument modelArgument;

  @Mixin TestSetOptions testSet;

  @Option(
      names = "--n",
      paramLabel = "N",
      defaultValue = "10",
      description = "The number of examples. Default: ${DEFAULT-VALUE}")
  int n;

  @Option(names = "--wrong", description = "Only examples that the model classifies wrongly.")
  boolean wrong;

  @Option(
      names = "--color",
      paramLabel = "auto|always|256|never",
      converter = Choices.class,
      defaultValue = "auto",
      description =
          "Greys: 24 bits or a palette of 256; never: full and empty pixels. auto: what NO_COLOR,"
              + " COLORTERM and TERM say of a terminal; none elsewhere. Default: ${DEFAULT-VALUE}")
  Colours.Choice color;

  static final class Choices implements ITypeConverter<Colours.Choice> {
    @Override
    public Colours.Choice convert(String value) {
      return new NamedConstant<>(Colours.Choice.class).convert(value);
    }
  }

  @Override
  public Integer call() throws IOException {
    Range.ONE_OR_MORE.require("n", n);
    Path path = modelArgument.path();
    Model model = modelArgument.model();
    testSet.readAs(path);
    JavaSparkContext spark = Session.open();
    DataSet data = testSet.load(spark, model);
    Answers answers = Answers.of(data, model, n, wrong);
    print(answers.first(), model);
    if (wrong) {
      Terminal.print(
          "%,d of %,d wrong answers, among %,d examples of %s%n",
          answers.first().size(), answers.wrong(), data.count(), data.name());
    } else {
      Terminal.print(
          "%,d of %,d examples of %s; the model is wrong on %,d of them all%n",
          answers.first().size(), data.count(), data.name(), answers.wrong());
    }
    testSet.notes().forEach(note -> Terminal.print("%s%n", note));
    return ExitCode.DONE;
  }

  private void print(List<Answer> answers, Model model) {
    AnswerText text = new AnswerText(model.classNames());
    int side = Picture.side(model.network().features());
    if (side == 0) {
      answers.forEach(answer -> Terminal.printLines(row(answer, text, model.featureNames())));
      return;
    }
    Colours colours = Colours.of(color, System.getenv(), Terminal.isTerminal());
    Picture picture = picture(colours, answers);
    for (Answer answer : answers) {
      List<String> right = new ArrayList<>(List.of(text.head(answer), ""));
      right.addAll(text.bars(answer));
      List<String> left = picture.lines(answer.features());
      Terminal.printDrawing(side <= NARROW ? beside(left, side, right) : below(left, right));
    }
  }

  /** Returns the drawing of pictures, in which 255, the largest of bytes, is white. */
  private static Picture picture(Colours colours, List<Answer> answers) {
    double black = 0;
    double white = 0;
    for (Answer answer : answers) {
      for (double value : answer.features()) {
        black = Math.min(black, value);
        white = Math.max(white, value);
      }
    }
    boolean bytes = black == 0 && white > 16 && white <= 255;
    return new Picture(colours, black, bytes ? 255 : white);
  }

  private static String beside(List<String> left, int columns, List<String> right) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      String picture = i < left.size() ? left.get(i) : " ".repeat(columns);
      String text = i < right.size() ? right.get(i) : "";
      lines.append(text.isEmpty() ? picture : picture + "  " + text).append('\n');
    }
    return lines.append('\n').toString();
  }

  private static String below(List<String> picture, List<String> text) {
    return String.join("\n", picture) + "\n" + String.join("\n", text) + "\n\n";
  }

  /** Returns the lines of an example that is not a picture. */
  private static String row(Answer answer, AnswerText text, List<String> names) {
    StringBuilder lines = new StringBuilder(text.head(answer)).append('\n');
    double[] x = answer.features();
    for (int i = 0; i < Math.min(x.length, FEATURES_OF_A_ROW); i++) {
      String name = names.isEmpty() ? String.valueOf(i + 1) : Printable.line(names.get(i));
      lines.append(i == 0 ? "" : ", ").append(name).append('=').append(number(x[i]));
    }
    lines.append(x.length > FEATURES_OF_A_ROW ? ", ...\n" : "\n");
    text.bars(answer).forEach(bar -> lines.append(bar).append('\n'));
    return lines.append('\n').toString();
  }

  private static String number(double value) {
    return (float) value == value ? Float.toString((float) value) : Double.toString(value);
  }
}

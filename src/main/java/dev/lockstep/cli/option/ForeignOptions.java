package dev.lockstep.cli.option;

import dev.lockstep.cli.shell.OptionNames;
import dev.lockstep.cli.shell.Session;
import dev.lockstep.cli.shell.Terminal;
import dev.lockstep.data.CellException;
import dev.lockstep.data.LabelEncoder;
import dev.lockstep.data.csv.CsvLine;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.model.foreign.ForeignModel;
import dev.lockstep.model.foreign.Hints;
import dev.lockstep.model.foreign.InputRange;
import dev.lockstep.model.foreign.WeightOrder;
import dev.lockstep.nn.Activation;
import dev.lockstep.recipe.NetworkSettings;
import dev.lockstep.text.NamesSettings;
import dev.lockstep.text.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What weights of another program do not say of their network. */
public final class ForeignOptions {
  @Option(
      names = "--hidden",
      paramLabel = "WIDTHS",
      converter = Widths.class,
      description =
          "Of weights of another program: the widths of the hidden layers, as in 128,64, which are"
              + " checked. Default: what the file's sizes and names tell")
  private List<Integer> hidden;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      converter = Activations.class,
      description =
          "Of weights of another program: the activation of the hidden layers, as train's."
              + " Default: relu")
  private Activation activation;

  @Option(
      names = "--scaling",
      paramLabel = "none|/N|OFFSET,DIVISOR",
      converter = Ranges.class,
      description =
          "Of weights of another program: the scaling of the features as read; OFFSET,DIVISOR"
              + " stands for (x - OFFSET) / DIVISOR. Default: /255 of 784 inputs, which are taken for"
              + " pixels, else none")
  private InputRange scaling;

  @Option(
      names = "--classes",
      paramLabel = "A,B,...",
      converter = Names.class,
      description =
          "Of weights of another program: the classes in the order of the outputs."
              + " Default: 0,1,...")
  private List<String> classes;

  @Option(
      names = "--weight-order",
      paramLabel = "in-out|out-in",
      converter = Orders.class,
      description =
          "Of weights of another program: [inputs, outputs] as in Keras, or [outputs, inputs] as in"
              + " PyTorch. Default: what sizes and names tell")
  private WeightOrder order;

  /**
   * Reads a model of Lockstep's, or weights from elsewhere as one, and says what was assumed of
   * them.
   *
   * @param path a run folder, or a file
   * @throws dev.lockstep.text.DamagedFileException if it is missing or damaged
   * @throws SettingException if the options do not fit it
   */
  public Model read(Path path) throws IOException {
    return read(path, Session.configuration());
  }

  /** Reads a model as {@link #read(Path)} does. */
  public Model read(Path path, Configuration conf) throws IOException {
    return ForeignModel.isAt(path, conf) ? foreign(path, conf) : ours(path, conf);
  }

  private Model foreign(Path path, Configuration conf) throws IOException {
    ForeignModel foreign = ForeignModel.read(path, hints(), conf);
    foreign
        .notes()
        .forEach(note -> Terminal.say("note: " + NamesSettings.fill(note, OptionNames::of)));
    return foreign.model();
  }

  private Model ours(Path path, Configuration conf) throws IOException {
    Model model = ModelFile.read(path, conf);
    List<String> given = given();
    if (!given.isEmpty()) {
      throw new SettingException(
          path
              + ": is a model of Lockstep's, which says all of its network; leave out "
              + String.join(", ", given));
    }
    return model;
  }

  /** Returns true if the command line has one of the options. */
  public boolean isGiven() {
    return !given().isEmpty();
  }

  /** Returns true if a file has weights of another program. */
  public static boolean isForeign(String path) throws IOException {
    return ForeignModel.isAt(new Path(path), Session.configuration());
  }

  private Hints hints() {
    return new Hints(
        Optional.ofNullable(hidden),
        Optional.ofNullable(activation),
        Optional.ofNullable(scaling),
        Optional.ofNullable(classes),
        Optional.ofNullable(order));
  }

  /** Returns the names of the options that the command line has. */
  private List<String> given() {
    List<String> given = new ArrayList<>();
    Hints hints = hints();
    hints.hidden().ifPresent(value -> given.add("--hidden"));
    hints.activation().ifPresent(value -> given.add("--activation"));
    hints.range().ifPresent(value -> given.add("--scaling"));
    hints.classNames().ifPresent(value -> given.add("--classes"));
    hints.order().ifPresent(value -> given.add("--weight-order"));
    return given;
  }

  private static <T> T converted(Supplier<T> conversion) {
    try {
      return conversion.get();
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  static final class Widths implements ITypeConverter<List<Integer>> {
    @Override
    public List<Integer> convert(String value) {
      return converted(() -> NetworkSettings.HIDDEN.parse(value));
    }
  }

  static final class Activations implements ITypeConverter<Activation> {
    @Override
    public Activation convert(String value) {
      return converted(() -> NetworkSettings.ACTIVATION.parse(value));
    }
  }

  static final class Orders implements ITypeConverter<WeightOrder> {
    @Override
    public WeightOrder convert(String value) {
      return new NamedConstant<>(WeightOrder.class).convert(value);
    }
  }

  /** Reads an input scaling that treats all features alike. */
  static final class Ranges implements ITypeConverter<InputRange> {
    private static final String NUMBER = "[-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?";
    private static final Pattern DIVISOR = Pattern.compile("/(" + NUMBER + ")");
    private static final Pattern BOTH = Pattern.compile("(" + NUMBER + "),(" + NUMBER + ")");

    @Override
    public InputRange convert(String value) {
      Matcher divisor = DIVISOR.matcher(value);
      Matcher both = BOTH.matcher(value);
      if (value.equals("none")) {
        return InputRange.AS_READ;
      }
      if (divisor.matches()) {
        return converted(() -> new InputRange(0, Float.parseFloat(divisor.group(1))));
      }
      if (both.matches()) {
        return converted(
            () -> new InputRange(Float.parseFloat(both.group(1)), Float.parseFloat(both.group(2))));
      }
      throw new TypeConversionException(
          "'" + value + "' is not none, /N or OFFSET,DIVISOR, such as /255 or 33.3285,78.5655");
    }
  }

  /** Reads the names of classes, written as the cells of a CSV row, in their order. */
  static final class Names implements ITypeConverter<List<String>> {
    @Override
    public List<String> convert(String value) {
      try {
        List<String> names =
            CsvLine.split(value.getBytes(StandardCharsets.UTF_8)).stream()
                .map(cell -> cell == null ? "" : cell.toString())
                .toList();
        LabelEncoder.fixed(names); // Throws if two are alike.
        return names;
      } catch (CellException | IllegalArgumentException e) {
        throw new TypeConversionException("'" + value + "': " + e.getMessage());
      }
    }
  }
}

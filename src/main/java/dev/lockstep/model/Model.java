package dev.lockstep.model;

import dev.lockstep.input.InputColumn;
import dev.lockstep.input.InputScaling;
import dev.lockstep.input.NumberColumn;
import dev.lockstep.input.Preprocessing;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Task;
import dev.lockstep.text.Counted;
import dev.lockstep.text.SettingException;
import dev.lockstep.text.Sha256;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * Everything that inference needs.
 *
 * @param preprocessing of raw rows, before the network
 * @param task what it predicts: classes, or numbers with their scaling
 * @param featureNames the columns of raw rows, in their order, no two alike; empty where they have
 *     no names
 * @param names one for each class, or for each number that it predicts, in their order
 * @param parameters the network's, [P], all finite
 * @param dialect of the training set's table, as texts by their names, for those who read others
 *     like it; empty for the usual one
 */
public record Model(
    Network network,
    Preprocessing preprocessing,
    Task task,
    List<String> featureNames,
    List<String> names,
    float[] parameters,
    Map<String, String> dialect)
    implements Serializable {
  /** The model's file in a run folder. */
  public static final String FILE_NAME = "model.safetensors";

  public Model {
    featureNames =
        preprocessing.isPlain() ? List.copyOf(featureNames) : preprocessing.columnNames();
    names = List.copyOf(names);
    dialect = Map.copyOf(dialect);
    NameList.requireForFeatures(featureNames, preprocessing.cells());
    task.requireNetwork(network);
    if (names.size() != task.names(network)) {
      throw new IllegalArgumentException(
          Counted.of(names.size(), task.noun() + " name")
              + " for "
              + Counted.of(task.names(network), task.noun()));
    }
    if (preprocessing.inputs() != network.features()) {
      throw new IllegalArgumentException(
          "a preprocessing to " + preprocessing.inputs() + " inputs, for " + network.features());
    }
    if (parameters.length != network.parameterCount()) {
      throw new IllegalArgumentException(
          parameters.length + " parameters for " + network.parameterCount());
    }
    for (int i = 0; i < parameters.length; i++) {
      if (!Float.isFinite(parameters[i])) {
        throw new IllegalArgumentException("parameter " + i + " is " + parameters[i]);
      }
    }
  }

  /** Creates a model of tables in the usual dialect. */
  public Model(
      Network network,
      Preprocessing preprocessing,
      Task task,
      List<String> featureNames,
      List<String> names,
      float[] parameters) {
    this(network, preprocessing, task, featureNames, names, parameters, Map.of());
  }

  /** Creates a model of classes. */
  public Model(
      Network network,
      Preprocessing preprocessing,
      List<String> featureNames,
      List<String> classNames,
      float[] parameters) {
    this(network, preprocessing, Task.CLASSES, featureNames, classNames, parameters);
  }

  /** Creates a model of classes for rows of numbers of which none is missing. */
  public Model(
      Network network,
      InputScaling scaling,
      List<String> featureNames,
      List<String> classNames,
      float[] parameters) {
    this(
        network,
        Preprocessing.plain(network.features(), scaling),
        featureNames,
        classNames,
        parameters);
  }

  /** Creates a model of classes for rows of numbers whose columns have no names. */
  public Model(Network network, InputScaling scaling, List<String> classNames, float[] parameters) {
    this(network, scaling, List.of(), classNames, parameters);
  }

  /** Returns the same model of tables in another dialect. */
  public Model withDialect(Map<String, String> texts) {
    return new Model(network, preprocessing, task, featureNames, names, parameters, texts);
  }

  /** Returns the columns of raw rows; none where they have no names. */
  public List<InputColumn> inputColumns() {
    return preprocessing.isPlain()
        ? featureNames.stream().map(name -> (InputColumn) NumberColumn.of(name)).toList()
        : preprocessing.columns();
  }

  /** Returns the scaling of the numbers among the columns. */
  public InputScaling scaling() {
    return preprocessing.scaling();
  }

  /**
   * Returns the classes' names, in their order.
   *
   * @throws SettingException if it predicts numbers
   */
  public List<String> classNames() {
    if (!task.equals(Task.CLASSES)) {
      throw new SettingException("the model predicts numbers, where one of classes is due");
    }
    return names;
  }

  /** Returns the SHA-256 over the parameters as little-endian floats, in hexadecimal. */
  public static String weightsSha256(float[] parameters) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, parameters.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(parameters);
    return Sha256.hex(bytes.array());
  }
}

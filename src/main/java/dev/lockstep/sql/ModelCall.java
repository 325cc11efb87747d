package dev.lockstep.sql;

import dev.lockstep.data.DataException;
import dev.lockstep.input.InputColumn;
import dev.lockstep.model.Model;
import dev.lockstep.model.file.ModelFile;
import dev.lockstep.registry.ModelReference;
import dev.lockstep.scorer.Scorer;
import dev.lockstep.text.Counted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Turns a function's arguments into a call of a model. */
final class ModelCall {
  private ModelCall() {}

  /**
   * Returns the call.
   *
   * @param arguments the model's place, a constant; then the cells
   * @throws DataException if the cells are not the model's columns
   * @throws dev.lockstep.text.DamagedFileException if there is no model
   */
  static Expression of(
      String function, List<Expression> arguments, BiFunction<Model, String, Output> output) {
    if (arguments.size() < 2
        || !arguments.get(0).foldable()
        || !DataTypes.StringType.equals(arguments.get(0).dataType())) {
      throw new DataException(
          function + " takes a model's place, which is a constant text, and the cells of a row");
    }
    String place = String.valueOf(arguments.get(0).eval(null));
    Model model = read(place);
    List<Expression> cells = arguments.subList(1, arguments.size());
    Expression first = cells.get(0);
    Expression row;
    int[] places = null;
    if (cells.size() == 1 && first.dataType() instanceof StructType fields) {
      places = placesByName(function, model, fields);
      row = first;
    } else if (cells.size() == 1 && isWhole(first.dataType())) {
      row = struct(List.of("features"), cells);
    } else {
      List<String> names = requirePlaces(function, model, cells);
      row = struct(names, cells);
      places = IntStream.range(0, names.size()).toArray();
    }
    Output result = output.apply(model, place);
    return new ScalaUDF(
        new RowScoring(model, places, result),
        result.type(),
        CollectionConverters.asScala(List.of(row)).toList(),
        CollectionConverters.asScala(
                List.<Option<org.apache.spark.sql.catalyst.encoders.ExpressionEncoder<?>>>of())
            .toList(),
        Option.empty(),
        Option.apply(function),
        /* nullable= */ true,
        /* udfDeterministic= */ true);
  }

  private static Model read(String place) {
    try {
      Configuration conf = SparkSession.active().sparkContext().hadoopConfiguration();
      return ModelFile.read(ModelReference.resolve(place, conf, damage -> {}), conf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isWhole(DataType type) {
    return type.equals(SQLDataTypes.VectorType())
        || (type instanceof ArrayType array
            && (array.elementType().equals(DataTypes.DoubleType)
                || array.elementType().equals(DataTypes.FloatType)));
  }

  private static int[] placesByName(String function, Model model, StructType fields) {
    List<String> names = Arrays.asList(fields.fieldNames());
    if (model.featureNames().isEmpty()) {
      throw new DataException(
          function + ": the model's columns have no names, so their cells cannot be a struct");
    }
    for (String name : model.featureNames()) {
      if (names.stream().filter(name::equals).count() != 1) {
        throw new DataException(
            function + ": there is no field '" + name + "', or more than one, in the struct");
      }
    }
    return model.featureNames().stream().mapToInt(names::indexOf).toArray();
  }

  /**
   * Returns the names of the places; refuses other numbers of cells, and cells that stand wrong.
   */
  private static List<String> requirePlaces(String function, Model model, List<Expression> cells) {
    List<InputColumn> columns = Scorer.of(model).columns();
    if (cells.size() != columns.size()) {
      throw new DataException(
          function
              + " has "
              + Counted.of(cells.size(), "cell")
              + ", where the model has "
              + Counted.of(columns.size(), "column")
              + ": "
              + String.join(", ", columns.stream().map(InputColumn::name).toList()));
    }
    List<String> names = columns.stream().map(InputColumn::name).toList();
    for (int c = 0; c < cells.size(); c++) {
      String given = cells.get(c) instanceof NamedExpression named ? named.name() : names.get(c);
      if (!given.equals(names.get(c)) && names.contains(given)) {
        throw new DataException(
            function
                + ": cell "
                + (c + 1)
                + " is column '"
                + given
                + "', where the model has '"
                + names.get(c)
                + "'; the order is "
                + String.join(", ", names));
      }
    }
    return names;
  }

  private static Expression struct(List<String> names, List<Expression> cells) {
    List<Expression> fields = new ArrayList<>();
    for (int c = 0; c < cells.size(); c++) {
      fields.add(Literal$.MODULE$.apply(names.get(c)));
      fields.add(cells.get(c));
    }
    return new CreateNamedStruct(CollectionConverters.asScala(fields).toList());
  }
}

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.connect.proto.Command;
import org.apache.spark.connect.proto.ExecutePlanResponse;
import org.apache.spark.connect.proto.Expression.Literal;
import org.apache.spark.connect.proto.Fetch;
import org.apache.spark.connect.proto.MlCommand;
import org.apache.spark.connect.proto.MlCommandResult;
import org.apache.spark.connect.proto.MlOperator;
import org.apache.spark.connect.proto.MlOperator.OperatorType;
import org.apache.spark.connect.proto.MlParams;
import org.apache.spark.connect.proto.MlRelation;
import org.apache.spark.connect.proto.ObjectRef;
import org.apache.spark.connect.proto.Relation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.connect.Dataset;
import org.apache.spark.sql.connect.SparkSession;
import org.apache.spark.sql.connect.client.SparkConnectClient;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/**
 * Fits, transforms, saves, loads and deletes through a Spark Connect server, as a client that has
 * nothing of Lockstep but the names of its classes. Prints a line for each result. ConnectTest runs
 * it.
 */
public final class ConnectClient {
  private static final String PACKAGE = "dev.lockstep.ml.";

  private final SparkSession spark;

  private ConnectClient(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * Runs it.
   *
   * @param args port, SQL of the rows, folder for the models
   */
  public static void main(String[] args) {
    int port = Integer.parseInt(args[0]);
    Path folder = Path.of(args[2]);
    in(port, "1g", client -> client.run("Classification", "Classifier", args[1], folder));
    in(port, "1g", client -> client.run("Regression", "Regressor", args[1], folder));
    // The server's cache is too small for any model: it reads each from its disk when it is needed.
    in(port, "1", client -> client.fitAndPredict("Regressor", args[1]));
  }

  private interface Action {
    void of(ConnectClient client);
  }

  private static void in(int port, String cache, Action action) {
    SparkConnectClient connection =
        SparkConnectClient.builder().host("127.0.0.1").port(port).build();
    SparkSession spark = SparkSession.builder().client(connection).create();
    spark
        .conf()
        .set("spark.connect.session.connectML.mlCache.memoryControl.maxInMemorySize", cache);
    try {
      action.of(new ConnectClient(spark));
    } finally {
      spark.close();
    }
  }

  private void run(String kind, String estimator, String sql, Path folder) {
    Relation rows = rows(sql);
    String path = folder.resolve(estimator).toString();
    ObjectRef model = fit(estimator, rows);
    say("features", fetch(model, "numFeatures").getInteger());
    say("text", fetch(model, "toString").getString());
    say("epochs", fetch(model, "summary", "totalIterations").getInteger());
    if (kind.equals("Classification")) {
      say("accuracy", fetch(model, "summary", "accuracy").getDouble());
    }
    say("predictions", predictions(model, rows));
    command(
        ml ->
            ml.setWrite(
                MlCommand.Write.newBuilder()
                    .setObjRef(model)
                    .setPath(path)
                    .setShouldOverwrite(true)));
    MlOperator saved = operator(OperatorType.OPERATOR_TYPE_MODEL, kind + "Model");
    ObjectRef loaded =
        command(ml -> ml.setRead(MlCommand.Read.newBuilder().setOperator(saved).setPath(path)))
            .getOperatorInfo()
            .getObjRef();
    say("predictions", predictions(loaded, rows));
    command(ml -> ml.setDelete(MlCommand.Delete.newBuilder().addObjRefs(model).addObjRefs(loaded)));
    try {
      fetch(model, "numFeatures");
      say("deleted", false);
    } catch (Exception e) { // Scala throws checked ones too
      say("deleted", e.getMessage().contains("CACHE_INVALID"));
    }
  }

  private void fitAndPredict(String estimator, String sql) {
    say("predictions", predictions(fit(estimator, rows(sql)), rows(sql)));
  }

  private Relation rows(String sql) {
    return ((Dataset<Row>) spark.sql(sql)).plan().getRoot();
  }

  private static void say(String name, Object value) {
    System.out.println(name + " " + value);
  }

  private static MlOperator operator(OperatorType type, String name) {
    return MlOperator.newBuilder()
        .setType(type)
        .setName(PACKAGE + "Mlp" + name)
        .setUid("u")
        .build();
  }

  private ObjectRef fit(String estimator, Relation rows) {
    Literal.Array widths =
        Literal.Array.newBuilder()
            .setElementType(
                org.apache.spark.connect.proto.DataType.newBuilder()
                    .setInteger(
                        org.apache.spark.connect.proto.DataType.Integer.getDefaultInstance()))
            .addElements(Literal.newBuilder().setInteger(8))
            .build();
    MlParams params =
        MlParams.newBuilder()
            .putParams("hiddenLayers", Literal.newBuilder().setArray(widths).build())
            .putParams("epochs", Literal.newBuilder().setInteger(20).build())
            .putParams("learningRate", Literal.newBuilder().setDouble(0.05).build())
            .build();
    return command(
            ml ->
                ml.setFit(
                    MlCommand.Fit.newBuilder()
                        .setEstimator(operator(OperatorType.OPERATOR_TYPE_ESTIMATOR, estimator))
                        .setParams(params)
                        .setDataset(rows)))
        .getOperatorInfo()
        .getObjRef();
  }

  private Literal fetch(ObjectRef object, String... methods) {
    Fetch.Builder fetch = Fetch.newBuilder().setObjRef(object);
    for (String method : methods) {
      fetch.addMethods(Fetch.Method.newBuilder().setMethod(method));
    }
    return command(ml -> ml.setFetch(fetch)).getParam();
  }

  private String predictions(ObjectRef model, Relation rows) {
    MlRelation transform =
        MlRelation.newBuilder()
            .setTransform(MlRelation.Transform.newBuilder().setObjRef(model).setInput(rows))
            .build();
    Dataset<Row> predicted =
        spark.newDataFrame(
            builder -> {
              builder.setMlRelation(transform);
              return BoxedUnit.UNIT;
            });
    Row[] all = (Row[]) predicted.select("prediction").collect();
    return Arrays.toString(all);
  }

  private MlCommandResult command(UnaryOperator<MlCommand.Builder> what) {
    Command command = Command.newBuilder().setMlCommand(what.apply(MlCommand.newBuilder())).build();
    List<MlCommandResult> results = new ArrayList<>();
    for (ExecutePlanResponse response : CollectionConverters.asJava(spark.execute(command))) {
      if (response.hasMlCommandResult()) {
        results.add(response.getMlCommandResult());
      }
    }
    return results.get(0);
  }
}

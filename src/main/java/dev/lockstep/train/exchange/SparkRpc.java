package dev.lockstep.train.exchange;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.resource.ResourceProfile$;
import org.apache.spark.rpc.IsolatedThreadSafeRpcEndpoint;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpointAddress;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.RpcTimeout;
import scala.PartialFunction;
import scala.concurrent.Await;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.Duration;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Messages between driver and executors through Spark's own RPC, so that its authentication and
 * encryption hold. The one class that knows this API, which is Spark's internal one. Messages are
 * plain bytes: Spark's dispatcher does not find classes of an application's jar.
 */
final class SparkRpc {
  /** The driver answers when it has something; Spark tells of a lost connection at once. */
  private static final int LONGEST_WAIT_DAYS = 7;

  private static final long PARK_NANOS = 20_000_000;
  private static final long CONNECTING_SECONDS = 20;
  private static final int PORT_THREADS = 2;

  private SparkRpc() {}

  /** Where the driver or an executor receives messages. */
  record Address(String host, int port, String name) implements Serializable {
    /** Returns a text that {@link #of} reads. */
    String text() {
      return host + " " + port + " " + name;
    }

    static Address of(String text) {
      String[] words = text.split(" ", -1);
      return new Address(words[0], Integer.parseInt(words[1]), words[2]);
    }
  }

  /** Receives messages, one after another, on a thread of its own. */
  interface Desk {
    void receive(byte[] message, Reply reply);
  }

  /** Answers a message, once, from any thread. */
  interface Reply {
    void send(byte[] answer);
  }

  /** A desk that is open, in an environment that may be its own. */
  record Opened(RpcEnv env, RpcEndpointRef ref, Address address, boolean alone)
      implements AutoCloseable {
    @Override
    public void close() {
      env.stop(ref);
      if (alone) {
        env.shutdown();
      }
    }
  }

  /**
   * Opens a desk on the driver.
   *
   * @throws LinkageError if this Spark's API is another one
   */
  static Opened open(String name, Desk desk) {
    return open(SparkEnv.get().rpcEnv(), name, desk, /* alone= */ false);
  }

  /**
   * Opens a desk on an executor, whose own environment has no port.
   *
   * @throws LinkageError if this Spark's API is another one
   */
  static Opened openPort(String name, Desk desk) {
    SparkEnv spark = SparkEnv.get();
    String host = spark.blockManager().blockManagerId().host();
    RpcEnv env =
        RpcEnv.create(
            name, host, host, 0, spark.conf(), spark.securityManager(), PORT_THREADS, false);
    return open(env, name, desk, /* alone= */ true);
  }

  private static Opened open(RpcEnv env, String name, Desk desk, boolean alone) {
    RpcEndpointRef ref = env.setupEndpoint(name, new Endpoint(env, desk));
    Address address = new Address(env.address().host(), env.address().port(), name);
    return new Opened(env, ref, address, alone);
  }

  /** Returns the tasks that can run at once, whether or not their slots are free. */
  static int slots(SparkContext spark) {
    return spark.maxNumConcurrentTasks(
        ResourceProfile$.MODULE$.getOrCreateDefaultProfile(spark.getConf()));
  }

  /** A line to a desk. */
  static final class Line {
    private final RpcEndpointRef desk;

    private Line(RpcEndpointRef desk) {
      this.desk = desk;
    }

    Line(Address address) {
      this(
          SparkEnv.get()
              .rpcEnv()
              .setupEndpointRef(new RpcAddress(address.host, address.port), address.name));
    }

    /**
     * Returns lines to several desks, which are connected at once.
     *
     * @param addresses the texts of addresses
     * @throws IllegalStateException if one cannot be reached
     */
    static List<Line> toAll(List<String> addresses) {
      RpcEnv env = SparkEnv.get().rpcEnv();
      List<Future<RpcEndpointRef>> refs = new ArrayList<>();
      for (String text : addresses) {
        Address address = Address.of(text);
        RpcEndpointAddress uri = new RpcEndpointAddress(address.host, address.port, address.name);
        refs.add(env.asyncSetupEndpointRefByURI(uri.toString()));
      }
      List<Line> lines = new ArrayList<>();
      Duration patience = Duration.create(CONNECTING_SECONDS, TimeUnit.SECONDS);
      for (Future<RpcEndpointRef> ref : refs) {
        try {
          lines.add(new Line(Await.result(ref, patience)));
        } catch (Exception e) { // Scala's methods throw what they do not declare.
          throw new IllegalStateException("an executor cannot be reached", e);
        }
      }
      return lines;
    }

    /** Sends a message, without an answer. It may be lost. */
    void send(byte[] message) {
      desk.send(message);
    }

    /** Sends a message; the answer, or why there is none, comes on another thread. */
    void ask(byte[] message, Consumer<byte[]> answer, Consumer<Throwable> failure) {
      ask(message)
          .onComplete(
              (Try<byte[]> done) -> {
                if (done.isSuccess()) {
                  answer.accept(done.get());
                } else {
                  failure.accept(done.failed().get());
                }
                return null;
              },
              ExecutionContext.parasitic$.MODULE$);
    }

    private Future<byte[]> ask(byte[] message) {
      RpcTimeout timeout =
          new RpcTimeout(Duration.create(LONGEST_WAIT_DAYS, "days"), "spark.rpc.askTimeout");
      return desk.ask(message, timeout, ClassTag$.MODULE$.apply(byte[].class));
    }

    /**
     * Sends a message and waits for the answer.
     *
     * @param stays asked now and then
     * @return null if it no longer stays
     * @throws IllegalStateException if the desk cannot be reached
     */
    byte[] ask(byte[] message, BooleanSupplier stays) {
      Future<byte[]> answer = ask(message);
      Thread waiting = Thread.currentThread();
      answer.onComplete(
          (Try<byte[]> done) -> {
            LockSupport.unpark(waiting);
            return null;
          },
          ExecutionContext.parasitic$.MODULE$);
      while (!answer.isCompleted()) {
        if (!stays.getAsBoolean()) {
          return null;
        }
        LockSupport.parkNanos(this, PARK_NANOS);
      }
      Try<byte[]> done = answer.value().get();
      if (done.isFailure()) {
        throw new IllegalStateException("the driver does not answer", done.failed().get());
      }
      return done.get();
    }
  }

  private record Endpoint(RpcEnv rpcEnv, Desk desk) implements IsolatedThreadSafeRpcEndpoint {
    @Override
    public PartialFunction<Object, BoxedUnit> receive() {
      return to(answer -> {});
    }

    @Override
    public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext context) {
      return to(context::reply);
    }

    private PartialFunction<Object, BoxedUnit> to(Reply reply) {
      return new AbstractPartialFunction<>() {
        @Override
        public boolean isDefinedAt(Object message) {
          return message instanceof byte[];
        }

        @Override
        public <A, B> B applyOrElse(A message, scala.Function1<A, B> otherwise) {
          if (!isDefinedAt(message)) {
            return otherwise.apply(message);
          }
          desk.receive((byte[]) message, reply);
          @SuppressWarnings("unchecked")
          B unit = (B) BoxedUnit.UNIT;
          return unit;
        }
      };
    }
  }
}

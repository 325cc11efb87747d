package dev.lockstep.train.exchange;

import java.io.Serializable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.resource.ResourceProfile$;
import org.apache.spark.rpc.IsolatedThreadSafeRpcEndpoint;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.RpcTimeout;
import scala.PartialFunction;
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

  private SparkRpc() {}

  /** Where the driver receives messages. */
  record Address(String host, int port, String name) implements Serializable {}

  /** Receives messages, one after another, on a thread of its own. */
  interface Desk {
    void receive(byte[] message, Reply reply);
  }

  /** Answers a message, once, from any thread. */
  interface Reply {
    void send(byte[] answer);
  }

  /** A desk that is open. */
  record Opened(RpcEnv env, RpcEndpointRef ref, Address address) implements AutoCloseable {
    @Override
    public void close() {
      env.stop(ref);
    }
  }

  /**
   * Opens a desk on the driver.
   *
   * @throws LinkageError if this Spark's API is another one
   */
  static Opened open(String name, Desk desk) {
    RpcEnv env = SparkEnv.get().rpcEnv();
    RpcEndpointRef ref = env.setupEndpoint(name, new Endpoint(env, desk));
    return new Opened(env, ref, new Address(env.address().host(), env.address().port(), name));
  }

  /** Returns the tasks that can run at once, whether or not their slots are free. */
  static int slots(SparkContext spark) {
    return spark.maxNumConcurrentTasks(
        ResourceProfile$.MODULE$.getOrCreateDefaultProfile(spark.getConf()));
  }

  /** An executor's line to a desk. */
  static final class Line {
    private final RpcEndpointRef driver;

    Line(Address address) {
      driver =
          SparkEnv.get()
              .rpcEnv()
              .setupEndpointRef(new RpcAddress(address.host, address.port), address.name);
    }

    /**
     * Sends a message and waits for the answer.
     *
     * @param stays asked now and then
     * @return null if it no longer stays
     * @throws IllegalStateException if the driver cannot be reached
     */
    byte[] ask(byte[] message, BooleanSupplier stays) {
      RpcTimeout timeout =
          new RpcTimeout(Duration.create(LONGEST_WAIT_DAYS, "days"), "spark.rpc.askTimeout");
      Future<byte[]> answer = driver.ask(message, timeout, ClassTag$.MODULE$.apply(byte[].class));
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
    public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext context) {
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
          desk.receive((byte[]) message, context::reply);
          @SuppressWarnings("unchecked")
          B unit = (B) BoxedUnit.UNIT;
          return unit;
        }
      };
    }
  }
}

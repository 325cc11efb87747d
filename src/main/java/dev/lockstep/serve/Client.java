package dev.lockstep.serve;

/** An open connection, as its keeper sees it; any thread may ask. */
interface Client {
  /** Returns true if the client has the next word. */
  boolean awaitsClient();

  /** Returns since when it has been in its present state, as of {@link System#nanoTime}. */
  long since();

  boolean isOverdue(long now, Limits limits);

  /** Ends a connection that has exceeded its time; tells a client that is in a request. */
  void endOverdue();

  void closeIfIdle();

  void close();
}

package dev.lockstep.linalg;

/**
 * Kernels whose products several threads share: each computes some of the outputs. An output is
 * still one chain, so the bits are those of one thread.
 */
public final class SharedKernels extends Kernels {
  private static final ThreadLocal<Kernels> OF_THREAD =
      ThreadLocal.withInitial(FastestKernels::create);

  /** Fewer multiply-adds than this take less time than handing out a part. */
  private static final long SMALLEST_PART = 1 << 19;

  /** A thread's parameters: with fewer, waiting for each other takes longer than a product. */
  private static final int PARAMETERS = 100_000;

  /** The rows of a matrix that are transposed together. */
  private static final int ROWS = 16;

  /** Columns are cut where tiles end, whatever their width. */
  private static final int COLUMNS = 64;

  private final Slices threads;

  public SharedKernels(Slices threads) {
    this.threads = threads;
  }

  /** Returns how many of the threads there are can share a network with so many parameters. */
  public static int useful(int threads, int parameters) {
    return Math.max(1, Math.min(threads, parameters / PARAMETERS));
  }

  @Override
  public int lanes() {
    return OF_THREAD.get().lanes();
  }

  @Override
  public void multiply(
      float[] x,
      float[] w,
      int wFrom,
      float[] z,
      int batch,
      int inputs,
      int outputs,
      int from,
      int end) {
    share(
        from,
        end,
        COLUMNS,
        (long) batch * inputs,
        (first, last) ->
            OF_THREAD.get().multiply(x, w, wFrom, z, batch, inputs, outputs, first, last));
  }

  @Override
  void multiplyTransposed(
      float[] x,
      float[] delta,
      int first,
      int last,
      float[] dW,
      int dwFrom,
      int inputs,
      int outputs,
      int from,
      int end) {
    share(
        from,
        end,
        COLUMNS,
        (long) (last - first) * inputs,
        (begin, stop) ->
            OF_THREAD
                .get()
                .multiplyTransposed(
                    x, delta, first, last, dW, dwFrom, inputs, outputs, begin, stop));
  }

  /** Not shared: compressed rows are too quick for it to pay. */
  @Override
  void multiply(
      CsrMatrix x, int first, int end, float[] w, int wFrom, float[] z, int zFrom, int outputs) {
    OF_THREAD.get().multiply(x, first, end, w, wFrom, z, zFrom, outputs);
  }

  @Override
  void multiplyTransposed(
      CsrMatrix x,
      int[] next,
      int first,
      int last,
      int from,
      int end,
      float[] delta,
      float[] dW,
      int dwFrom,
      int outputs) {
    OF_THREAD.get().multiplyTransposed(x, next, first, last, from, end, delta, dW, dwFrom, outputs);
  }

  @Override
  void addRows(float[] rows, int first, int end, float[] sum, int sumFrom, int outputs) {
    OF_THREAD.get().addRows(rows, first, end, sum, sumFrom, outputs);
  }

  @Override
  public void transpose(
      float[] w, int wFrom, float[] wT, int wtFrom, int inputs, int outputs, int from, int end) {
    share(
        from,
        end,
        ROWS,
        8L * outputs,
        (first, last) ->
            OF_THREAD.get().transpose(w, wFrom, wT, wtFrom, inputs, outputs, first, last));
  }

  /**
   * Cuts a range into parts of whole units, one for each thread or fewer.
   *
   * @param cost of one element, in multiply-adds
   */
  private void share(int from, int end, int unit, long cost, Slices.Loop loop) {
    int units = (end - from + unit - 1) / unit;
    long worthwhile = Math.max(1, (end - from) * cost / SMALLEST_PART);
    int parts = (int) Math.min(Math.min(units, threads.threads()), worthwhile);
    threads.runParts(
        parts,
        part ->
            loop.run(
                from + unit * Slices.bound(units, parts, part),
                Math.min(end, from + unit * Slices.bound(units, parts, part + 1))));
  }
}

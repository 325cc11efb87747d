package dev.lockstep.linalg;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The dense products in tiles. Both add to {@code z[r,o]} the products of a row's factors with a
 * panel's numbers: forward a row is an example and a panel holds weights; for the weights' gradient
 * a row is an input and a panel holds deltas. Panels, and the inputs' factors, are copied once into
 * scratch space that stays in the caches, in the order in which the tiles read it.
 */
final class VectorProducts {
  private static final int LANES = VectorRowTiles.LANES;

  /** The rows of a tile; fewer ones are padded. */
  private static final int ROWS = 4;

  /** The rows of a tile where as many are left: 16 registers hold six rows of two vectors. */
  private static final int TALL = LANES >= 16 ? ROWS : 6;

  /** The longest panel: at 16 lanes it takes 32 KiB, which with a tile's factors fit in 48. */
  private static final int DEPTH = 128;

  private static final int NARROW = 2 * LANES;

  /** Between the two, so that 300 columns take no more vectors than they need. */
  private static final int MIDDLE = 3 * LANES;

  /** The width of a tile; CPUs with vectors of 16 lanes have the registers for twice the width. */
  private static final int WIDE = LANES >= 16 ? 4 * LANES : NARROW;

  /** The columns whose panels are held at once: at 16 lanes they take 512 KiB. */
  private static final int COLUMNS = 16 * WIDE;

  /** The inputs whose factors are held at once: whole tiles of four or six rows. */
  private static final int INPUTS = 24;

  /** The most examples whose panels are held at once. */
  static final int MOST_EXAMPLES = 2 * DEPTH;

  private static final float[] NONE = {};

  /** Each [depth x tile's width]; empty until so many columns are needed. */
  private final float[][] panels = noPanels();

  /** The panels of all pieces into which groups of examples are cut. */
  private final List<float[][]> panelsOfPieces = new ArrayList<>();

  /** The factors of a tile's inputs, [depth x tile's rows]. */
  private final float[][] factors = new float[INPUTS / ROWS][TALL * DEPTH];

  /** [TALL x tile's width], for a tile that would cross the edge of the result. */
  private final float[] edgeTile = new float[TALL * WIDE];

  /** See {@link Kernels#multiply(float[], float[], int, float[], int, int, int, int, int)}. */
  void multiply(
      float[] x,
      float[] w,
      int wFrom,
      float[] z,
      int batch,
      int inputs,
      int outputs,
      int from,
      int end) {
    for (int o = from; o < end; o += COLUMNS) {
      int columns = Math.min(COLUMNS, end - o);
      int step = depth(inputs);
      for (int i = 0; i < inputs; i += step) {
        int depth = Math.min(step, inputs - i);
        packPanels(w, wFrom + i * outputs + o, outputs, depth, columns, panels);
        addRows(x, i, inputs, batch, depth, columns, z, o, outputs);
      }
    }
  }

  /** See {@link Kernels#multiplyTransposed}. */
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
    for (int o = from; o < end; o += COLUMNS) {
      int columns = Math.min(COLUMNS, end - o);
      int step = depth(last - first);
      for (int b = first; b < last; b += step) {
        int depth = Math.min(step, last - b);
        packPanels(delta, b * outputs + o, outputs, depth, columns, panels);
        for (int i = 0; i < inputs; i += INPUTS) {
          int rows = Math.min(INPUTS, inputs - i);
          packFactors(x, b * inputs + i, inputs, depth, rows);
          addColumns(panels, rows, depth, columns, dW, dwFrom + i * outputs + o, outputs);
        }
      }
    }
  }

  /**
   * Does the same for groups of examples, at most {@link #MOST_EXAMPLES} in all, part by part: a
   * part of one group after the other, so that their sum stays in the caches too.
   */
  void multiplyTransposed(
      float[] x, float[] delta, int[] ends, Addend dW, int dwFrom, int inputs, int outputs) {
    int most = columnsOf(ends[ends.length - 1]);
    for (int o = 0; o < outputs; o += most) {
      int columns = Math.min(most, outputs - o);
      packPieces(delta, ends, o, columns, outputs);
      for (int i = 0; i < inputs; i += INPUTS) {
        int rows = Math.min(INPUTS, inputs - i);
        int piece = 0;
        for (int g = 0; g < ends.length; g++) {
          float[] part = dW.open(g, dwFrom + i * outputs + o, rows, columns, outputs);
          int first = Kernels.first(ends, g);
          int step = depth(ends[g] - first);
          for (int b = first; b < ends[g]; b += step, piece++) {
            int depth = Math.min(step, ends[g] - b);
            float[][] ofPiece = panelsOfPieces.get(piece);
            packFactors(x, b * inputs + i, inputs, depth, rows);
            addColumns(ofPiece, rows, depth, columns, part, dW.offset(), dW.stride());
          }
          dW.close();
        }
      }
    }
  }

  /** Returns how many columns' panels of so many examples are held at once: whole tiles. */
  private static int columnsOf(int examples) {
    int tiles = Math.max(1, DEPTH * COLUMNS / Math.max(DEPTH, examples) / WIDE);
    return Math.min(COLUMNS, tiles * WIDE);
  }

  private void packPieces(float[] delta, int[] ends, int from, int columns, int outputs) {
    int piece = 0;
    for (int g = 0; g < ends.length; g++) {
      int first = Kernels.first(ends, g);
      int step = depth(ends[g] - first);
      for (int b = first; b < ends[g]; b += step, piece++) {
        if (piece == panelsOfPieces.size()) {
          panelsOfPieces.add(noPanels());
        }
        int depth = Math.min(step, ends[g] - b);
        packPanels(delta, b * outputs + from, outputs, depth, columns, panelsOfPieces.get(piece));
      }
    }
  }

  private static float[][] noPanels() {
    float[][] panels = new float[COLUMNS / WIDE][];
    Arrays.fill(panels, NONE);
    return panels;
  }

  /** Copies [depth x columns] into panels; the last one is padded. */
  private static void packPanels(
      float[] from, int at, int stride, int depth, int columns, float[][] panels) {
    for (int c = 0; c < columns; c += WIDE) {
      if (panels[c / WIDE].length < depth * WIDE) {
        panels[c / WIDE] = new float[depth * WIDE];
      }
    }
    // Row by row, because a matrix that comes from memory is read fastest in its order.
    for (int t = 0; t < depth; t++) {
      for (int c = 0; c < columns; c += WIDE) {
        int width = width(columns - c);
        int count = Math.min(width, columns - c);
        System.arraycopy(from, at + t * stride + c, panels[c / WIDE], t * width, count);
      }
    }
  }

  /** Copies [depth x rows] tile by tile; a tile with fewer than four rows is padded. */
  private void packFactors(float[] x, int at, int stride, int depth, int rows) {
    for (int r = 0; r < rows; r += tileRows(rows - r)) {
      int height = tileRows(rows - r);
      if (height > ROWS) {
        packSix(x, at + r, stride, depth, factors[r / ROWS]);
      } else if (height == ROWS) {
        packFour(x, at + r, stride, depth, factors[r / ROWS]);
      } else {
        packFewer(x, at + r, stride, depth, height, factors[r / ROWS]);
      }
    }
  }

  private static void packSix(float[] x, int at, int stride, int depth, float[] to) {
    for (int t = 0; t < depth; t++) {
      int from = at + t * stride;
      to[6 * t] = x[from];
      to[6 * t + 1] = x[from + 1];
      to[6 * t + 2] = x[from + 2];
      to[6 * t + 3] = x[from + 3];
      to[6 * t + 4] = x[from + 4];
      to[6 * t + 5] = x[from + 5];
    }
  }

  private static void packFour(float[] x, int at, int stride, int depth, float[] to) {
    for (int t = 0; t < depth; t++) {
      int from = at + t * stride;
      to[4 * t] = x[from];
      to[4 * t + 1] = x[from + 1];
      to[4 * t + 2] = x[from + 2];
      to[4 * t + 3] = x[from + 3];
    }
  }

  private static void packFewer(float[] x, int at, int stride, int depth, int rows, float[] to) {
    for (int t = 0; t < depth; t++) {
      for (int r = 0; r < ROWS; r++) {
        to[ROWS * t + r] = r < rows ? x[at + t * stride + r] : 0;
      }
    }
  }

  /** Cuts a summed index into panels of about the same length. */
  private static int depth(int length) {
    int panels = Math.max(1, (length + DEPTH - 1) / DEPTH);
    return (length + panels - 1) / panels;
  }

  private static int width(int columns) {
    if (columns <= NARROW) {
      return NARROW;
    }
    return columns > MIDDLE ? WIDE : Math.min(MIDDLE, WIDE);
  }

  private static int tileRows(int left) {
    return left >= TALL ? TALL : Math.min(ROWS, left);
  }

  /**
   * Adds the products of [rows x depth] factors with the panels to [rows x columns] results. A
   * row's factors lie side by side; the rows lie {@code xStride} apart.
   */
  private void addRows(
      float[] x,
      int x0,
      int xStride,
      int rows,
      int depth,
      int columns,
      float[] z,
      int z0,
      int zStride) {
    for (int c = 0; c < columns; c += width(columns - c)) {
      int width = width(columns - c);
      int count = Math.min(width, columns - c);
      for (int r = 0; r < rows; r += tileRows(rows - r)) {
        int height = tileRows(rows - r);
        int at = z0 + r * zStride + c;
        if (height >= ROWS && count == width) {
          rowTile(
              x, x0 + r * xStride, xStride, height, width, panels[c / WIDE], z, at, zStride, depth);
        } else {
          copyTile(z, at, zStride, edgeTile, 0, width, height, count);
          rowTile(
              x,
              x0 + r * xStride,
              xStride,
              height,
              width,
              panels[c / WIDE],
              edgeTile,
              0,
              width,
              depth);
          copyTile(edgeTile, 0, width, z, at, zStride, height, count);
        }
      }
    }
  }

  /** Does the same with {@link #factors}, and given panels. */
  private void addColumns(
      float[][] panels, int rows, int depth, int columns, float[] z, int z0, int zStride) {
    for (int c = 0; c < columns; c += width(columns - c)) {
      int width = width(columns - c);
      int count = Math.min(width, columns - c);
      for (int r = 0; r < rows; r += tileRows(rows - r)) {
        int height = tileRows(rows - r);
        int at = z0 + r * zStride + c;
        if (height >= ROWS && count == width) {
          columnTile(factors[r / ROWS], height, width, panels[c / WIDE], z, at, zStride, depth);
        } else {
          copyTile(z, at, zStride, edgeTile, 0, width, height, count);
          columnTile(factors[r / ROWS], height, width, panels[c / WIDE], edgeTile, 0, width, depth);
          copyTile(edgeTile, 0, width, z, at, zStride, height, count);
        }
      }
    }
  }

  private void columnTile(
      float[] x, int rows, int width, float[] panel, float[] z, int z0, int zStride, int depth) {
    if (rows > ROWS) {
      VectorColumnTiles.columns6x2(x, panel, z, z0, zStride, depth);
    } else if (width == NARROW) {
      VectorColumnTiles.columns4x2(x, panel, z, z0, zStride, depth);
    } else if (width == MIDDLE) {
      VectorColumnTiles.columns4x3(x, panel, z, z0, zStride, depth);
    } else {
      VectorColumnTiles.columns4x4(x, panel, z, z0, zStride, depth);
    }
  }

  /** Adds to a whole tile; rows beyond the last take the factors of the last. */
  private void rowTile(
      float[] x,
      int x0,
      int xStride,
      int rows,
      int width,
      float[] panel,
      float[] z,
      int z0,
      int zStride,
      int depth) {
    if (rows > ROWS) {
      VectorRowTiles.rows6x2(x, x0, xStride, panel, z, z0, zStride, depth);
      return;
    }
    int x1 = x0 + Math.min(1, rows - 1) * xStride;
    int x2 = x0 + Math.min(2, rows - 1) * xStride;
    int x3 = x0 + Math.min(3, rows - 1) * xStride;
    if (width == NARROW) {
      VectorRowTiles.rows4x2(x, x0, x1, x2, x3, panel, z, z0, zStride, depth);
    } else if (width == MIDDLE) {
      VectorRowTiles.rows4x3(x, x0, x1, x2, x3, panel, z, z0, zStride, depth);
    } else {
      VectorRowTiles.rows4x4(x, x0, x1, x2, x3, panel, z, z0, zStride, depth);
    }
  }

  private static void copyTile(
      float[] from, int at, int stride, float[] to, int toAt, int toStride, int rows, int count) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(from, at + r * stride, to, toAt + r * toStride, count);
    }
  }
}

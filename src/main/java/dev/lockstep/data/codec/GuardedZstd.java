package dev.lockstep.data.codec;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.io.compress.CompressionInputStream;

/** Zstandard that limits the length of a line. */
public final class GuardedZstd extends Zstd {
  @Override
  public CompressionInputStream createInputStream(InputStream in) throws IOException {
    return new GuardedText(super.createInputStream(in));
  }
}

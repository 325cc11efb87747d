package dev.lockstep.data.codec;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.io.compress.CompressionInputStream;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.GzipCodec;

/** Gzip that limits the length of a line. */
public final class GuardedGzip extends GzipCodec {
  @Override
  public CompressionInputStream createInputStream(InputStream in) throws IOException {
    return new GuardedText(super.createInputStream(in));
  }

  @Override
  public CompressionInputStream createInputStream(InputStream in, Decompressor decompressor)
      throws IOException {
    return new GuardedText(super.createInputStream(in, decompressor));
  }
}

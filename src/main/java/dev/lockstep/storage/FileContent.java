package dev.lockstep.storage;

import java.io.IOException;
import java.io.OutputStream;

/** Writes a file's bytes to a stream and need not close it. */
@FunctionalInterface
public interface FileContent {
  void writeTo(OutputStream out) throws IOException;
}

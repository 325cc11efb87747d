package dev.lockstep.data.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** A public set small enough for tests: {@code images}, which gzip cannot shrink, and labels. */
final class FakeSet {
  static final byte[] IMAGES = incompressible(100_000);
  static final byte[] LABELS = new byte[1000];
  static final byte[] IMAGES_GZ = gzip(IMAGES);
  static final byte[] LABELS_GZ = gzip(LABELS);
  static final PublicFile IMAGES_FILE = new PublicFile("images", IMAGES.length, sha256(IMAGES));
  static final PublicFile LABELS_FILE = new PublicFile("labels", LABELS.length, sha256(LABELS));

  private FakeSet() {}

  static PublicSet at(URI... mirrors) {
    return new PublicSet("fake", List.of(IMAGES_FILE, LABELS_FILE), List.of(mirrors));
  }

  static PublicSet imagesAt(URI... mirrors) {
    return new PublicSet("fake", List.of(IMAGES_FILE), List.of(mirrors));
  }

  static byte[] gzip(byte[] content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  /** The content with one bit turned, so that only a checksum can tell. */
  static byte[] spoilt(byte[] content) {
    byte[] copy = content.clone();
    copy[copy.length / 2] ^= 1;
    return copy;
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static String sha256(byte[] content) {
    return HexFormat.of().formatHex(newSha256().digest(content));
  }

  static byte[] incompressible(int bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    MessageDigest digest = newSha256();
    byte[] block = new byte[32];
    while (out.size() < bytes) {
      block = digest.digest(block);
      out.writeBytes(block);
    }
    return Arrays.copyOf(out.toByteArray(), bytes);
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}

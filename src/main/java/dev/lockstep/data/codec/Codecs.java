package dev.lockstep.data.codec;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** Tells how a file is compressed, by its name. */
public final class Codecs {
  private static final String CODECS = "io.compression.codecs";

  /** The first bytes of compressed files, by the ending of their names. */
  private static final Map<String, Packing> PACKINGS =
      Map.of(
          ".gz", new Packing("gzip", 0x1f, 0x8b),
          ".bz2", new Packing("bzip2", 'B', 'Z'),
          ".zst", new Packing("Zstandard", 0x28, 0xb5));

  private record Packing(String name, int first, int second) {}

  private Codecs() {}

  /** Returns the codec of a file; null if its name tells of none. */
  public static CompressionCodec of(Path file, Configuration conf) {
    return new CompressionCodecFactory(with(conf, Zstd.class)).getCodec(file);
  }

  /** Returns settings in which codecs limit the length of lines. */
  public static Configuration guarded(Configuration conf) {
    return with(conf, GuardedGzip.class, GuardedBzip2.class, GuardedZstd.class);
  }

  private static Configuration with(Configuration conf, Class<?>... more) {
    Configuration all = new Configuration(conf);
    StringBuilder codecs = new StringBuilder(conf.get(CODECS, ""));
    for (Class<?> codec : more) {
      codecs.append(codecs.isEmpty() ? "" : ",").append(codec.getName());
    }
    all.set(CODECS, codecs.toString());
    return all;
  }

  /**
   * Returns the kind of compression that a file's name tells and its first bytes do not have; empty
   * if they have it, or the name tells none.
   */
  public static Optional<String> missing(Path file, byte[] first) {
    return Optional.ofNullable(PACKINGS.get(ending(file)))
        .filter(
            packing ->
                first.length < 2
                    || (first[0] & 0xff) != packing.first
                    || (first[1] & 0xff) != packing.second)
        .map(Packing::name);
  }

  /** Returns the last ending of a file's name, as in {@code .gz}; empty text if it has none. */
  public static String ending(Path file) {
    String name = file.getName().toLowerCase(Locale.ROOT);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot);
  }
}

package dev.lockstep.cli.retrain;

import dev.lockstep.data.fetch.PublicSet;
import dev.lockstep.data.files.FileSearch;
import dev.lockstep.data.files.Folder;
import dev.lockstep.data.files.Glob;
import dev.lockstep.data.files.Glob.Found;
import dev.lockstep.data.files.ListedFiles;
import dev.lockstep.data.files.SparkPlace;
import dev.lockstep.data.files.TableFile;
import dev.lockstep.data.read.Places;
import dev.lockstep.run.RunRecord;
import dev.lockstep.storage.RunFiles;
import dev.lockstep.text.Sha256Stream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What the decision of a retraining follows from, but for the champion, as far as it is known
 * without Spark: the code, the user's choices, and the names and bytes of the data's files. Two
 * retrainings with the same hash and champion have the same {@link Key}; the reverse need not hold.
 *
 * @param hash of all this
 * @param changed when a file, or a folder that was searched, was last changed
 */
record Source(String hash, long changed) {
  /** The most bytes of data; more would take longer than Spark's start. */
  private static final long MAX_BYTES = 256L << 20;

  /** The file systems whose folders have the time of their last change. */
  private static final Set<String> FOLDERS_HAVE_TIMES = Set.of("file", "hdfs");

  /**
   * Reads all files. Returns empty if a place cannot be read, or has too many bytes: the reader of
   * its examples says what is wrong.
   *
   * @param choices the user's options, and what else the decision follows from
   * @param places where the data lie
   */
  static Optional<Source> of(List<List<String>> choices, List<String> places, Configuration conf) {
    try {
      Reading reading = new Reading(conf);
      reading.code();
      reading.choices(choices);
      for (String place : places) {
        reading.find(place);
      }
      return Optional.of(reading.source());
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** The hashing of one source. */
  private static final class Reading {
    private final Configuration conf;
    private final Sha256Stream hash = new Sha256Stream();
    private final List<TableFile> files = new ArrayList<>();
    private final Set<Path> folders = new HashSet<>();
    private long changed;

    Reading(Configuration conf) {
      this.conf = conf;
    }

    /** Adds the jar's bytes, because builds of one version may differ. */
    void code() throws IOException {
      hash.text(RunRecord.codeVersion());
      URL place = Source.class.getProtectionDomain().getCodeSource().getLocation();
      try {
        java.nio.file.Path jar = java.nio.file.Path.of(place.toURI());
        if (Files.isRegularFile(jar)) {
          try (InputStream in = Files.newInputStream(jar)) {
            hash.bytes(in, Files.size(jar));
          }
        }
      } catch (URISyntaxException e) {
        throw new IOException(e);
      }
    }

    void choices(List<List<String>> choices) {
      for (List<String> some : choices) {
        hash.number(some.size());
        some.forEach(hash::text);
      }
    }

    /** Finds a place's files as the readers of examples do. */
    void find(String place) throws IOException {
      hash.text(place);
      if (SparkPlace.isOne(place)) {
        throw new FileNotFoundException(place); // Spark alone knows its files.
      }
      boolean isPublic = PublicSet.named(place).isPresent();
      if (Places.isName(place) && !isPublic) {
        return; // The code has these data.
      }
      String path = isPublic ? Places.ofProcess().publicFolder(place, conf).toString() : place;
      FileSearch search = FileSearch.of(path, conf);
      List<Found> found = search.find();
      if (found.isEmpty()) {
        throw new FileNotFoundException(path);
      }
      for (Found one : found) {
        names(one.status());
      }
      for (TableFile file : search.files(found)) {
        files.add(file);
        folders.addAll(file.within());
        if (Glob.isGlob(new Path(path))) {
          folders.add(file.path().getParent());
        }
      }
    }

    /** Adds a folder's names, because even an empty {@code train.csv} in it makes a difference. */
    private void names(FileStatus found) throws IOException {
      if (found.isDirectory()) {
        FileStatus[] entries = RunFiles.list(found.getPath(), conf);
        choices(List.of(Arrays.stream(entries).map(e -> e.getPath().toString()).sorted().toList()));
      }
    }

    Source source() throws IOException {
      if (files.stream().mapToLong(file -> file.status().getLen()).sum() > MAX_BYTES) {
        throw new IOException("too many bytes");
      }
      files.sort(Comparator.comparing(TableFile::path));
      for (TableFile file : files) {
        read(file.status());
      }
      for (Path folder : folders) {
        if (FOLDERS_HAVE_TIMES.contains(folder.toUri().getScheme())) {
          see(RunFiles.fileSystem(folder, conf).getFileStatus(folder));
        }
      }
      return new Source(hash.hex(), changed);
    }

    private void read(FileStatus file) throws IOException {
      Folder.requirePlainFile(file);
      see(file);
      hash.text(file.getPath().toString());
      Configuration own = ListedFiles.confFor(file.getPath(), conf);
      FileSystem fs = file.getPath().getFileSystem(own);
      try (InputStream in = fs.open(file.getPath())) {
        hash.bytes(in, file.getLen());
      }
    }

    private void see(FileStatus status) {
      changed = Math.max(changed, status.getModificationTime());
    }
  }
}

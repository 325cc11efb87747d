package dev.lockstep.data.fetch;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A data set that anyone may download: four gzipped IDX files on several mirrors. A mirror is not
 * trusted, whatever its protocol: only the checksum decides.
 *
 * @param name the name on the command line and of the folder that holds the files
 * @param files the files, in the order in which they are fetched
 * @param mirrors base URLs that end in {@code /}; the first is tried first
 */
public record PublicSet(String name, List<PublicFile> files, List<URI> mirrors) {

  /** Handwritten digits, 28 x 28, ten classes: Y. LeCun, C. Cortes, C. J. C. Burges. */
  public static final PublicSet MNIST =
      new PublicSet(
          "mnist",
          idxFiles(
              "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
              "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
              "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
              "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
          List.of(
              URI.create("https://ossci-datasets.s3.amazonaws.com/mnist/"),
              URI.create("https://storage.googleapis.com/cvdf-datasets/mnist/")));

  /** Articles of clothing, 28 x 28, ten classes: Zalando Research. */
  public static final PublicSet FASHION_MNIST =
      new PublicSet(
          "fashion-mnist",
          idxFiles(
              "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
              "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
              "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
              "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
          List.of(
              URI.create(
                  "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
              URI.create("https://storage.googleapis.com/tensorflow/tf-keras-datasets/"),
              URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/")));

  /** Every set that {@code fetch} knows. */
  public static final List<PublicSet> ALL = List.of(MNIST, FASHION_MNIST);

  public PublicSet {
    files = List.copyOf(files);
    mirrors = List.copyOf(mirrors);
    for (URI mirror : mirrors) {
      if (!mirror.isAbsolute() || !mirror.toString().endsWith("/")) {
        throw new IllegalArgumentException(name + ": not a base URL that ends in /: " + mirror);
      }
    }
  }

  /** Returns the set of this name, if there is one. */
  public static Optional<PublicSet> named(String name) {
    return ALL.stream().filter(set -> set.name().equals(name)).findFirst();
  }

  private static List<PublicFile> idxFiles(
      String trainImages, String trainLabels, String testImages, String testLabels) {
    return List.of(
        new PublicFile("train-images-idx3-ubyte", 47_040_016, trainImages),
        new PublicFile("train-labels-idx1-ubyte", 60_008, trainLabels),
        new PublicFile("t10k-images-idx3-ubyte", 7_840_016, testImages),
        new PublicFile("t10k-labels-idx1-ubyte", 10_008, testLabels));
  }
}

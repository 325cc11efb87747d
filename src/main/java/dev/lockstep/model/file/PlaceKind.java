package dev.lockstep.model.file;

import dev.lockstep.text.NamesSettings;
import java.util.Optional;

/**
 * The kind of a file or folder where something else is expected, and the remedy. {@link PlaceProbe}
 * tells the kind.
 */
public enum PlaceKind {
  MODEL("a model (safetensors)", Use.MODEL),
  RUN("a run folder with a model", Use.MODEL),
  UNFINISHED_RUN("a run folder without a model: the run has not ended", Use.UNFINISHED),
  CSV_WEIGHTS("a folder of weights as CSV", Use.WEIGHTS),
  NPZ("an NPZ file of weights", Use.WEIGHTS),
  NPY("a NumPy array", Use.FOREIGN),
  ONNX("an ONNX model", Use.FOREIGN_WEIGHTS),
  TORCH("a PyTorch file", Use.FOREIGN_WEIGHTS),
  KERAS("a Keras model", Use.FOREIGN_WEIGHTS),
  HDF5("an HDF5 file, as Keras writes them", Use.FOREIGN_WEIGHTS),
  SAVED_MODEL("a TensorFlow SavedModel", Use.FOREIGN_WEIGHTS),
  TFLITE("a TensorFlow Lite model", Use.FOREIGN_WEIGHTS),
  GGUF("a GGUF model", Use.FOREIGN),
  PICKLE("a Python pickle", Use.FOREIGN),
  SPARK_PIPELINE("a pipeline of Spark ML", Use.PIPELINE),
  SPARK_STAGE("a model of Spark ML", Use.FOREIGN),
  WORKBOOK("an Excel workbook", Use.FOREIGN_TABLE),
  ORC("an ORC file", Use.FOREIGN_TABLE),
  AVRO("an Avro file", Use.FOREIGN_TABLE),
  ARROW("an Arrow or Feather file", Use.FOREIGN_TABLE),
  SQLITE("a SQLite database", Use.FOREIGN_TABLE),
  PARQUET("a Parquet file", Use.DATA),
  IDX("an IDX file", Use.DATA),
  JSON("a JSON file", Use.FOREIGN),
  TABLE("a table of text, as CSV is", Use.DATA),
  PICTURE("a picture", Use.FOREIGN),
  PDF("a PDF file", Use.FOREIGN),
  RUNS("a folder of run folders", Use.RUNS),
  REGISTRY("a registry of models", Use.REGISTRY),
  OFFICE("a file of an old Office program, as Excel's .xls", Use.FOREIGN_TABLE),
  MATLAB("a MATLAB file", Use.FOREIGN_WEIGHTS),
  XML("an XML file, as PMML is", Use.FOREIGN),
  TEXT("a text file", Use.TEXT),
  ZIP("a zip archive", Use.PACKED),
  GZIP("a gzip file", Use.PACKED),
  BZIP2("a bzip2 file", Use.PACKED),
  XZ("an xz file", Use.PACKED),
  ZSTD("a zstd file", Use.PACKED),
  SEVEN_ZIP("a 7z archive", Use.PACKED),
  TAR("a tar archive", Use.PACKED);

  private enum Use {
    MODEL,
    UNFINISHED,
    WEIGHTS,
    FOREIGN_WEIGHTS,
    PIPELINE,
    DATA,
    FOREIGN_TABLE,
    PACKED,
    RUNS,
    REGISTRY,
    TEXT,
    FOREIGN
  }

  private final String what;
  private final Use use;

  PlaceKind(String what, Use use) {
    this.what = what;
    this.use = use;
  }

  /** Returns the kind in words, as in "x is an ONNX model". */
  @Override
  public String toString() {
    return what;
  }

  /** Returns true for weights without a network. */
  public boolean isWeightsAlone() {
    return use == Use.WEIGHTS;
  }

  /** Returns true for data that can be read as they are. */
  public boolean isData() {
    return use == Use.DATA;
  }

  /**
   * Returns the advice where a model is wanted, with options' names in braces (see {@link
   * NamesSettings}); empty for a place that may be a model, or a damaged one.
   */
  Optional<String> insteadOfModel() {
    String advice =
        switch (use) {
          case MODEL -> null;
          case UNFINISHED -> "train {resume} {out} goes on with it";
          case WEIGHTS ->
              (this == NPZ ? "import makes a model of it" : "train {from} takes it")
                  + "; here give a run folder or a model.safetensors";
          case FOREIGN_WEIGHTS ->
              "save its weights as plain safetensors or in an .npz, which import takes";
          case PIPELINE -> "the model of a stage lies in its folder stages";
          case DATA -> "{data} takes it; here give a run folder or a model.safetensors";
          case PACKED -> "unpack it, and give a run folder or a model.safetensors";
          case RUNS -> "give one of them";
          case REGISTRY -> "name a version in it, as in REGISTRY@champion or REGISTRY@12";
          case FOREIGN_TABLE, TEXT, FOREIGN -> "give a run folder or a model.safetensors";
        };
    return Optional.ofNullable(advice).map(text -> "is " + what + "; " + text);
  }

  /** Returns the same where a run folder is wanted; empty for a run folder. */
  public Optional<String> insteadOfRun() {
    return this == RUN
        ? Optional.empty()
        : Optional.of(
            use == Use.UNFINISHED || use == Use.REGISTRY
                ? insteadOfModel().orElseThrow()
                : "is " + what + (use == Use.RUNS ? "; give one of them" : "; give a run folder"));
  }

  /** Returns the same where data are wanted; empty for a place that may be data. */
  public Optional<String> insteadOfData() {
    String advice =
        switch (use) {
          case MODEL, UNFINISHED, WEIGHTS, FOREIGN_WEIGHTS, PIPELINE, RUNS, REGISTRY, FOREIGN ->
              "data are IDX, CSV or Parquet";
          case FOREIGN_TABLE -> "save it as CSV or Parquet";
          case PACKED -> "unpack it";
          case DATA, TEXT -> null;
        };
    return Optional.ofNullable(advice).map(text -> "is " + what + "; " + text);
  }
}

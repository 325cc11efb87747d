package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The DAG in Python, with stand-ins for what it imports of Airflow. */
class RetrainDagTest {
  private static final String EXCEPTIONS =
      """
      class AirflowException(Exception): pass
      class AirflowFailException(AirflowException): pass
      class AirflowSkipException(AirflowException): pass
      """;

  private static final String DAG =
      """
      class DAG:
          def __init__(self, **words): self.words = words
          def __enter__(self): return self
          def __exit__(self, *failure): return False
      """;

  /** It fails as Airflow's does: with the exit code in its message. */
  private static final String OPERATOR =
      """
      from airflow.exceptions import AirflowException

      class SparkSubmitOperator:
          def __init__(self, **words):
              SparkSubmitOperator.made = self
              self.words = words

          def execute(self, code):
              if code:
                  raise AirflowException(
                      f"Cannot execute: spark-submit --conf a=1 x.jar. Error code is: {code}."
                      "\\nLast spark-submit output:\\nexit code 9")
              return "submitted"
      """;

  private static final String RUN =
      """
      import json, sys
      import retrain_dag
      operator = retrain_dag.SparkSubmitOperator.made
      ends = {}
      for code in map(int, sys.argv[1:]):
          try:
              ends[code] = operator.execute(code)
          except Exception as end:
              ends[code] = type(end).__name__
      print(json.dumps({"ends": ends, "words": operator.words}, default=str))
      """;

  @TempDir Path folder;

  @BeforeEach
  void standIn() throws IOException {
    ScheduleFiles.assumeProgram("python3");
    Path airflow = folder.resolve("airflow");
    Path spark = airflow.resolve("providers/apache/spark/operators");
    Files.createDirectories(spark);
    Files.writeString(airflow.resolve("__init__.py"), DAG);
    Files.writeString(airflow.resolve("exceptions.py"), EXCEPTIONS);
    Files.writeString(spark.resolve("spark_submit.py"), OPERATOR);
    Files.writeString(folder.resolve("run.py"), RUN);
    Files.writeString(folder.resolve("retrain_dag.py"), ScheduleFiles.text("retrain_dag.py"));
  }

  @Test
  void pythonCompilesIt() throws Exception {
    ScheduleFiles.printed(
        folder, Map.of(), "python3", "-W", "error", "-m", "py_compile", "retrain_dag.py");
  }

  @Test
  void exitCodesDecideAboutARetry() throws Exception {
    Set<Integer> codes = new TreeSet<>(ScheduleFiles.FINAL);
    codes.addAll(ScheduleFiles.FOR_RETRY);
    codes.addAll(List.of(ExitCode.DONE, 1, 129, 130, 137, -9));
    JsonNode ends = run(codes).get("ends");
    for (int code : codes) {
      assertThat(ends.get(String.valueOf(code)).textValue())
          .as("exit code " + code)
          .isEqualTo(
              code == ExitCode.DONE
                  ? "submitted"
                  : code == ExitCode.KEPT
                      ? "AirflowSkipException"
                      : ScheduleFiles.FINAL.contains(code)
                          ? "AirflowFailException"
                          : "AirflowException");
    }
  }

  @Test
  void whatItSubmitsIsUnderstood() throws Exception {
    JsonNode words = run(Set.of()).get("words");
    List<String> submitted = new ArrayList<>(List.of("--master", "yarn"));
    submitted.addAll(List.of("--deploy-mode", words.get("deploy_mode").textValue()));
    submitted.addAll(List.of("--class", words.get("java_class").textValue()));
    submitted.addAll(List.of("--properties-file", words.get("properties_file").textValue()));
    submitted.add(words.get("application").textValue());
    words
        .get("application_args")
        .forEach(
            word -> submitted.add(word.textValue().replaceFirst("^\\{\\{.*}}$", "2026-11-27")));
    assertThat(ScheduleFiles.requireSubmittable(submitted, folder).deployMode())
        .isEqualTo("client");
    assertThat(words.get("retries").intValue()).isPositive();
  }

  private JsonNode run(Set<Integer> codes) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", "run.py"));
    codes.forEach(code -> command.add(String.valueOf(code)));
    return new ObjectMapper()
        .readTree(ScheduleFiles.printed(folder, Map.of(), command.toArray(String[]::new)));
  }
}

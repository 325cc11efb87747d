package dev.lockstep.cli.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.deploy.SparkSubmitArguments;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** cronjob.yaml is what Kubernetes calls a CronJob; what its API refuses is looked for here. */
class CronJobFileTest {
  private static final Set<String> ACTIONS = Set.of("FailJob", "Ignore", "Count", "FailIndex");

  /** The fields that the file uses, by the path that leads to them, as batch/v1 has them. */
  private static final Map<String, Set<String>> FIELDS =
      Map.of(
          "", Set.of("apiVersion", "kind", "metadata", "spec"),
          "spec",
              Set.of(
                  "schedule",
                  "timeZone",
                  "concurrencyPolicy",
                  "startingDeadlineSeconds",
                  "jobTemplate"),
          "spec.jobTemplate", Set.of("spec", "metadata"),
          "spec.jobTemplate.spec",
              Set.of("backoffLimit", "activeDeadlineSeconds", "podFailurePolicy", "template"),
          "spec.jobTemplate.spec.podFailurePolicy", Set.of("rules"),
          "spec.jobTemplate.spec.template", Set.of("spec", "metadata"),
          "spec.jobTemplate.spec.template.spec",
              Set.of(
                  "restartPolicy",
                  "serviceAccountName",
                  "terminationGracePeriodSeconds",
                  "containers",
                  "volumes"));

  private static Map<String, Object> file;
  @TempDir Path folder;

  @BeforeAll
  static void read() throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    file = new Yaml(new SafeConstructor(options)).load(ScheduleFiles.text("cronjob.yaml"));
  }

  @Test
  void itIsACronJob() {
    assertThat(file).containsEntry("apiVersion", "batch/v1").containsEntry("kind", "CronJob");
    assertThat(text("metadata.name")).matches("[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?");
    assertThat(text("spec.schedule")).matches("[\\d*/,-]+( [\\d*/,-]+){4}");
    assertThat(ZoneId.of(text("spec.timeZone"))).isNotNull();
    assertThat(text("spec.concurrencyPolicy")).isIn("Allow", "Forbid", "Replace");
    FIELDS.forEach((path, known) -> assertThat(known).as(path).containsAll(object(path).keySet()));
  }

  /** podFailurePolicy is refused with any other restartPolicy than Never. */
  @Test
  void exitCodesDecideAboutARetry() {
    assertThat(text("spec.jobTemplate.spec.template.spec.restartPolicy")).isEqualTo("Never");
    List<Map<String, Object>> rules = objects("spec.jobTemplate.spec.podFailurePolicy.rules");
    for (Map<String, Object> rule : rules) {
      assertThat(ACTIONS).contains((String) rule.get("action"));
      assertThat(rule).hasSize(2).containsAnyOf(Map.entry("action", rule.get("action")));
      assertThat(rule.containsKey("onExitCodes")).isNotEqualTo(rule.containsKey("onPodConditions"));
    }
    Map<?, ?> onExitCodes = (Map<?, ?>) rules.get(0).get("onExitCodes");
    assertThat(rules.get(0)).containsEntry("action", "FailJob");
    assertThat(onExitCodes.get("operator")).isEqualTo("In");
    assertThat(onExitCodes.get("containerName")).isEqualTo(container().get("name"));
    List<Integer> values = new ArrayList<>();
    ((List<?>) onExitCodes.get("values")).forEach(value -> values.add((Integer) value));
    assertThat(values).isSorted().containsExactlyInAnyOrderElementsOf(ScheduleFiles.FINAL);
  }

  @Test
  void whatItMountsAndRunsIsThere() {
    List<Object> volumes =
        objects("spec.jobTemplate.spec.template.spec.volumes").stream()
            .map(volume -> volume.get("name"))
            .toList();
    Map<String, Object> container = container();
    List<?> mounts = (List<?>) container.get("volumeMounts");
    assertThat(mounts).allMatch(mount -> volumes.contains(((Map<?, ?>) mount).get("name")));
    assertThat(texts(container.get("command"))).containsExactly("/opt/spark/bin/spark-submit");
    Map<String, String> environment = new HashMap<>(Map.of("POD_IP", "10.0.0.1", "POD_NAME", "p"));
    assertThat(
            Stream.of(container.get("env"))
                .flatMap(list -> ((List<?>) list).stream())
                .map(variable -> String.valueOf(((Map<?, ?>) variable).get("name"))))
        .containsExactlyInAnyOrderElementsOf(environment.keySet());
    List<String> args = new ArrayList<>(texts(container.get("args")));
    environment.forEach((name, value) -> args.replaceAll(a -> a.replace("$(" + name + ")", value)));
    assertThat(args).noneMatch(arg -> arg.contains("$"));
    SparkSubmitArguments submitted = ScheduleFiles.requireSubmittable(args, folder);
    assertThat(submitted.master()).startsWith("k8s://https://");
    assertThat(submitted.deployMode()).isIn("client", null);
  }

  private static Map<String, Object> container() {
    List<Map<String, Object>> containers =
        objects("spec.jobTemplate.spec.template.spec.containers");
    assertThat(containers).hasSize(1);
    return containers.get(0);
  }

  private static String text(String path) {
    return (String) at(path);
  }

  private static List<String> texts(Object list) {
    return ((List<?>) list).stream().map(String.class::cast).toList();
  }

  @SuppressWarnings("unchecked") // Keys are texts in this file.
  private static Map<String, Object> object(String path) {
    return (Map<String, Object>) at(path);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> objects(String path) {
    return (List<Map<String, Object>>) at(path);
  }

  private static Object at(String path) {
    Object node = file;
    for (String name : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
      node = ((Map<?, ?>) node).get(name);
      assertThat(node).as(path).isNotNull();
    }
    return node;
  }
}

package dev.lockstep.data.read;

import dev.lockstep.data.CellException;
import dev.lockstep.data.files.TableFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What lies beside a table's files.
 *
 * @param alone true if no test set does
 * @param leftOut the files and folders that are not read, by the reason
 */
record Beside(boolean alone, Map<String, List<String>> leftOut) {
  static final Beside NOTHING = new Beside(true, Map.of());

  private static final int SHOWN = 5;

  /** Returns the files of a place that are not of the format that is read. */
  static Beside ofOtherNames(TableFormat format, List<String> names) {
    return new Beside(true, because(otherNames(format.title()), names));
  }

  /** Returns what lies in a folder beside its training set and its test set. */
  static Beside ofSets(List<String> sets, boolean alone, List<String> names) {
    return new Beside(alone, because("left out beside " + String.join(" and ", sets), names));
  }

  private static Map<String, List<String>> because(String reason, List<String> names) {
    return names.isEmpty() ? Map.of() : Map.of(reason, names);
  }

  private static String otherNames(String title) {
    return "left out, for their names are not those of " + title + " files";
  }

  /** Returns the lines about files that lie in a folder of IDX files and are none. */
  static List<String> idxLines(String place, List<String> names) {
    return new Beside(true, because(otherNames("IDX"), names)).lines(place);
  }

  /** Returns the same, with each name beginning with its table's. */
  Beside below(String table) {
    Map<String, List<String>> longer = new LinkedHashMap<>();
    leftOut.forEach(
        (reason, names) -> longer.put(reason, names.stream().map(n -> table + "/" + n).toList()));
    return new Beside(alone, longer);
  }

  /** Returns what lies beside the files of several tables, all of which are alone or none. */
  static Beside joined(List<Beside> tables) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (Beside table : tables) {
      table.leftOut.forEach(
          (reason, names) -> all.computeIfAbsent(reason, r -> new ArrayList<>()).addAll(names));
    }
    return new Beside(tables.get(0).alone, all);
  }

  /** Returns a line for each reason, which names the first files and counts the others. */
  List<String> lines(String place) {
    return leftOut.entrySet().stream()
        .map(entry -> place + ": " + entry.getKey() + ": " + some(entry.getValue()))
        .toList();
  }

  private static String some(List<String> names) {
    String first =
        names.stream().limit(SHOWN).map(CellException::shown).collect(Collectors.joining(", "));
    int others = names.size() - SHOWN;
    return others <= 0 ? first : first + " and " + others + (others == 1 ? " other" : " others");
  }
}

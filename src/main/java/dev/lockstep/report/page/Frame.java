package dev.lockstep.report.page;

import dev.lockstep.report.html.Figures;
import dev.lockstep.report.html.Html;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What every page has: its head, its style, its heading, and links to its sections. */
final class Frame {
  private static final int TITLE = 120;

  /** Two of these stand beside each other where there is room. */
  private static final Set<String> NARROW = Set.of("classes", "calibration", "recipe", "layout");

  /** A part of a page, with a heading of its own. */
  record Section(String id, String heading, Html content) {}

  private final List<Section> sections = new ArrayList<>();

  /** Adds a section, unless it is empty. */
  Frame add(String id, String heading, Html content) {
    if (!content.toString().isEmpty()) {
      sections.add(new Section(id, heading, content));
    }
    return this;
  }

  /**
   * Returns the document.
   *
   * @param kicker a line above the title
   * @param head below the title
   */
  String document(String kicker, String title, Html head, String footer) {
    Html html = new Html();
    html.open("html", "lang", "en").line().open("head").line();
    html.empty("meta", "charset", "utf-8").line();
    html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1").line();
    // Nothing may be loaded, whatever a name in the page says.
    html.empty(
            "meta",
            "http-equiv",
            "Content-Security-Policy",
            "content",
            "default-src 'none'; img-src data:; style-src 'unsafe-inline'")
        .line();
    html.element("title", Figures.cut(title, TITLE) + " – Lockstep").line();
    html.style(css()).close().line().open("body").line();
    html.element("a", "Skip to the content", "class", "skip", "href", "#content").line();
    html.open("header").open("div", "class", "wide");
    html.element("p", kicker, "class", "kicker");
    html.element("h1", Figures.cut(title, TITLE));
    html.add(head);
    html.open("nav", "aria-label", "Sections").open("ul");
    for (Section section : sections) {
      html.open("li").element("a", section.heading, "href", "#" + section.id).close();
    }
    html.close().close().close().close().line();
    html.open("main", "id", "content").open("div", "class", "wide sections").line();
    for (Section section : sections) {
      html.open(
              "section",
              "id",
              section.id,
              "class",
              NARROW.contains(section.id) ? "half" : null,
              "aria-labelledby",
              section.id + "-heading")
          .line();
      html.element("h2", section.heading, "id", section.id + "-heading").line();
      html.add(section.content).close().line();
    }
    html.close().close().line().open("footer").open("div", "class", "wide");
    html.element("p", footer).close().close().line();
    return html.close().line().close().document();
  }

  /** Returns figures that stand out; names to values, each with a line below it. */
  static Html tiles(Map<String, List<String>> tiles) {
    Html html = new Html().open("dl", "class", "tiles");
    tiles.forEach(
        (name, value) -> {
          html.open("div").element("dt", name).open("dd").text(value.get(0));
          if (value.size() > 1) {
            html.text(" ").element("span", value.get(1), "class", "small");
          }
          html.close().close();
        });
    return html.close();
  }

  /** Returns names and values in a table without a head. */
  static Html facts(String caption, Map<String, String> facts) {
    Html html = new Html().open("table", "class", "facts");
    html.element("caption", caption, "class", "unseen").open("tbody").line();
    facts.forEach(
        (name, value) -> {
          boolean hash = value.matches("[0-9a-f]{32,64}");
          html.open("tr").element("th", name, "scope", "row");
          html.element("td", value, "class", hash ? "hash" : null).close().line();
        });
    return html.close().close();
  }

  private static String css() {
    try (InputStream in = Frame.class.getResourceAsStream("page.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

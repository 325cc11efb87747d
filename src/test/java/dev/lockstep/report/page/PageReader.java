package dev.lockstep.report.page;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A page parsed as XML, so that it is well-formed, and asked by XPath. */
public final class PageReader {
  private final Document document;

  private PageReader(Document document) {
    this.document = document;
  }

  public static PageReader of(String page) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    return new PageReader(
        factory.newDocumentBuilder().parse(new InputSource(new StringReader(page))));
  }

  /** Returns the texts of all nodes that a path leads to. */
  public List<String> texts(String path) throws Exception {
    NodeList nodes =
        (NodeList)
            XPathFactory.newInstance().newXPath().evaluate(path, document, XPathConstants.NODESET);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  public String text(String path) throws Exception {
    List<String> texts = texts(path);
    if (texts.size() != 1) {
      throw new AssertionError(texts.size() + " nodes at " + path + ": " + texts);
    }
    return texts.get(0);
  }

  /** Returns the cells of the table of a caption, row by row. */
  public List<List<String>> rows(String caption) throws Exception {
    List<List<String>> rows = new ArrayList<>();
    String table = "//table[caption='" + caption + "']/tbody/tr";
    int count = texts(table).size();
    for (int r = 1; r <= count; r++) {
      rows.add(texts("(" + table + ")[" + r + "]/*"));
    }
    return rows;
  }

  /** Returns the ids of the sections. */
  public List<String> sections() throws Exception {
    return texts("//section/@id");
  }
}

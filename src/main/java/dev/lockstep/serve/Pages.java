package dev.lockstep.serve;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What does not depend on the model: the page and the description of the interface. */
final class Pages {
  private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);
  private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

  private final Answer page;
  private final Answer openApi;

  Pages() {
    String html = new String(resource("page.html"), StandardCharsets.UTF_8);
    page =
        Answer.text("text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8))
            .with(Map.of("content-security-policy", policy(html)));
    openApi = Answer.json(200, resource("openapi.json"));
  }

  Answer page() {
    return page;
  }

  Answer openApi() {
    return openApi;
  }

  /** Returns a policy that allows this very style and script, and requests to this server. */
  private static String policy(String html) {
    return "default-src 'none'; style-src 'sha256-"
        + hash(STYLE, html)
        + "'; script-src 'sha256-"
        + hash(SCRIPT, html)
        + "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
        + " frame-ancestors 'none'";
  }

  private static String hash(Pattern element, String html) {
    Matcher found = element.matcher(html);
    if (!found.find()) {
      throw new IllegalStateException("the page lacks " + element);
    }
    try {
      byte[] content = found.group(1).getBytes(StandardCharsets.UTF_8);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = Pages.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

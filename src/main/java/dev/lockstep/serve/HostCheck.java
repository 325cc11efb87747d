package dev.lockstep.serve;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which names a client may have for this server. A page of a stranger may let its own name lead to
 * this machine (DNS rebinding) and then read answers; its name is still in the header {@code Host}.
 * A server that only this machine reaches knows all of its own names.
 */
final class HostCheck {
  private static final Pattern HOST = Pattern.compile("(\\[[^]]+]|[^:]*)(?::\\d{1,5})?");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost\\.?|127(\\.\\d{1,3}){3}|\\[(0*:)+0*1]");

  private final boolean isLoopback;
  private final String bound;

  /**
   * Creates the check.
   *
   * @param bound the address that the server listens to
   * @param name as it was given
   */
  HostCheck(InetAddress bound, String name) {
    isLoopback = bound.isLoopbackAddress();
    this.bound = name.toLowerCase(Locale.ROOT);
  }

  /** Returns why a request is refused; empty if it is not. */
  Optional<Refusal> refusal(String host) {
    Matcher parts = HOST.matcher(host);
    if (!parts.matches()) {
      return Optional.of(new Refusal(400, "the header Host is not a host and a port"));
    }
    String name = parts.group(1).toLowerCase(Locale.ROOT);
    boolean known = !isLoopback || LOOPBACK.matcher(name).matches() || name.equals(bound);
    return known
        ? Optional.empty()
        : Optional.of(
            new Refusal(421, "this server is not that host: it answers to localhost only"));
  }
}

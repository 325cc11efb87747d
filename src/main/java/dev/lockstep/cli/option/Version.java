package dev.lockstep.cli.option;

import picocli.CommandLine.IVersionProvider;

/** The version of Lockstep's jar. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"lockstep " + (version == null ? "(not packaged)" : version)};
  }
}

package dev.lockstep.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A real YARN and a real HDFS within the tests' process: a resource manager, a node manager, which
 * starts containers as processes, a name node and a data node.
 */
public final class YarnCluster implements AutoCloseable {
  private static final String NAME = "lockstep-yarn";

  private final Path folder;
  private final MiniDFSCluster hdfs;
  private final MiniYARNCluster yarn;

  private YarnCluster(Path folder) throws IOException {
    this.folder = folder;
    Configuration conf = new Configuration();
    conf.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("dfs").toString());
    hdfs = new MiniDFSCluster.Builder(conf).numDataNodes(1).build();
    yarn = new MiniYARNCluster(NAME, 1, 1, 1);
  }

  /**
   * Starts both.
   *
   * @param folder for their files
   */
  public static YarnCluster start(Path folder) throws IOException {
    YarnCluster cluster = new YarnCluster(folder);
    cluster.yarn.init(settings(cluster.hdfs.getURI()));
    cluster.yarn.start();
    cluster.writeConfiguration();
    return cluster;
  }

  private static YarnConfiguration settings(URI hdfs) {
    YarnConfiguration conf = new YarnConfiguration();
    FileSystem.setDefaultUri(conf, hdfs);
    conf.setBoolean(YarnConfiguration.YARN_MINICLUSTER_FIXED_PORTS, false);
    conf.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    conf.setInt(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, 6_144);
    conf.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
    conf.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 100);
    // The file that has these is not in the jar of Hadoop's small clusters.
    String queue = "yarn.scheduler.capacity.root.";
    conf.set(queue + "queues", "default");
    conf.set(queue + "default.capacity", "100");
    conf.set(queue + "default.state", "RUNNING");
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1");
    conf.set("yarn.scheduler.capacity.node-locality-delay", "-1");
    return conf;
  }

  private void writeConfiguration() throws IOException {
    Configuration core = new Configuration(false);
    FileSystem.setDefaultUri(core, hdfs.getURI());
    Files.createDirectories(configuration());
    for (var file : List.of("core-site.xml", "yarn-site.xml")) {
      try (OutputStream out = Files.newOutputStream(configuration().resolve(file))) {
        (file.startsWith("core") ? core : yarn.getConfig()).writeXml(out);
      }
    }
  }

  /** What {@code HADOOP_CONF_DIR} names. */
  public Path configuration() {
    return folder.resolve("hadoop");
  }

  /** Of the form {@code hdfs://localhost:PORT}. */
  public String root() {
    return hdfs.getURI().toString();
  }

  public FileSystem files() throws IOException {
    return hdfs.getFileSystem();
  }

  /** What the containers of all applications have printed, for a message. */
  public String logs() throws IOException {
    StringBuilder logs = new StringBuilder();
    Path made = yarn.getTestWorkDir().toPath();
    try (var tree = Files.walk(made)) {
      for (Path file : tree.filter(f -> f.endsWith("stderr") || f.endsWith("stdout")).toList()) {
        logs.append(made.relativize(file)).append('\n').append(Files.readString(file));
      }
    }
    return logs.toString();
  }

  @Override
  public void close() {
    yarn.stop();
    hdfs.shutdown();
    FileUtil.fullyDelete(yarn.getTestWorkDir());
  }
}

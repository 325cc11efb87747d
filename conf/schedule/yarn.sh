#!/bin/sh
# Lockstep on YARN, without submit.sh: HADOOP_CONF_DIR names the cluster, and retrain.conf places on hdfs://.
#
# The driver runs here, so the exit code is Lockstep's. With "--deploy-mode cluster" it runs on YARN: then add
# "--files conf/schedule/retrain.conf", write @retrain.conf, and read "history" for the outcome, because the exit code is
# spark-submit's own: 0 or 1.
cd /opt/lockstep && exec spark-submit --master yarn --deploy-mode client --num-executors 4 \
  --properties-file conf/spark-defaults.conf --class dev.lockstep.cli.Main target/lockstep.jar \
  retrain @conf/schedule/retrain.conf

#!/bin/sh
# Lockstep on Kubernetes from outside of it, in cluster mode: the driver is a pod too, made of the image that cronjob.yaml
# describes, and reads the image's retrain.conf. spark-submit waits for its end; "history" tells the outcome.
cd /opt/lockstep && exec spark-submit --master k8s://https://HOST:6443 --deploy-mode cluster --num-executors 4 \
  --conf spark.kubernetes.container.image=registry.example/lockstep:latest \
  --conf spark.kubernetes.authenticate.driver.serviceAccountName=spark \
  --properties-file conf/spark-defaults.conf --class dev.lockstep.cli.Main local:///opt/lockstep/target/lockstep.jar \
  retrain @/opt/lockstep/conf/schedule/retrain.conf

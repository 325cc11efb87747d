"""Lockstep: train on the newest data every night, publish what is better.

For Airflow 2 and 3 with the provider apache-airflow-providers-apache-spark. Lockstep lies in
/opt/lockstep on the workers; the connection spark_default names the cluster.

A published model is a success, so tasks after this one may roll it out. If the champion stays, this
task and those after it are skipped. Later tries are for what may pass by itself: data that are not
there yet, another run, a cluster that fails, a driver that is killed. They go on where the last one
has ended.
"""

import re
from datetime import datetime, timedelta, timezone

from airflow import DAG
from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator

HOME = "/opt/lockstep"
KEPT = 8
FINAL = {2, 3, 4, 5, 7, 9, 70, 73}


class RetrainOperator(SparkSubmitOperator):
    """Submits in client mode, where the exit code of spark-submit is Lockstep's."""

    def execute(self, context):
        try:
            return super().execute(context)
        except AirflowException as failure:
            found = re.search(r"Error code is: (-?\d+)", str(failure))
            code = int(found.group(1)) if found else None
            if code == KEPT:
                raise AirflowSkipException("the champion stays") from failure
            if code in FINAL:
                raise AirflowFailException(f"exit code {code}: trying again is no use") from failure
            raise


with DAG(
    dag_id="lockstep_retrain",
    schedule="30 3 * * *",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
) as dag:
    RetrainOperator(
        task_id="retrain",
        conn_id="spark_default",
        deploy_mode="client",
        name="lockstep retrain",
        application=f"{HOME}/target/lockstep.jar",
        java_class="dev.lockstep.cli.Main",
        properties_file=f"{HOME}/conf/spark-defaults.conf",
        application_args=[
            "retrain",
            f"@{HOME}/conf/schedule/retrain.conf",
            # The day before the run, of whichever try.
            "--day",
            "{{ macros.ds_add(data_interval_end | ds, -1) }}",
        ],
        retries=24,
        retry_delay=timedelta(minutes=15),
    )

"""Airflow: a pipeline for each day's data. Copy to the folder of DAGs; needs /opt/kachel on the worker."""

import datetime

from airflow import DAG
from airflow.exceptions import AirflowFailException
from airflow.operators.python import PythonOperator


def run(day: str) -> None:
    """Exit code 2, a wrong request, fails at once; 3 and 4 (data, device) are tried again."""
    import subprocess

    command = ["/opt/kachel/kachel", "run", "/srv/kachel/pipeline.yaml", "--incremental", "--quiet"]
    command += ["--set", f"input.volume=/srv/kachel/{day}.ome.zarr"]
    command += ["--set", f"output.volume=/srv/kachel/{day}-labels.ome.zarr"]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    if done.returncode == 2:
        raise AirflowFailException(done.stderr)
    if done.returncode != 0:
        raise RuntimeError(f"kachel ended with {done.returncode}: {done.stderr}")


with DAG(
    dag_id="kachel",
    schedule="@daily",
    start_date=datetime.datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 2, "retry_delay": datetime.timedelta(minutes=10)},
):
    PythonOperator(task_id="run", python_callable=run, op_args=["{{ ds }}"])

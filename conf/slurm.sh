#!/usr/bin/env bash
# sbatch conf/slurm.sh pipeline.yaml: runs a pipeline on the nodes of a Slurm job, as a Spark standalone cluster that lives as long as
# the job. KACHEL_HOME is the folder that -Pdist makes (spark-job/docs/dist.md), at the same path on all nodes, like the data.
#SBATCH --job-name=kachel
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --gpus-per-node=4
#SBATCH --cpus-per-task=32
#SBATCH --mem=128G
#SBATCH --time=04:00:00
set -euo pipefail
pipeline=$1
home=${KACHEL_HOME:?the folder that -Pdist makes}

if [ "$SLURM_JOB_NUM_NODES" = 1 ]; then # no cluster: one process, whose tasks take turns on all GPUs
    exec "$home/kachel" run "$pipeline" --threads "$SLURM_CPUS_PER_TASK"
fi

# Spark as workers look for it: a folder with jars
export JAVA_HOME=$home/runtime SPARK_SCALA_VERSION=2.13 SPARK_HOME=$PWD/kachel-spark.$SLURM_JOB_ID
mkdir -p "$SPARK_HOME/jars"
ln -s "$home"/lib/*.jar "$home"/lib/spark/*.jar "$SPARK_HOME/jars/"
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$SPARK_HOME"' EXIT

host=$(hostname -f) port=$((20000 + SLURM_JOB_ID % 10000))
java=("$JAVA_HOME/bin/java" -Xmx512m -cp "$SPARK_HOME/jars/*")
"${java[@]}" org.apache.spark.deploy.master.Master --host "$host" --port "$port" --webui-port 0 >master.log 2>&1 &
srun "${java[@]}" -Dspark.worker.resource.gpu.amount="$SLURM_GPUS_ON_NODE" \
    -Dspark.worker.resource.gpu.discoveryScript="$home/conf/discover-gpus.sh" org.apache.spark.deploy.worker.Worker \
    --cores "$SLURM_CPUS_PER_TASK" --memory "$((SLURM_MEM_PER_NODE / 2))m" --webui-port 0 --work-dir "${TMPDIR:-/tmp}/kachel" \
    "spark://$host:$port" >workers.log 2>&1 &

# the settings as Java takes them
options=$(sed -n 's/^\(spark\.[^ ]*\)  *\([^ ]*\)$/-D\1=\2/p' "${KACHEL_CONF:-$home/conf/spark-gpu.conf}" | tr '\n' ' ')
KACHEL_JAVA_OPTIONS=$options "$home/kachel" run "$pipeline" --master "spark://$host:$port"

#!/usr/bin/env bash
# Assembles a folder that runs without Java, Maven and network: launcher, runtime, jars. Called by the profile `dist`.
set -euo pipefail
dist=$1 java_home=$2 parts=${3:-0}
job=$(dirname "$dist")
root=$(cd "$job/../.." && pwd)

rm -rf "$dist" "$dist".tar.gz*
mkdir -p "$dist/lib/spark"
"$java_home/bin/jlink" --output "$dist/runtime" --strip-debug --no-header-files --no-man-pages --compress=2 --add-modules \
    java.se,jdk.unsupported,jdk.management,jdk.incubator.vector,jdk.crypto.ec,jdk.zipfs,jdk.security.jgss,jdk.security.auth,jdk.net,jdk.charsets,jdk.naming.dns,jdk.jfr,jdk.jcmd

# What Spark brings but a batch job on files never loads; rocksdbjni alone is 68 MiB.
unused='rocksdbjni'
IFS=: read -ra light <"$job/classpath-light.txt" || true # no newline at the end
IFS=: read -ra all <"$job/classpath-spark.txt" || true # no newline at the end
cp "$job"/spark-job-*.jar "${light[@]}" "$dist/lib/"
for jar in "${all[@]}"; do
    name=$(basename "$jar")
    [ -e "$dist/lib/$name" ] || [[ $name =~ ^($unused) ]] || cp "$jar" "$dist/lib/spark/"
done
cp "$root/kachel" "$root/LICENSE" "$root/NOTICE" "$root/README.md" "$job/kachel-job.jar" "$dist/"
cp -R "$root/conf" "$dist/"
echo "$dist: $(du -sm "$dist" | cut -f1) MiB, $(find "$dist/lib" -name '*.jar' | wc -l) jars"

if [ "$parts" != 0 ]; then
    tar -C "$job" -czf - kachel-dist | split -b 48m -d - "$dist.tar.gz."
    ls -l "$dist".tar.gz.*
fi

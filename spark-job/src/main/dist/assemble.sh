#!/usr/bin/env bash
# Assembles a folder that runs without Java, Maven and network: launcher, runtime, jars; and its archive. Called by the profile `dist`.
set -euo pipefail
dist=$1 java_home=$2 version=$3 parts=${4:-0}
job=$(dirname "$dist")
root=$(cd "$job/../.." && pwd)

rm -rf "$dist" "$dist".tar.gz* "$job"/kachel-*.tar.gz*
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

# The same files give the same bytes.
archive="$job/kachel-$version-$(uname -s | tr '[:upper:]' '[:lower:]')-$(uname -m).tar.gz"
tar -C "$job" --sort=name --owner=0 --group=0 --numeric-owner --mtime='2026-01-01 00:00Z' -cf - kachel-dist | gzip -n >"$archive"
(cd "$job" && sha256sum "$(basename "$archive")" >"$(basename "$archive").sha256")
echo "$archive: $(du -sm "$archive" | cut -f1) MiB"

if [ "$parts" != 0 ]; then
    split -b 48m -d "$archive" "$dist.tar.gz."
    ls -l "$dist".tar.gz.*
fi

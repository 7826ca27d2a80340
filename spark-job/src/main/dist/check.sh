#!/usr/bin/env bash
# Unpacks the archive of the profile `dist` and runs it as a user without Java would. Called by the profile at `verify`.
set -euo pipefail
archive=$(ls "$1"/kachel-*.tar.gz) most_mib=$2

mib=$(($(stat -c %s "$archive") / 1048576))
echo "$archive: $mib MiB, at most $most_mib"
[ "$mib" -le "$most_mib" ] || { echo "the archive has grown: look at what came along before raising dist.most-mib in the pom" >&2; exit 1; }
(cd "$1" && sha256sum -c --quiet "$(basename "$archive").sha256")

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
tar -C "$place" -xzf "$archive"
mkdir "$place/bin" "$place/work"
# what the launcher may use; no Java among them
for tool in bash sh env dirname readlink uname mkdir rm mv ls cat cut sed grep tr head sort nproc getconf stat id date touch cp chmod basename tail wc find xargs awk; do
    if path=$(command -v "$tool"); then ln -s "$path" "$place/bin/$tool"; fi
done
cd "$place/work"
plain=(env -i "PATH=$place/bin" "HOME=$place/work")
[ -z "$("${plain[@]}" bash -c 'command -v java || true')" ]
"${plain[@]}" "$place/kachel-dist/kachel" --version
"${plain[@]}" "$place/kachel-dist/kachel" demo
ls -l

#!/usr/bin/env bash
# Tells Spark which GPUs this machine has, as {"name": "gpu", "addresses": ["0", "1"]}; none: no addresses. An address is a position
# among the GPUs that OpenCL sees, by PCI address; what CUDA_VISIBLE_DEVICES or ROCR_VISIBLE_DEVICES hides has none.
set -uo pipefail
sys=${1:-/sys}

# How many of COUNT GPUs a list such as 0,2 or GPU-8f1c… leaves: up to the first that there is not, as the drivers read it.
visible() { # COUNT [LIST]
    [ $# -gt 1 ] || { echo "$1"; return; }
    local left=0 entry
    for entry in ${2//,/ }; do
        [[ $entry =~ ^[0-9]+$ && $entry -lt $1 || $entry =~ ^(GPU|MIG)- ]] || break
        left=$((left + 1))
    done
    echo "$left"
}

count=0
if command -v nvidia-smi >/dev/null; then
    # a line that is no number says that the driver does not run
    count=$(nvidia-smi --query-gpu=index --format=csv,noheader 2>/dev/null | grep -c '^[0-9][0-9]*$')
    count=$(visible "$count" ${CUDA_VISIBLE_DEVICES+"$CUDA_VISIBLE_DEVICES"})
fi
if [ "$count" = 0 ]; then # AMD: processors of the kernel's compute driver that have an id are GPUs
    count=$(cat "$sys"/class/kfd/kfd/topology/nodes/*/gpu_id 2>/dev/null | grep -c '^[1-9]')
    count=$(visible "$count" ${ROCR_VISIBLE_DEVICES+"$ROCR_VISIBLE_DEVICES"})
fi

addresses=
for ((i = 0; i < count; i++)); do addresses+="${addresses:+, }\"$i\""; done
echo "{\"name\": \"gpu\", \"addresses\": [$addresses]}"

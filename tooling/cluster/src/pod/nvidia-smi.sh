#!/bin/sh
# A stand-in: the GPUs of the local network are simulated, no real device is behind them. Shows exactly the devices
# the container was given, from the list the kubelet wrote: one `index|uuid|MiB|model` a line, first line versions.
list=${WORLDLAND_GPUS:-/opt/worldland/gpus}
IFS='|' read -r driver cuda <"$list" || exit 9
gpus() { tail -n +2 "$list"; }
if [ -z "$(gpus)" ]; then
  echo "No devices were found (simulated GPUs of the WorldLand local network)"
  exit 6
fi

names() {
  gpus | while IFS='|' read -r index uuid memory model; do
    echo "GPU $index: $model (simulated) (UUID: $uuid)"
  done
}

value() {
  case $1 in
    index) echo "$index" ;;
    name | gpu_name) echo "$model" ;;
    uuid | gpu_uuid) echo "$uuid" ;;
    count) gpus | wc -l | tr -d ' ' ;;
    driver_version) echo "$driver" ;;
    memory.total | memory.free) echo "$memory MiB" ;;
    memory.used) echo "0 MiB" ;;
    utilization.gpu | utilization.memory) echo "0 %" ;;
    temperature.gpu) echo "30" ;;
    *) echo "[N/A]" ;;
  esac
}

query() {
  fields=$(echo "$1" | tr ',' ' ')
  case ",$2," in *,noheader,*) ;; *) echo "$1" | sed 's/,/, /g' ;; esac
  gpus | while IFS='|' read -r index uuid memory model; do
    line=
    for field in $fields; do
      shown=$(value "$field")
      case ",$2," in *,nounits,*) shown=${shown% MiB} shown=${shown% %} ;; esac
      line="${line:+$line, }$shown"
    done
    echo "$line"
  done
}

table() {
  rule='+---------------------------------------------------------------------------------+'
  echo "Simulated GPUs of the WorldLand local network: nothing here computes on a real device."
  echo "$rule"
  printf '| %-79s |\n' "NVIDIA-SMI (simulated)   Driver Version: $driver   CUDA Version: $cuda"
  echo "$rule"
  printf '| %-4s %-30s %-12s %-30s |\n' "GPU" "Name" "GPU-Util" "Memory-Usage"
  gpus | while IFS='|' read -r index uuid memory model; do
    printf '| %-4s %-30s %-12s %-30s |\n' "$index" "$model" "0%" "0MiB / ${memory}MiB"
    printf '| %-4s %-74s |\n' "" "$uuid"
  done
  echo "$rule"
  printf '| %-79s |\n' "No running processes found"
  echo "$rule"
}

wanted='' format=csv
while [ $# -gt 0 ]; do
  case $1 in
    -L | --list-gpus) names; exit 0 ;;
    --query-gpu=*) wanted=${1#*=} ;;
    --query-gpu) shift; wanted=${1:-} ;;
    --format=*) format=${1#*=} ;;
    --format) shift; format=${1:-csv} ;;
    -h | --help)
      echo "nvidia-smi (simulated): no option, -L, or --query-gpu=FIELDS --format=csv[,noheader][,nounits]"
      exit 0
      ;;
    *) echo "nvidia-smi (simulated): option $1 is not known here" >&2; exit 2 ;;
  esac
  shift
done
if [ -n "$wanted" ]; then query "$wanted" "$format"; else table; fi

#!/usr/bin/env bash
# Runs the ten documented nodes on Docker Swarm: the image, the swarm, the stack. Safe to run again.
set -euo pipefail

usage() {
  cat << 'USAGE'
Usage: ./run.sh swarm [-f FILE]   build the image, deploy the PaxosCluster in FILE as a stack, wait until every node is ready;
                                  FILE is manifests/samples/documented.yaml unless given
Stop it with 'docker stack rm paxos'; the data stays in volumes. PAXOS_DOCKER names another program than docker.
USAGE
}

case ${1:-} in
  -h | --help | help) usage && exit 0 ;;
esac

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
docker=${PAXOS_DOCKER:-docker}
file=$root/manifests/samples/documented.yaml
if [[ ${1:-} == -f && -n ${2:-} ]]; then
  file=$2
  shift 2
fi
if [[ $# -gt 0 && $1 != -* ]]; then
  echo "Unknown argument '$1'." >&2
  usage >&2
  exit 2
fi

# The engine's own words, and what helps.
check_engine() {
  local said
  if ! command -v "$docker" > /dev/null; then
    echo "Docker is needed, and '$docker' was not found. Get it from your distribution (Debian, Ubuntu: apt-get install docker.io)" >&2
    echo "or from https://docs.docker.com/engine/install/." >&2
    exit 1
  fi
  if said=$("$docker" info --format '{{.Swarm.LocalNodeState}}' 2>&1); then
    return
  fi
  echo "$said" >&2
  case $said in
    *"ermission denied"*)
      echo "This user may not use Docker: sudo usermod -aG docker \"\$USER\", and log in again." >&2 ;;
    *) echo "Docker does not run. Start it: sudo systemctl start docker" >&2 ;;
  esac
  exit 1
}

# Where a host has several addresses the engine does not choose; a swarm of one needs none but its own.
start_swarm() {
  if [[ $("$docker" info --format '{{.Swarm.LocalNodeState}}') == inactive ]]; then
    echo "Switching Swarm mode on." >&2
    "$docker" swarm init > /dev/null 2>&1 || "$docker" swarm init --advertise-addr 127.0.0.1 > /dev/null
  fi
}

# From this machine's files, so that no registry is needed; the engine's classic builder is enough.
build_image() {
  local image=$1 sources
  sources=$(hash_sources "$root")
  if [[ $("$docker" image inspect --format '{{index .Config.Labels "paxos.dev/sources"}}' "$image" 2> /dev/null) == "$sources" ]]; then
    return
  fi
  build_image_files "$root"
  DOCKER_BUILDKIT=0 "$docker" build --quiet --file "$root/node/Dockerfile" --target local --label "paxos.dev/sources=$sources" \
    --tag "$image" "$IMAGE_FILES" > /dev/null 2> "$IMAGE_FILES.log" || {
    cat "$IMAGE_FILES.log" >&2
    exit 1
  }
  rm -f "$IMAGE_FILES.log"
}

check_engine
# shellcheck source=../node/build.sh
source "$root/node/build.sh"
build_programs "$root"
paxosctl=$PROGRAMS/paxosctl/paxosctl
# Of the stack, because a resource may say it in more than one way; warnings come again with the deployment.
image=$("$paxosctl" swarm generate -f "$file" 2> /dev/null | sed -nE 's/^    image: "?([^"]*)"?$/\1/p' | head -n 1) || true
if [[ -z $image ]]; then
  exec "$paxosctl" swarm generate -f "$file"
fi
start_swarm
build_image "$image"
exec "$paxosctl" swarm deploy -f "$file" "$@"

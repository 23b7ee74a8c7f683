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

# Where a host has several addresses the engine does not choose; a swarm of one needs none but its own.
start_swarm() {
  if [[ $("$docker" info --format '{{.Swarm.LocalNodeState}}') == inactive ]]; then
    echo "Switching Swarm mode on." >&2
    "$docker" swarm init > /dev/null 2>&1 || "$docker" swarm init --advertise-addr 127.0.0.1 > /dev/null
  fi
}

# shellcheck source=../node/build.sh
source "$root/node/build.sh"
# shellcheck source=../node/image.sh
source "$root/node/image.sh"
check_engine "$docker"
build_programs "$root"
paxosctl=$PROGRAMS/paxosctl/paxosctl
# Of the stack, because a resource may say it in more than one way; warnings come again with the deployment.
image=$("$paxosctl" swarm generate -f "$file" 2> /dev/null | sed -nE 's/^    image: "?([^"]*)"?$/\1/p' | head -n 1) || true
if [[ -z $image ]]; then
  exec "$paxosctl" swarm generate -f "$file"
fi
start_swarm
build_image "$root" paxos-node "$image" "$docker"
exec "$paxosctl" swarm deploy -f "$file" "$@"

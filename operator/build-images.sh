#!/usr/bin/env bash
# Builds the images that Kubernetes runs. Safe to run again: an image whose sources did not change is left as it is.
set -euo pipefail

usage() {
  cat << 'USAGE'
Usage: operator/build-images.sh [paxos-operator] [paxos-node]   build these images, both unless one is named, with the sources' version as tag
No registry is needed. PAXOS_DOCKER names another program than docker.

How they come to a cluster:
  kind load docker-image paxos-operator:VERSION paxos-node:VERSION
  minikube image load paxos-operator:VERSION
  docker tag paxos-operator:VERSION REGISTRY/paxos-operator:VERSION && docker push REGISTRY/paxos-operator:VERSION
USAGE
}

case ${1:-} in
  -h | --help | help) usage && exit 0 ;;
esac

root=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
docker=${PAXOS_DOCKER:-docker}
programs=("$@")
[[ $# -gt 0 ]] || programs=(paxos-operator paxos-node)
for program in "${programs[@]}"; do
  if [[ $program != paxos-operator && $program != paxos-node ]]; then
    echo "There is no image '$program'; paxos-operator and paxos-node are known." >&2
    usage >&2
    exit 2
  fi
done

# shellcheck source=../node/build.sh
source "$root/node/build.sh"
# shellcheck source=../node/image.sh
source "$root/node/image.sh"
check_engine "$docker"
version=$(sed -nE 's/.*<Version>(.*)<\/Version>.*/\1/p' "$root/Directory.Build.props")
for program in "${programs[@]}"; do
  build_image "$root" "$program" "$program:$version" "$docker"
  "$docker" image inspect --format "{{index .RepoTags 0}}: {{.Size}} bytes" "$program:$version"
done

#!/usr/bin/env bash
# The operator's image on a real engine: its size, what is in it, what it says, and that it works, against the tests' API server.
# Starts a daemon where none runs, and removes all that it made.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
source tests/Shared/engine.sh

readonly IMAGE=paxos-operator:0.1.0
readonly MEGABYTES_MAX=80
readonly SERVER=tests/Paxos.ApiServer/bin/Release/net10.0/Paxos.ApiServer
# As in the chart; the network is the host's, where the API server is.
readonly RUN=(timeout 90 docker run --rm --read-only --cap-drop ALL --security-opt no-new-privileges --network host)
# Empty files that an engine makes for what it mounts.
readonly ENGINES_OWN='^\.dockerenv$\|^dev/console$\|^etc/\(hostname\|hosts\|resolv.conf\)$'
kubectl=artifacts/kubernetes-tools/kubectl/kubectl
[[ -x $kubectl ]] || kubectl=$(command -v kubectl)
server=
image_was_here=
# The first that nobody listens at, above those that people know.
port=18080

clean() {
  docker rm --force "paxos-operator-$$"
  [[ -n $image_was_here ]] || docker image rm "$IMAGE"
  [[ -z $server ]] || kill "$server"
  [[ -z $daemon ]] || stop_engine
  rm -rf "$work"
} > /dev/null 2>&1

is_small() {
  local bytes
  bytes=$(docker image inspect --format '{{.Size}}' "$IMAGE")
  echo "$bytes bytes"
  [[ $bytes -le $((MEGABYTES_MAX * 1000 * 1000)) ]]
}

# The program with its runtime and C libraries: no shell, no other program, nothing that belongs to somebody else's privileges.
has_nothing_else() {
  local name=paxos-operator-files-$$
  docker create --name "$name" "$IMAGE" > /dev/null && docker export "$name" > "$work/files.tar"
  docker rm "$name" > /dev/null
  tar -tvf "$work/files.tar" | awk '$1 ~ /^-..x/ || $1 ~ /s/ { print $NF }' | grep -vE '\.(so|dll)(\.|$)' \
    | grep -v "$ENGINES_OWN" > "$work/programs"
  cat "$work/programs"
  [[ $(cat "$work/programs") == app/paxos-operator ]]
}

is_nobody_special() {
  [[ $(docker image inspect --format '{{.Config.User}}' "$IMAGE") == 10001:10001 ]]
}

tells_its_options() {
  "${RUN[@]}" "$IMAGE" --help > "$work/said" && grep -q -- '--watch-namespace' "$work/said"
}

# A wrong setting: what was given, what may be given, and the exit code of a wrong command line.
refuses() {
  local variable=$1 message=$2 status
  "${RUN[@]}" --env "$variable" "$IMAGE" > "$work/said" 2>&1
  status=$?
  cat "$work/said"
  [[ $status -eq 1 ]] && grep -qF -- "$message" "$work/said"
}

needs_a_server() {
  local status
  "${RUN[@]}" "$IMAGE" > "$work/said" 2>&1
  status=$?
  cat "$work/said"
  [[ $status -eq 2 ]] && grep -q 'no way to an API server' "$work/said"
}

is_free() {
  ! (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null
}

start_server() {
  "$SERVER" "$work/kubeconfig" > "$work/server.log" 2>&1 &
  server=$!
  within 20 test -s "$work/kubeconfig" && chmod 644 "$work/kubeconfig" && chmod 755 "$work"
}

control() {
  "$kubectl" --kubeconfig "$work/kubeconfig" --cache-dir "$work/kubectl" "$@"
}

with_server() {
  "${RUN[@]}" --volume "$work/kubeconfig:/kubeconfig:ro" "$@"
}

starts() {
  with_server --detach --name "paxos-operator-$$" "$IMAGE" --kubeconfig /kubeconfig --health-port "$port"
}

is_well() {
  with_server "$IMAGE" check --kubeconfig /kubeconfig "http://127.0.0.1:$port"
}

# A cluster of the smallest kind, whose pods say that they run: its objects are there, and what the nodes do not say is told.
keeps_a_cluster() {
  control apply -f manifests/samples/minimal.yaml && control wait --timeout=30s --for=condition=Reconciling pxc/minimal \
    && control get statefulset/minimal-acceptor1 statefulset/minimal-client
}

stops() {
  local status
  docker stop --time 20 "paxos-operator-$$" > /dev/null &
  status=$(docker wait "paxos-operator-$$")
  wait $!
  echo "It ended with $status."
  [[ $status == 0 ]]
}

start_engine --bridge=none --iptables=false
trap clean EXIT
docker image inspect "$IMAGE" > /dev/null 2>&1 && image_was_here=yes
check "the image is built" operator/build-images.sh paxos-operator
echo "Image: $(docker image inspect --format '{{.Size}}' "$IMAGE") bytes."
check "it has at most $MEGABYTES_MAX MB" is_small
check "it has no shell and no other program" has_nothing_else
check "its user is not root" is_nobody_special
check "it tells its options" tells_its_options
check "a wrong level is refused" refuses LOG_LEVEL=loud "--log-level must be information, debug, warning or error. It is 'loud'."
check "a wrong namespace is refused" refuses WATCH_NAMESPACE=Prod_1 "--watch-namespace must be a namespace"
check "without an API server it says so" needs_a_server
until is_free "$((port += 1))"; do :; done
check "the API server for tests" start_server
check "the definition" control apply -f manifests/crd/paxosclusters.yaml
check "it starts, without capabilities and on a read-only root" starts
check "its own check finds it well" is_well
check "it keeps a cluster" keeps_a_cluster
check "it ends well when it is asked to" stops
end_checks

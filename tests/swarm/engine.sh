#!/usr/bin/env bash
# The ten-node stack on a real engine, as a swarm of one. Starts a daemon where none runs, and removes all that it made.
# The last line is "N passed, N failed"; where no engine can run it is "skipped: why", which is a failure in CI.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
source node/build.sh
source node/image.sh
source tests/Shared/engine.sh

readonly STACK=paxos
readonly RESOURCE=manifests/samples/documented.yaml
readonly FIRST=paxos-node:0.1.0
readonly SECOND=paxos-node:0.1.0-second
readonly ENDPOINTS=(localhost:6001 localhost:6002)
# The documented resource with the second image, for what comes after the upgrade.
readonly UPGRADED=$work/upgraded.yaml
initialised=
labels=
first_was_here=

# --- What goes again at the end.

of_stack() {
  echo "label=com.docker.stack.namespace=$1"
}

is_gone() {
  [[ -z $(docker ps --all --quiet --filter "$(of_stack "$1")")$(docker network ls --quiet --filter "$(of_stack "$1")") ]]
}

remove_stack() {
  docker stack rm "$1" && within 60 is_gone "$1"
}

remove_volumes() {
  docker volume ls --quiet --filter "$(of_stack "$STACK")" | xargs --no-run-if-empty docker volume rm
}

labels_now() {
  docker node inspect self --format '{{range $key, $_ := .Spec.Labels}}{{println $key}}{{end}}' 2> /dev/null | sed '/^$/d' | sort
}

remove_labels() {
  comm -13 <(echo "$labels") <(labels_now) | sed 's/^/--label-rm=/' | xargs --no-run-if-empty -I{} docker node update {} \
    "$(docker info --format '{{.Swarm.NodeID}}')"
}

clean() {
  touch "$work/stop"
  wait_for_writers
  remove_stack "$STACK"
  remove_volumes
  docker image rm "$SECOND"
  [[ -n $first_was_here ]] || docker image rm "$FIRST"
  if [[ -n $initialised ]]; then
    docker swarm leave --force
  else
    remove_labels
  fi
  [[ -z $daemon ]] || stop_engine
  rm -rf "$work"
} > /dev/null 2>&1

prepare() {
  start_engine
  trap clean EXIT
  if docker stack ls --format '{{.Name}}' 2> /dev/null | grep -qx "$STACK"; then
    trap - EXIT
    skip "a stack '$STACK' runs here, and is not touched"
  fi
  [[ $(docker info --format '{{.Swarm.LocalNodeState}}') == active ]] || initialised=yes
  labels=$(labels_now)
  docker image inspect "$FIRST" > /dev/null 2>&1 && first_was_here=yes
  remove_volumes > /dev/null 2>&1
  sed 's/version: "0.1.0"/version: "0.1.0-second"/' "$RESOURCE" > "$UPGRADED"
}

# --- What the checks ask and do.

control() {
  "$PROGRAMS/paxosctl/paxosctl" "$@"
}

container() {
  docker ps --quiet --filter "label=com.docker.swarm.service.name=${STACK}_$1"
}

is_ready() {
  curl --silent --fail --max-time 2 "http://localhost:$1/readyz" > /dev/null
}

all_ready() {
  local port
  for port in {8001..8010}; do
    is_ready "$port" || return 1
  done
}

# What the engine's client makes of a stack, and what its manager does; a constraint that no host keeps keeps nodes from starting.
accepts() {
  local name=$1 file=$2 services
  if docker stack config --help > /dev/null 2>&1; then
    docker stack config --compose-file "$file" > /dev/null || return 1
  fi
  docker stack deploy --resolve-image never --compose-file "$file" "$name" || return 1
  services=$(docker stack services --quiet "$name" | wc -l)
  docker stack rm "$name"
  [[ $services -eq $(grep -cE '^    image:' "$file") ]] && within 30 is_gone "$name"
}

accepts_golden_stacks() {
  local host file name
  docker swarm init --advertise-addr 127.0.0.1 > /dev/null 2>&1
  host=$(docker info --format '{{.Swarm.NodeID}}')
  docker node update --availability drain "$host" > /dev/null
  for file in swarm/stack.yml tests/Paxos.Swarm.Tests/Stacks/*/stack.yml; do
    name=$(basename "$(dirname "$file")")
    check "the engine accepts the stack '$name'" accepts "golden-$name" "$file"
  done
  docker node update --availability active "$host" > /dev/null
}

pages() {
  local port
  for port in {8001..8010}; do
    curl --silent --fail --max-time 5 "http://localhost:$port/view-logs" > "$work/page" || return 1
    grep -qi '<!doctype html' "$work/page" || return 1
  done
}

has_rows() {
  control swarm status > "$work/status" && cat "$work/status" && [[ $(grep -c " ${STACK}_.*Running" "$work/status") -eq $1 ]]
}

leader() {
  control nodes -o json | perl -0ne 'print $1 if /"name": "([^"]*)",(?:(?!"name").)*?"leader": true/s'
}

write_one() {
  control --endpoints "${ENDPOINTS[0]},${ENDPOINTS[1]}" --timeout 10s write "$1"
}

reads() {
  control --timeout 20s read > "$work/read" && grep -q "$1" "$work/read"
}

disk_of() {
  curl --silent --max-time 2 "http://localhost:$1/status.json" | grep -o '"diskId":"[^"]*"'
}

has_new_container() {
  [[ -n $(container "$1") && $(container "$1") != "$2" ]]
}

comes_back() {
  local before disk
  before=$(container acceptor1)
  disk=$(disk_of 8004)
  docker kill "$before" > /dev/null || return 1
  write_one "without acceptor1" || return 1
  within 60 has_new_container acceptor1 "$before" && within 30 is_ready 8004 && [[ -n $disk && $(disk_of 8004) == "$disk" ]]
}

leader_dies() {
  local name
  name=$(leader)
  [[ -n $name ]] && docker kill "$(container "$name")" > /dev/null && write_one "without the leader $name"
}

# --- Writes beside an upgrade.

# Writes until a file appears, beginning with the given endpoint. Each answered write is noted with its time in milliseconds and the time
# of its answer, each other one with its error. Nothing is written twice.
writer() {
  local name=$1 endpoints=$2 number=0 begin
  while [[ ! -e $work/stop ]]; do
    number=$((number + 1))
    begin=$(date +%s%3N)
    if control --endpoints "$endpoints" --timeout 10s write "$name-$number" > /dev/null 2>> "$work/load.errors"; then
      echo "$(date +%s%3N) $(($(date +%s%3N) - begin)) $name-$number" >> "$work/load.written"
    else
      echo "$name-$number" >> "$work/load.failed"
    fi
    # Each write starts a process; without a pause they would take both cores from the nodes.
    sleep 0.2
  done
}

writers=()

start_writers() {
  rm -f "$work/stop"
  writer first "${ENDPOINTS[0]},${ENDPOINTS[1]}" &
  writers=($!)
  writer second "${ENDPOINTS[1]},${ENDPOINTS[0]}" &
  writers+=($!)
}

wait_for_writers() {
  [[ ${#writers[@]} -eq 0 ]] || wait "${writers[@]}"
  writers=()
}

upgrade_under_load() {
  local status
  start_writers
  control swarm upgrade --stack "$STACK" --image "$SECOND"
  status=$?
  touch "$work/stop"
  wait_for_writers
  return "$status"
}

nothing_failed() {
  if [[ -s $work/load.failed ]]; then
    cat "$work/load.failed" "$work/load.errors"
    return 1
  fi
}

nothing_lost() {
  local value
  [[ -s $work/load.written ]] && control --timeout 20s read > "$work/read" || return 1
  while read -r _ _ value; do
    grep -qw -- "$value" "$work/read" || { echo "lost: $value" && return 1; }
  done < "$work/load.written"
}

report_gap() {
  [[ -s $work/load.written ]] || return
  sort -n "$work/load.written" | awk 'NR > 1 && $1 - last > gap { gap = $1 - last } { last = $1 } $2 > longest { longest = $2 }
    END { printf "During the upgrade: %d writes, the slowest %d ms; longest time without an answered write %d ms.\n", NR, longest, gap }'
}

finds_data() {
  remove_stack "$STACK" && control swarm deploy -f "$UPGRADED" && nothing_lost && grep -q 'novo valor' "$work/read"
}

not_scaled() {
  ! control swarm scale acceptors=5 -f "$RESOURCE"
}

takes_another_image() {
  ! control swarm deploy -f "$RESOURCE"
}

prepare
accepts_golden_stacks
build_programs "$root" && build_image_files "$root" paxos-node || exit 1
started=$SECONDS
check "run.sh brings ten nodes up" ./run.sh swarm
echo "From run.sh to ready, programs present: $((SECONDS - started)) s. Image: $(docker image inspect --format '{{.Size}}' "$FIRST") bytes."
check "run.sh may be called again" ./run.sh swarm
check "a write" write_one "novo valor"
check "a read" reads "novo valor"
check "ten pages" pages
check "the status has ten rows" has_rows 10
check "a killed acceptor comes back with its disk" comes_back
check "writes go on without the leader" leader_dies
check "acceptors are not scaled" not_scaled
within 60 all_ready
docker tag "$FIRST" "$SECOND"
started=$SECONDS
check "an upgrade under load" upgrade_under_load
echo "The upgrade took $((SECONDS - started)) s."
check "no write failed during the upgrade" nothing_failed
check "no write was lost" nothing_lost
report_gap
check "the older image is not deployed over the newer one" takes_another_image
check "a third learner" control swarm scale learners=3 -f "$UPGRADED"
check "the status has eleven rows" has_rows 11
check "a stack that was removed finds its data again" finds_data
check "the stack goes without a trace" remove_stack "$STACK"
end_checks

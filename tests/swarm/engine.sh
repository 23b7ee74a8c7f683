#!/usr/bin/env bash
# The ten-node stack on a real engine, as a swarm of one. Starts a daemon where none runs, and removes all that it made.
# The last line is "N passed, N failed"; where no engine can run it is "skipped: why", which is a failure in CI.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
source node/build.sh

readonly STACK=paxos
readonly SECOND=paxos-node:upgrade-test
readonly ENDPOINTS=localhost:6001,localhost:6002
work=$(mktemp -d)
daemon=
initialised=
passed=0
failed=0

skip() {
  echo "skipped: $*"
  rm -rf "$work"
  [[ -z ${CI:-} ]]
  exit
}

check() {
  local what=$1
  shift
  if "$@" > "$work/check.log" 2>&1; then
    passed=$((passed + 1))
    printf '[%4d s] passed: %s\n' "$SECONDS" "$what"
  else
    failed=$((failed + 1))
    printf '[%4d s] FAILED: %s\n' "$SECONDS" "$what"
    tail -n 40 "$work/check.log"
  fi
}

# Until it holds, for at most so many seconds.
within() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [[ $SECONDS -lt $end ]] || return 1
    sleep 0.5
  done
}

start_engine() {
  command -v docker > /dev/null || skip "there is no docker"
  docker info > /dev/null 2>&1 && return
  command -v dockerd > /dev/null || skip "no daemon runs and there is no dockerd"
  [[ $(id -u) -eq 0 ]] || skip "no daemon runs and only root can start one"
  dockerd --data-root "$work/docker" --exec-root "$work/exec" --pidfile "$work/dockerd.pid" > "$work/dockerd.log" 2>&1 &
  daemon=$!
  within 30 docker info > /dev/null 2>&1 || {
    tail -n 5 "$work/dockerd.log"
    kill "$daemon" 2> /dev/null
    skip "dockerd did not start"
  }
}

wait_gone() {
  [[ -z $(docker ps --all --quiet --filter "label=com.docker.stack.namespace=$STACK") ]] \
    && [[ -z $(docker network ls --quiet --filter "label=com.docker.stack.namespace=$STACK") ]]
}

remove_stack() {
  docker stack rm "$STACK" && within 60 wait_gone
}

remove_volumes() {
  local volumes
  volumes=$(docker volume ls --quiet --filter "label=com.docker.stack.namespace=$STACK")
  [[ -z $volumes ]] || docker volume rm $volumes
}

clean() {
  remove_stack > /dev/null 2>&1
  remove_volumes > /dev/null 2>&1
  docker image rm "$SECOND" > /dev/null 2>&1
  if [[ -n $initialised ]]; then
    docker swarm leave --force > /dev/null 2>&1
  fi
  if [[ -n $daemon ]]; then
    kill "$daemon"
    wait "$daemon"
  fi
  rm -rf "$work"
}

control() {
  "$PROGRAMS/paxosctl/paxosctl" "$@"
}

container() {
  docker ps --quiet --filter "label=com.docker.swarm.service.name=${STACK}_$1"
}

is_ready() {
  curl --silent --fail --max-time 2 "http://localhost:$1/readyz" > /dev/null
}

pages() {
  local port
  for port in {8001..8010}; do
    curl --silent --fail --max-time 5 "http://localhost:$port/view-logs" > "$work/page" || return 1
    grep -qi '<!doctype html' "$work/page" || return 1
  done
}

leader() {
  control nodes -o json | perl -0ne 'print $1 if /"name": "([^"]*)",(?:(?!"name").)*?"leader": true/s'
}

write_one() {
  control --endpoints "$ENDPOINTS" --timeout 10s write "$1"
}

comes_back() {
  local before disk
  before=$(container acceptor1)
  disk=$(disk_of 8004)
  docker kill "$before" > /dev/null || return 1
  write_one "without acceptor1" || return 1
  within 60 is_back "$before" && within 30 is_ready 8004 && [[ -n $disk && $(disk_of 8004) == "$disk" ]]
}

disk_of() {
  curl --silent --max-time 2 "http://localhost:$1/status.json" | grep -o '"diskId":"[^"]*"'
}

is_back() {
  [[ -n $(container acceptor1) && $(container acceptor1) != "$1" ]]
}

leader_dies() {
  local name
  name=$(leader)
  [[ -n $name ]] && docker kill "$(container "$name")" > /dev/null && write_one "without the leader $name"
}

# Writes until a file appears; each answered write is noted with the time of its answer, each failed one with its error.
load() {
  local number=0
  while [[ ! -e $work/stop ]]; do
    number=$((number + 1))
    if write_one "load-$number" > /dev/null 2>> "$work/load.errors"; then
      echo "$(date +%s%3N) load-$number" >> "$work/load.written"
    else
      echo "load-$number" >> "$work/load.failed"
    fi
  done
}

upgrade_under_load() {
  local loader status
  load &
  loader=$!
  control swarm upgrade --stack "$STACK" --image "$SECOND"
  status=$?
  touch "$work/stop"
  wait "$loader"
  return "$status"
}

nothing_failed() {
  if [[ -s $work/load.failed ]]; then
    cat "$work/load.errors"
    return 1
  fi
}

nothing_lost() {
  control --timeout 20s read > "$work/read" || return 1
  [[ -s $work/load.written ]] || return 1
  cut -d' ' -f2 "$work/load.written" | while read -r value; do
    grep -qw -- "$value" "$work/read" || { echo "lost: $value" && exit 1; }
  done
}

report_gap() {
  [[ -s $work/load.written ]] || return
  awk 'NR > 1 && $1 - last > gap { gap = $1 - last } { last = $1 }
    END { printf "The longest time between two answered writes during the upgrade: %d ms; %d writes.\n", gap, NR }' "$work/load.written"
}

finds_data() {
  remove_stack && docker tag "$SECOND" paxos-node:0.1.0 && control swarm deploy -f manifests/samples/documented.yaml \
    && nothing_lost && grep -q 'novo valor' "$work/read"
}

start_engine
trap clean EXIT
if [[ -n $(docker stack ls --format '{{.Name}}' 2> /dev/null | grep -x "$STACK") ]]; then
  trap - EXIT
  skip "a stack '$STACK' runs here, and is not touched"
fi
[[ $(docker info --format '{{.Swarm.LocalNodeState}}') == active ]] || initialised=yes
remove_volumes > /dev/null 2>&1
export_programs() { build_programs "$root"; }
export_programs
started=$SECONDS
check "run.sh brings ten nodes up" ./run.sh swarm
echo "From run.sh to ready: $((SECONDS - started)) s. Image: $(docker image inspect --format '{{.Size}}' paxos-node:0.1.0) bytes."
check "run.sh may be called again" ./run.sh swarm
check "a write" write_one "novo valor"
check "a read" eval "control read | grep -q 'novo valor'"
check "ten pages" pages
check "the status has ten rows" eval '[[ $(control swarm status | grep -c "${STACK}_") -eq 10 ]]'
check "a killed acceptor comes back with its disk" comes_back
check "writes go on without the leader" leader_dies
docker tag paxos-node:0.1.0 "$SECOND"
check "an upgrade under load" upgrade_under_load
check "no write failed during the upgrade" nothing_failed
check "no write was lost" nothing_lost
report_gap
check "acceptors are not scaled" eval '! control swarm scale acceptors=5 -f manifests/samples/documented.yaml'
check "a stack that was removed finds its data again" finds_data
check "the stack goes without a trace" remove_stack
echo "$passed passed, $failed failed"
[[ $failed -eq 0 && $passed -gt 0 ]]

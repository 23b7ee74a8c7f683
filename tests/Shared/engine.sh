# Sourced by tests that need a container engine: an engine that is there or is started, checks, and their last line, which is
# "N passed, N failed", or "skipped: why" where no engine can run, which is a failure in CI.
work=$(mktemp -d)
daemon=
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

# Takes the engine that runs here, or starts one with these further options; that one is found by nobody else.
start_engine() {
  command -v docker > /dev/null || skip "there is no docker"
  docker info > /dev/null 2>&1 && return
  command -v dockerd > /dev/null || skip "no daemon runs and there is no dockerd"
  [[ $(id -u) -eq 0 ]] || skip "no daemon runs and only root can start one"
  export DOCKER_HOST=unix://$work/docker.sock
  dockerd --host "$DOCKER_HOST" --data-root "$work/docker" --exec-root "$work/exec" --pidfile "$work/dockerd.pid" "$@" \
    > "$work/dockerd.log" 2>&1 &
  daemon=$!
  within 30 docker info > /dev/null 2>&1 || {
    tail -n 5 "$work/dockerd.log"
    stop_engine
    skip "dockerd did not start"
  }
}

stop_engine() {
  kill "$daemon" 2> /dev/null
  wait "$daemon"
}

end_checks() {
  echo "$passed passed, $failed failed"
  [[ $failed -eq 0 && $passed -gt 0 ]]
}

#!/usr/bin/env bash
# Installs what the tests need, builds everything, runs every suite, and ends with the line "N passed, N failed".
# A suite that leaves no result counts as one failed. The exit code is 0 only when something passed and nothing failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly SOLUTION=PaxosOperator.sln
readonly RESULTS=artifacts/test-results
readonly SEEDS=1000
readonly CHAOS=2m

passed=0
failed=0

say() {
  printf '[%4d s] %s\n' "$SECONDS" "$*"
}

fail_suite() {
  say "FAILED: $*"
  failed=$((failed + 1))
}

finish() {
  echo "$passed passed, $failed failed"
  [[ $failed -eq 0 && $passed -gt 0 ]]
  exit
}

# Runs one step for at most so many seconds; its output is shown as it comes.
bounded() {
  local seconds=$1
  shift
  timeout --kill-after=30 "$seconds" "$@" < /dev/null
}

install_packages() {
  [[ $# -gt 0 ]] || return 0
  if [[ $(id -u) -ne 0 ]] || ! command -v apt-get > /dev/null; then
    say "Missing, and not installed without root and apt-get: $*"
    return 0
  fi
  say "Installing $*"
  export DEBIAN_FRONTEND=noninteractive
  bounded 300 apt-get update -qq
  bounded 600 apt-get install -y -qq --no-install-recommends "$@" > /dev/null || say "apt-get could not install $*"
}

install_what_is_missing() {
  local packages=()
  if [[ -z $(type -P chromium chromium-browser google-chrome) ]]; then
    packages+=(chromium)
  fi
  command -v perl > /dev/null || packages+=(perl)
  command -v setsid > /dev/null || packages+=(util-linux)
  command -v iptables > /dev/null || packages+=(iptables)
  command -v tc > /dev/null || packages+=(iproute2)
  command -v mkfs.ext4 > /dev/null || packages+=(e2fsprogs)
  command -v docker > /dev/null || packages+=(docker.io)
  install_packages "${packages[@]}"
}

build() {
  say "Restoring"
  bounded 600 "$DOTNET" restore "$SOLUTION" --locked-mode -v quiet || return 1
  say "Checking the format"
  bounded 600 "$DOTNET" format "$SOLUTION" --verify-no-changes --no-restore \
    || fail_suite "the format; 'dotnet format $SOLUTION' mends it"
  say "Building"
  bounded 900 "$DOTNET" build "$SOLUTION" --configuration Release --no-restore --nologo -v quiet
}

# Adds up what a .trx file counts; whatever was not passed and was meant to run has failed. A file without tests is no
# result.
count_results() {
  local counters total executed passed_here
  counters=$(grep -o '<Counters [^>]*' "$1") || return 1
  total=$(sed -E 's/.* total="([0-9]+)".*/\1/' <<< "$counters")
  executed=$(sed -E 's/.* executed="([0-9]+)".*/\1/' <<< "$counters")
  passed_here=$(sed -E 's/.* passed="([0-9]+)".*/\1/' <<< "$counters")
  passed=$((passed + passed_here))
  failed=$((failed + executed - passed_here))
  if [[ $executed -eq 0 ]]; then
    return 1
  fi
  say "$(basename "$1" .trx): $passed_here passed, $((executed - passed_here)) failed, $((total - executed)) skipped"
}

run_tests() {
  local project name status
  for project in tests/*.Tests/*.csproj; do
    name=$(basename "$project" .csproj)
    say "Running $name"
    bounded 1200 "$DOTNET" test "$project" --configuration Release --no-build --nologo -v quiet \
      --logger "trx;LogFileName=$name.trx" --results-directory "$RESULTS"
    status=$?
    if [[ ! -f $RESULTS/$name.trx ]] || ! count_results "$RESULTS/$name.trx"; then
      fail_suite "$name left no result (exit code $status)"
    elif [[ $status -eq 124 || $status -eq 137 ]]; then
      fail_suite "$name did not end in time"
    fi
  done
}

# Runs a command, which comes after the name of its result. Its last line is "N passed, N failed", or "skipped: why", which it takes for a
# failure itself where it must not be; a non-zero exit with no failure in it is one more failure.
run_counted() {
  local name=$1 last status passed_here failed_here
  shift
  say "Running $name: $*"
  bounded 1200 "$@" | tee "$RESULTS/$name.txt"
  status=${PIPESTATUS[0]}
  last=$(tail -n 1 "$RESULTS/$name.txt")
  if [[ $last == skipped:* && $status -eq 0 ]]; then
    say "$name: $last"
    return
  fi
  if [[ ! $last =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed$ ]]; then
    fail_suite "$name left no result (exit code $status)"
    return
  fi
  passed_here=${BASH_REMATCH[1]}
  failed_here=${BASH_REMATCH[2]}
  passed=$((passed + passed_here))
  failed=$((failed + failed_here))
  say "$name: $passed_here passed, $failed_here failed"
  if [[ $status -ne 0 && $failed_here -eq 0 ]]; then
    fail_suite "$name ended with exit code $status"
  fi
}

run_program() {
  local name=$1 project=$2
  shift 2
  run_counted "$name" "$DOTNET" run --configuration Release --no-build --project "tests/$project" -- "$@"
}

source node/build.sh
: "${HOME:=$PWD/artifacts/home}"
export HOME
if ! find_dotnet; then
  fail_suite "no .NET SDK"
  finish
fi
export_dotnet_root
rm -rf "$RESULTS"
mkdir -p "$RESULTS" "$HOME"
install_what_is_missing
if build; then
  run_tests
  run_program simulator Paxos.Simulator --seeds "$SEEDS"
  run_program mutations Paxos.Simulator --mutations
  run_program chaos Paxos.Chaos --duration "$CHAOS"
  run_counted swarm-engine tests/swarm/engine.sh
else
  fail_suite "the build"
fi
finish

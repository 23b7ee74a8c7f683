#!/usr/bin/env bash
# Runs the ten documented nodes on this machine, or three combined ones. Builds them first where their sources changed.
set -euo pipefail

usage() {
  cat << 'USAGE'
Usage: ./run.sh [up] [--combined] [--fresh]
                                 start the nodes that do not run and wait until all are ready;
                                 --combined: three nodes that each hold all four roles, instead of the ten;
                                 --fresh stops them where they run, and deletes their data first
       ./run.sh stop             stop the nodes, the ten or the three; their data stays in .paxos/
       ./run.sh status           show each node's process and whether it is ready
       ./run.sh swarm            run them on Docker Swarm instead; see swarm/README.md
More options, such as --timeout 90s or -o json, are those of 'paxosctl local'.
USAGE
}

verb=up
case ${1:-} in
  up | status) verb=$1 && shift ;;
  stop | down) verb=down && shift ;;
  swarm) shift && exec "$(dirname "${BASH_SOURCE[0]}")/swarm/run.sh" "$@" ;;
  -h | --help | help) usage && exit 0 ;;
  '' | -*) ;;
  *)
    echo "Unknown command '$1'." >&2
    usage >&2
    exit 2
    ;;
esac

cd "$(dirname "${BASH_SOURCE[0]}")"
source node/build.sh
build_programs "$PWD"
exec "$PROGRAMS/paxosctl/paxosctl" local "$verb" "$@"

# What the scripts share: where the project is, and how they print. Sourced, never run.
# shellcheck shell=bash disable=SC2034

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
readonly root

say() { printf '==> %s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# The comment at the head of the calling script is its help text.
usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$0"; }

jobs="${JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}"
readonly jobs

# The test suite knows the network only as 127.0.0.1.
export no_proxy="127.0.0.1,localhost${no_proxy:+,$no_proxy}"

# What the scripts share; sourced, never run.  After it: $root (the project), say, die, and the helpers below.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
jobs=${JOBS:-$(nproc)}

say() { printf '==> %s\n' "$*"; }
die() { printf 'telinject: error: %s\n' "$*" >&2; exit 2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "$1 needs root and there is no sudo; run as root: $*"
  fi
}

# missing_packages NAME...: those that dpkg does not have installed.
missing_packages() {
  dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
    awk -v want="$*" '$1 == "installed" { have[$2] = 1 }
                      END { n = split(want, w, " "); for (i = 1; i <= n; i++) if (!(w[i] in have)) print w[i] }'
}

# need_packages NAME...: installs what is missing and says so; nothing is asked of the network when all is there.
need_packages() {
  missing=$(missing_packages "$@" | tr '\n' ' ')
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null || die "this machine has no apt-get; install by hand: $missing"
  say "installing by apt: $missing"
  refresh_apt
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y -o Dpkg::Use-Pty=0 --no-install-recommends $missing
}

# The package lists are fetched once a run, and only by who is about to install something.
refresh_apt() {
  [ -z "${apt_is_fresh:-}" ] || return 0
  say "apt-get update"
  as_root apt-get update -qq || say "apt-get update failed; going on with the lists that are there"
  apt_is_fresh=1
}

# The LLVM to use: $TELINJECT_LLVM_VERSION, else the newest with all three packages installed, else nothing.
llvm_versions="22 21 20 19"
llvm_packages() { echo "clang-$1 libclang-$1-dev llvm-$1-dev llvm-$1-tools libclang-rt-$1-dev libc++-$1-dev libc++abi-$1-dev"; }
installed_llvm() {
  if [ -n "${TELINJECT_LLVM_VERSION:-}" ]; then echo "$TELINJECT_LLVM_VERSION"; return; fi
  for v in $llvm_versions; do
    if [ -e /usr/lib/llvm-$v/include/clang/Tooling/Tooling.h ] && [ -e /usr/lib/llvm-$v/bin/clang ] && [ -e /usr/lib/llvm-$v/bin/llvm-config ]; then
      echo "$v"; return
    fi
  done
}

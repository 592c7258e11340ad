#!/bin/sh
# Installs the Debian packages that are missing, as root or through sudo. Runs nothing, and needs no network, when none is.
# usage: cmake/install-debian-packages.sh build|test|tidy...
set -eu

build="g++ cmake ninja-build pkg-config libpython3.11-dev libboost-context-dev libfmt-dev libspdlog-dev nlohmann-json3-dev
       libcli11-dev libmd-dev catch2 python3 python3-cachetools"
test="python3-jsonschema libpython3.11-testsuite"
tidy="clang-tidy clang-format"

wanted=
for group in "$@"; do
  case $group in
    build) wanted="$wanted $build" ;;
    test) wanted="$wanted $test" ;;
    tidy) wanted="$wanted $tidy" ;;
    *) echo "install-debian-packages.sh: no group called $group" >&2; exit 2 ;;
  esac
done

missing=
for package in $wanted; do
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) || status=
  [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "missing packages, and neither root nor sudo to install them:$missing" >&2; exit 1; }
  as_root=sudo
fi

install() {
  # shellcheck disable=SC2086  # a list of words
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing </dev/null
}

echo "installing:$missing" >&2
# The lists may be absent (a bare container) or name versions that the mirror no longer has: update, and try once more.
install >&2 || { $as_root apt-get update -q >&2 && install >&2; }

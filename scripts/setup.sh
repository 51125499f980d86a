# Set-up of a Debian 12 machine, for ./demo and ./test (to be sourced; expects the project root as
# the current folder). What is there already is left alone, so that a second call costs nothing.

# To build the program.
build_packages=(
  g++ cmake ninja-build ccache pkg-config
  libflatbuffers-dev flatbuffers-compiler libyaml-cpp-dev nlohmann-json3-dev libcli11-dev
  libfmt-dev libeigen3-dev libjpeg-dev libpng-dev liblzma-dev zlib1g-dev
  libhwy-dev libonnx-dev libprotobuf-dev
  # For HTML reports.
  libjs-chart.js
  # To train: libtorch, a BLAS that is faster than the one it comes with, and images.
  libtorch-dev libgloo-dev libopenblas0-openmp dataset-fashion-mnist
  # To search: the genetic algorithm, and several processes.
  libpagmo-dev libboost-serialization-dev libopenmpi-dev openmpi-bin
)
# To build and run the tests and the static checks.
test_packages=(
  libgtest-dev libgmock-dev python3 python3-venv clang-format clang-tidy openmpi-bin
  # The HTML reports in a browser.
  chromium chromium-driver
)
# To build the benchmarks.
bench_packages=(libbenchmark-dev python3)

say() { printf '%s\n' "== $*"; }

# fail SENTENCE: ends the script.
fail() {
  printf '%s\n' "$(basename "$0"): $*" >&2
  exit 1
}

# Runs a command as root: directly, or with sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    return 126
  fi
}

# need_packages PACKAGE...: installs those that are missing, in one run of apt-get.
need_packages() {
  local missing=() package
  if ! command -v dpkg-query >/dev/null; then
    say "This is no Debian: the packages that Debian 12 calls '$*' have to be here already."
    return
  fi
  for package in "$@"; do
    if [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
      missing+=("$package")
    fi
  done
  [ ${#missing[@]} = 0 ] && return
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    fail "These packages are missing and there is no sudo; run as root: apt-get install ${missing[*]}"
  fi
  as_root apt-get -qq update ||
    say "apt-get update failed; going on with the package lists that are here."
  local messages
  messages=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y \
    --no-install-recommends "${missing[@]}" </dev/null 2>&1) || {
    printf '%s\n' "$messages" >&2
    fail "apt-get could not install: ${missing[*]}; its message is above."
  }
}

# The Python environment of the oracles and benchmarks: .venv with what requirements.txt pins.
need_python() {
  [ -x .venv/bin/python ] && cmp -s requirements.txt .venv/requirements.txt && return
  say "Python packages into .venv (LiteRT, which the tests compare with): once"
  [ -x .venv/bin/python ] || python3 -m venv .venv ||
    fail "python3 -m venv .venv failed; is the package python3-venv installed?"
  .venv/bin/python -m pip install --quiet --requirement requirements.txt ||
    fail "pip could not install what requirements.txt lists into .venv; its message is above."
  cp requirements.txt .venv/requirements.txt
}

# Compilers and tests that run at the same time.
jobs() { nproc; }

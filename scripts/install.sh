#!/usr/bin/env bash
# Makes .venv and installs the project ($1: "." or ".[dev]") in the versions of constraints.txt.
#
# torch comes first, in its CPU build: left to itself, pip takes a build that brings several
# gigabytes of CUDA packages with it.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-.}
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

command -v "$python" >/dev/null || { say "Python is missing: install python3 (3.11 or newer) and python3-venv"; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "Python 3.11 or newer is needed, this is $("$python" -V)"; exit 1; }
if [ ! -x .venv/bin/pip ]; then
    say "Making .venv ..."
    rm -rf .venv
    if ! "$python" -m venv .venv 2>/dev/null; then
        rm -rf .venv
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
        else
            say "Python cannot make a virtual environment: sudo apt-get install python3-venv"
            exit 1
        fi
        "$python" -m venv .venv
    fi
fi
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet --quiet)

torch=$(grep -E '^torch==' constraints.txt)
if ! .venv/bin/python - "$torch" <<'PY' 2>/dev/null
import sys
from importlib.metadata import version
sys.exit(version("torch").split("+")[0] != sys.argv[1].split("==")[1])
PY
then
    say "Installing $torch (CPU) ..."
    # Which build would pip take? Asked with its metadata alone; nothing is installed by this.
    if "${pip[@]}" install --dry-run --no-deps --ignore-installed --report .venv/torch.json "$torch" >/dev/null 2>&1 &&
        ! grep -qiE '"(nvidia|cuda)[a-z0-9-]*' .venv/torch.json; then
        "${pip[@]}" install "$torch" -c constraints.txt
    else
        # uv knows where PyTorch keeps its CPU builds.
        "${pip[@]}" install uv
        .venv/bin/uv pip install --quiet --python .venv/bin/python --torch-backend cpu "$torch"
    fi
fi

say "Installing the project and what it needs ..."
"${pip[@]}" install -c constraints.txt -e "$what"
touch .venv/.installed
case $what in *dev*) touch .venv/.installed-dev ;; esac

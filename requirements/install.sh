#!/bin/sh
# Makes the virtual environment and installs exactly what the lock file names, every file checked by its hash.
# torch stands apart: on Linux its ordinary wheel brings gigabytes of CUDA packages that are not needed here.
set -eu
venv=$1
set=$2
torch=torch==2.13.0
python=${PYTHON:-python3}

"$python" - <<'CHECK' || exit 1
import sys
if not (3, 11) <= sys.version_info[:2] < (3, 15):
    sys.exit(f"Toward needs Python 3.11 to 3.14; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12 run")
CHECK

[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
pip() { "$venv/bin/python" -m pip --disable-pip-version-check "$@"; }

echo "Installing (about two gigabytes on disk; a few minutes the first time) ..."
pip install --quiet --require-hashes --no-deps -r "requirements/$set.lock"

has_torch() { "$venv/bin/python" -c 'import importlib.metadata as m, sys; sys.exit(m.version("torch").split("+")[0] != "2.13.0")' 2>/dev/null; }
if ! has_torch; then
    # First what pip's own settings offer offline (a wheelhouse), then the CPU index, then the ordinary one.
    pip install --quiet --no-deps --no-index "$torch" 2>/dev/null ||
    { [ "$(uname -s)" = Linux ] &&
      pip install --quiet --no-deps --retries 1 --index-url https://download.pytorch.org/whl/cpu "$torch" 2>/dev/null; } ||
    {
        [ "$(uname -s)" = Linux ] && echo "NOTE: the CPU build of torch could not be had; taking the ordinary one, which brings CUDA packages (several gigabytes)." >&2
        pip install --quiet "$torch"
    }
fi
pip install --quiet --no-deps --no-build-isolation --editable .

#!/bin/sh
# Writes the two lock files anew from pyproject.toml (needs uv). torch stands apart: its CPU and PyPI
# wheels have different hashes, and its CUDA companions are what this project does not want.
set -eu
cd "$(dirname "$0")/.."
apart="torch triton cuda-bindings cuda-pathfinder cuda-toolkit nvidia-cublas nvidia-cuda-cupti nvidia-cuda-nvrtc
nvidia-cuda-runtime nvidia-cudnn-cu13 nvidia-cufft nvidia-cufile nvidia-curand nvidia-cusolver nvidia-cusparse
nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvjitlink nvidia-nvshmem-cu13 nvidia-nvtx"
flags=""
for name in $apart; do flags="$flags --no-emit-package $name"; done
lock() { # shellcheck disable=SC2086
    uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q $flags "$@"; }
lock -o requirements/run.lock
lock --extra test -c requirements/run.lock -o requirements/test.lock

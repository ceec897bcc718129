#!/bin/sh
# test.sh [PYTEST OPTIONS]: style, types, translations, then all tests. Everything runs, whatever fails before it.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=""
# Images of Python often set it. Then each of some hundred processes would compile the product and its tests anew.
unset PYTHONDONTWRITEBYTECODE

"$bin/ruff" check --quiet . || failed="$failed style"
"$bin/ruff" format --quiet --check . || failed="$failed format"
"$bin/mypy" --no-error-summary || failed="$failed types"
"$bin/python" tools/catalogue.py check >/dev/null || failed="$failed translations"
[ -z "$failed" ] || echo "Not in order:$failed. \`make lint\` says more." >&2

"$bin/python" -m pytest -n "$(($(nproc) * 2))" -rs "$@" || failed="$failed tests"
[ -z "$failed" ]

#!/bin/sh
# test.sh [PYTEST OPTIONS]: style, types and translations beside all tests. Everything runs, whatever else fails.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
# Images of Python often set it. Then each of some hundred processes would compile the product and its tests anew.
unset PYTHONDONTWRITEBYTECODE

in_order() {
  state=0
  "$bin/ruff" check --quiet . || state=1
  "$bin/ruff" format --quiet --check . || state=1
  "$bin/mypy" --no-error-summary || state=1
  "$bin/python" tools/catalogue.py check >/dev/null || state=1
  return $state
}

in_order &
"$bin/python" -m pytest -n "$(($(nproc) * 2))" -rs "$@"
passed=$?
wait $! || {
  echo "Style, types or translations are not in order. \`make lint\` says more." >&2
  exit 1
}
exit $passed

#!/bin/sh
# make_venv.sh FOLDER: make a virtual environment with the newest Python from 3.11 on that is here and works.
set -eu
folder=$1

for python in python3.14 python3.13 python3.12 python3.11 python3 python; do
  # A name may be there without a Python behind it, as with pyenv.
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    lacking="$python"
    continue
  fi
  echo "Making $folder with $("$python" --version)" >&2
  exec "$python" -m venv --clear "$folder"
done

if [ -n "${lacking:-}" ]; then
  version=$("$lacking" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  echo "$lacking lacks its venv module. On Debian and Ubuntu: apt-get install python$version-venv" >&2
else
  echo "Python 3.11 or newer is needed and was not found." >&2
fi
exit 1

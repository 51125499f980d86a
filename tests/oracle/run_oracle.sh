#!/bin/sh
# run_oracle.sh PYTHON SCRIPT ARGUMENT...: runs an oracle script, or says plainly that it skips.
python=$1
shift
if [ ! -x "$python" ]; then
  echo "skipped: $python does not exist; ./test makes it"
  exit 77
fi
exec "$python" "$@"

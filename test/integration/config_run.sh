#!/bin/sh
# config_run.sh BUILD_DIR: the schema of .telinject.json that ships, against what telinject takes.
exec timeout 600 python3 "$(dirname "$0")/config_schema.py" "$1"

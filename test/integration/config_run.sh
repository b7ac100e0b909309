#!/bin/sh
# config_run.sh BUILD_DIR: compares the shipped schema of .telinject.json with what telinject accepts.
exec timeout 1500 python3 "$(dirname "$0")/config_schema.py" "$1"

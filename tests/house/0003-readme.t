#!/bin/sh
# The walks of the README, typed as they are written, give what it prints.
cd "$(dirname "$0")/../.." || exit 1
exec perl tests/tools/walk README.md

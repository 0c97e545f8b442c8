#!/bin/sh
# The rules of the house hold in every file.
cd "$(dirname "$0")/../.." || exit 1
echo 1..1
if out=$(sh tests/tools/lint); then
	echo "ok 1 - layers, sizes, calls"
else
	echo "not ok 1 - layers, sizes, calls"
	printf '%s\n' "$out" | sed 's/^/# /'
fi

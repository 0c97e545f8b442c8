#!/bin/sh
# Files that are made to do harm: each is refused in one sentence or gives its
# harmless text, within 10 seconds of computing and 1 GB, and leaves nothing.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
hostile=${GUIWEN_SHARED:-$root/../shared}/data/hostile
make_registry
before=$(picture)

# A limit that the caller has set already is kept, not struggled with.
plain=$(ulimit -v 1000000 && "$guiwen" read "$docs/binzang.txt" 2>&1)
has 'reads with less memory than it would allow' "$plain" 'articles: 9'

# Read a file within the limits: out, err, status.
confined()
{
	out=$(ulimit -v 1000000 && ulimit -t 10 &&
	    "$guiwen" "$@" 2>"$work/.err")
	status=$?
	err=$(cat "$work/.err")
	lines=$(printf '%s\n' "$err" | grep -c '^guiwen: ')
}

# A refusal has status 3 and one sentence; text has neither.
judge()
{
	case $1$status in
	[RW]3) [ "$lines" -eq 1 ] && [ -z "$out" ] ;;
	[AW]0) [ -n "$out" ] && [ -z "$err" ] ;;
	*) false ;;
	esac
}

if [ ! -d "$hostile/files" ]; then
	skip 'the hostile files are not here'
	done_testing
	exit 0
fi
listed=$(sed -n 's/^| \(h[^ ]*\) | \([RAW]\) |.*/\2:\1/p' \
    "$hostile/README.md")
[ -n "$listed" ] && ok 'their list' || not_ok 'their list'
for file in $listed; do
	kind=${file%%:*}
	file=${file#*:}
	confined read "$hostile/files/$file" --text
	if judge "$kind"; then
		ok "$file: $kind"
	else
		not_ok "$file: $kind" "status $status
$out
$err"
	fi
	[ "$kind" = R ] || continue
	confined draft "$hostile/files/$file" --as chen
	if judge R; then
		ok "$file: not drafted"
	else
		not_ok "$file: not drafted" "status $status
$out
$err"
	fi
done
is 'the registry has not changed' "$(picture)" "$before"
is 'nothing was written beside it' "$(find "$work" -newer explanation.txt \
    -type f ! -path "$work/reg/*" ! -name .err ! -name '*.txt')" ''
is 'nothing was written elsewhere' \
    "$(find /tmp/nc-evil* /tmp/evil* 2>/dev/null)" ''
done_testing

#!/bin/sh
# The examples of the manual pages are command lines that the program takes:
# each is parsed with -h behind it, which explains the command instead of
# doing it. Those that need no registry are run.
. "$(dirname "$0")/lib.sh"

# The lines of .Bd blocks that begin with "$ guiwen", continuations joined.
examples()
{
	sed -n '/^\.Bd/,/^\.Ed/p' "$@" | sed 's/\\e$/\\/' |
	    sed -e :a -e '/\\$/N; s/\\\n *//; ta' | sed -n 's/^\$ guiwen //p'
}
examples "$root"/cli/man/*.1 >examples
examples "$root"/cli/man/zh_CN/*.1 >chinese
is 'the Chinese pages have the same examples' "$(diff examples chinese)" ''
while read -r line; do
	eval "set -- $line"
	out=$("$guiwen" "$@" -h 2>&1) && ok "guiwen $line" ||
	    not_ok "guiwen $line" "$out"
done <examples
is 'every command has an example' "$(cut -d' ' -f1 examples | sort -u |
    wc -l)" "$(ls "$root"/cli/cmd_*.c | wc -l)"
for line in 'calendar explain 2021-09-15 +15wd' 'help materials' version \
    'workflow show normative-document'; do
	grep -qx "$line" examples && ok "stands in a page: $line" ||
	    not_ok "stands in a page: $line"
	run 0 "runs: guiwen $line" $line
done
done_testing

#!/bin/sh
# What -h says, the option tables and the manual pages agree.
. "$(dirname "$0")/lib.sh"

commands=$("$guiwen" help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p')
is 'each command has a file of its own' "$(echo "$commands" | sort)" \
    "$(ls "$root"/cli/cmd_*.c | sed 's/.*cmd_\(.*\)\.c/\1/' | sort)"

# Every option in -h, as --name.
shown()
{
	"$guiwen" "$1" -h | sed -n 's/^  --\([a-z-]*\).*/\1/p' | sort -u
}
for c in $commands; do
	page=$root/cli/man/guiwen-$c.1
	if [ ! -f "$page" ]; then
		not_ok "guiwen-$c has a page"
		continue
	fi
	options=$(shown "$c")
	missing=
	for o in $options; do
		case $o in registry|as|key|on|json) continue ;; esac
		grep -q "^\.It Fl -$o\( \|$\)" "$page" || missing="$missing $o"
	done
	for o in $(sed -n 's/^\.It Fl -\([a-z-]*\).*/\1/p' "$page"); do
		echo "$options" | grep -qx -- "$o" || missing="$missing -$o"
	done
	is "guiwen $c: the options of -h are those of the page" "$missing" ''
	is "guiwen $c: --on stands in the page where it is taken" \
	    "$(grep -m 1 -c '^\.Fl -on$' "$page")" \
	    "$(echo "$options" | grep -cx on)"
	"$guiwen" "$c" -h >help.1 && "$guiwen" help "$c" >help.2
	if cmp -s help.1 help.2; then
		ok "guiwen help $c is guiwen $c -h"
	else
		not_ok "guiwen help $c is guiwen $c -h"
	fi
	summary=$("$guiwen" "$c" -h | sed -n 3p)
	has "guiwen $c: the summary is that of the page" \
	    "$(cat "$page")" ".Nd $summary"
	is "guiwen-$c stands in guiwen.1 with its summary" \
	    "$(sed -n "/^\.It Xr guiwen-$c 1/,/^\.[IEP]/p" \
	    "$root/cli/man/guiwen.1" | grep -v '^\.' | tr '\n' ' ' |
	    tr 'A-Z' 'a-z' | sed 's/[. ]*$//')" \
	    "$(printf '%s' "$summary" | tr 'A-Z' 'a-z' | sed 's/[. ]*$//')"
done

for page in "$root"/cli/man/*.1; do
	c=$(basename "$page" .1)
	c=${c#guiwen}
	c=${c#-}
	[ -z "$c" ] || echo "$commands" | grep -qx "$c" ||
	    not_ok "$page belongs to a command"
done
if command -v mandoc >/dev/null 2>&1; then
	is 'mandoc finds no fault in the pages' \
	    "$(mandoc -T lint -W warning "$root"/cli/man/*.[17] 2>/dev/null)" ''
else
	skip 'mandoc is not installed'
fi
for o in registry as on json; do
	grep -q "^\.It Fl -$o" "$root/cli/man/guiwen.1" &&
	    ok "guiwen.1 has --$o" || not_ok "guiwen.1 has --$o"
done
done_testing

#!/bin/sh
# What -h says, the option tables and the manual pages agree, in English and in
# Chinese, and the two pages of a command with each other.
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


# The same of the Chinese pages, in the words of -h in Chinese.
chinese=$root/cli/man/zh_CN
LANGUAGE=zh_CN
export LANGUAGE
for c in $commands; do
	page=$chinese/guiwen-$c.1
	[ -f "$page" ] || continue
	summary=$("$guiwen" "$c" -h | sed -n 3p)
	has "guiwen $c: the summary is that of the Chinese page" \
	    "$(cat "$page")" ".Nd $summary
"
	is "guiwen-$c stands in the Chinese guiwen.1 with its summary" \
	    "$(sed -n "/^\.It Xr guiwen-$c 1/{n;p}" "$chinese/guiwen.1")" \
	    "$summary。"
	"$guiwen" "$c" -h | sed -n 's/^  --\([a-z-]* [^ ]*\)  .*/\1/p
		s/^  --\([a-z-]*\)  .*/\1/p' |
	    grep -v '^\(registry\|as\|key\|on\|json\)\( \|$\)' |
	    sed 's/[]= []//g' | sort >said
	sed -n 's/^\.It Fl -//p' "$page" |
	    sed -e :a -e 's/ \(Ar\|Ns\|Oo\|Oc\)\( \|$\)/ /; ta' \
	    -e 's/[= ]//g' | sort >told
	is "guiwen $c: the options are named in Chinese as -h names them" \
	    "$(cat told)" "$(cat said)"
done
LANGUAGE=
head -n 12 "$chinese/guiwen.1" | sed -n '4,$p' >head.1
is 'each page has a Chinese one, and no other is there' \
    "$(cd "$chinese" && ls)" "$(cd "$root/cli/man" && ls -- *.[1-9])"
for page in "$chinese"/*.[17]; do
	p=$(basename "$page")
	perl "$root/tests/tools/page-facts" "$root/cli/man/$p" >english
	perl "$root/tests/tools/page-facts" "$page" >chinese
	is "$p states the same in English and in Chinese" \
	    "$(diff english chinese)" ''
	is "$p: nothing is left in English" \
	    "$(perl "$root/tests/tools/page-facts" --words "$page")" ''
	is "$p begins as the others do" \
	    "$(head -n 12 "$page" | sed -n '4,$p')" "$(cat head.1)"
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
	    "$(mandoc -T lint -W warning "$root"/cli/man/*.[17] \
	    "$chinese"/*.[17] 2>/dev/null)" ''
else
	skip 'mandoc is not installed'
fi
if command -v groff >/dev/null 2>&1; then
	is 'nor does groff' "$(for page in "$root"/cli/man/*.[17] \
	    "$chinese"/*.[17]; do
		groff -man -mdoc -ww -Tutf8 -Kutf8 -z "$page" 2>&1
	done)" ''
	is 'no macro is shown as a word' "$(for page in "$chinese"/*.[17]; do
		groff -man -mdoc -Tutf8 -Kutf8 -P-cbou "$page" |
		    grep -wE 'Ns|No|Xr|Fl|Ar|Li|Cm|Pa|Ic|Lk'
	done)" ''
else
	skip 'groff is not installed'
fi
for o in registry as on json; do
	grep -q "^\.It Fl -$o" "$root/cli/man/guiwen.1" &&
	    ok "guiwen.1 has --$o" || not_ok "guiwen.1 has --$o"
done
run 0 'the kinds of material for programs' help materials --json
is 'the first' "$(printf '%s' "$out" | json 0.kind)" explanation
run 0 'the commands for programs' help --json
is 'all of them' "$(printf '%s\n' "$out" | sed -n 's/^    "name": "\(.*\)",$/\1/p')" \
    "$(printf '%s\n' $commands)"
is 'the group' "$(printf '%s' "$out" | json 0.group)" start
is 'what it does' "$(printf '%s' "$out" | json 0.summary)" \
    'make a registry in a new folder'
run 0 'one of them' help submit --json
is 'its operands' "$(printf '%s' "$out" | json operands)" "$("$guiwen" \
    submit -h | sed -n 's/^usage: guiwen submit \(.*\) \[options\]$/\1/p')"
is 'its options' "$(printf '%s\n' "$out" |
    sed -n 's/^      "name": "\(.*\)",$/--\1/p' | sort)" \
    "$("$guiwen" submit -h | sed -n 's/^  \(--[a-z-]*\).*/\1/p' | sort)"
is 'the value of one' "$(printf '%s' "$out" | json options.0.value)" TEXT
refused 2 'one that there is not' help nosuch --json
done_testing

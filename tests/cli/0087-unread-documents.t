#!/bin/sh
# A document that cannot be read keeps nobody from the others: the inbox and
# the list name it in a sentence, tell all others, and end with its status.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry
chart=$root/workflows/normative-document/chart.scxml

# Two on a chart that another took the place of, one on the present one.
advance accepted
quiet draft "$docs/zhuican.md" --as chen --on 2021-02-24
sed 's/"15 working-days"/"20 working-days"/' "$chart" >longer.scxml
quiet workflow install normative-document longer.scxml --reason 新规 --as lin
quiet submit "$docs/hunyin.md" $three --as chen --on 2021-02-24
cp -r reg whole

# lose PATH: the file of the tree is no longer there
lose()
{
	rm -rf reg
	cp -r whole reg
	git=reg/documents.git
	object=$(git -C $git rev-parse "main:$1")
	rm -f "$git/objects/$(echo "$object" | cut -c1-2)/$(echo "$object" |
	    cut -c3-)"
	sqlite3 reg/ledger.sqlite 'DELETE FROM redo'
}

# listed: the documents in out, each once
listed()
{
	printf '%s\n' "$out" | grep -o '^2021-000[0-9]' | sort -u | tr '\n' ' '
}

# told SENTENCE ID...: each of them in one line, and nothing else
told()
{
	sentence=$1
	shift
	is 'a line for each' "$(printf '%s\n' "$err" | wc -l)" $#
	for id; do
		has 'with its name' "$err" \
		    "guiwen: $(printf "$sentence" "$id") not known: "
	done
}

lose documents/2021/00/0001/state.xml
run 4 'a state that is lost: the inbox' inbox --as zhou
told 'what is to do about %s is' 2021-0001
is 'has the other' "$(listed)" '2021-0003 '
has 'and how it is done' "$out" 'guiwen accept 2021-0003'
run 4 'of everybody' inbox --all
told 'what is to do about %s is' 2021-0001
is 'has all others' "$(listed)" '2021-0002 2021-0003 '
run 4 'as JSON' inbox --all --json
is 'so many' "$(printf '%s' "$out" | grep -c '"document"')" 2
run 4 'as a calendar' inbox --as zhou --ics
hasnt 'without it' "$out" UID:2021-0001
run 0 'of whom it does not concern' inbox --as sun
is 'nothing is told' "$out$err" 'nothing to do for 孙立群'
run 4 'the list' list
told 'where %s stands is' 2021-0001
is 'has all' "$(listed)" '2021-0001 2021-0002 2021-0003 '
is 'and claims nothing of it' "$(printf '%s\n' "$out" |
    grep -c '^2021-0001.* not known ')" 1
run 4 'in JSON' list --json
is 'all' "$(printf '%s' "$out" | grep -c '"id"')" 3
run 4 'those in a state' list --status 起草
told 'where %s stands is' 2021-0001
is 'those that are known to be' "$(listed)" '2021-0002 '
run 4 'none that is known to be' list --status 已公布
is 'nothing is claimed' "$out" ''
run 0 'others alone' list --text 助餐
is 'are told as ever' "$err" ''

# The chart that two of them run on.
lose "workflows/normative-document/history/$(sha256sum "$chart" |
    cut -c1-16).scxml"
run 4 'a chart that is lost: the inbox' inbox --all
told 'what is to do about %s is' 2021-0001 2021-0002
is 'has the one on another' "$(listed)" '2021-0003 '
run 4 'nothing is claimed' inbox --as chen
is 'of what is not known' "$out" ''
run 4 'the list' list
told 'where %s stands is' 2021-0001 2021-0002
run 4 'what is due' list --due 2021-12-31 --on 2021-02-25
told 'the deadlines of %s are' 2021-0001
run 4 'what time has brought about' tick
has 'is told, too' "$err" 'on 2021-0001 is not recorded: '
run 0 'the other can be acted on' accept 2021-0003 --as zhou --on 2021-02-25
run 4 'they cannot' approve 2021-0001 --as zhou
run 4 'which charts there are' workflow list
is 'none is left out in silence' "$out" ''

# Whole, nothing of that.
rm -rf reg
cp -r whole reg
run 0 'whole: the inbox' inbox --all
is 'all' "$(listed)$err" '2021-0001 2021-0002 2021-0003 '
run 0 'the list' list
hasnt 'knows all' "$out$err" 'not known'
done_testing

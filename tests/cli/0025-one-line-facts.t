#!/bin/sh
# What somebody stated never looks like a line that the program wrote: refused
# where it is handed in as a fact of one line, shown harmless elsewhere.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry

newline='
'
override=$(printf '\342\200\256')
bell=$(printf '\007')
for bad in "$newline" "$override" "$bell" "$(printf '\302\205')" \
    "$(printf '\342\200\250')"; do
	refused 2 'a title' submit "$docs/binzang.txt" $three --as chen \
	    --title "殡葬${bad}办法"
	refused 2 'a relation' draft "$docs/binzang.txt" --as chen \
	    --relation "replaces=旧${bad}办法"
	refused 2 'a joint authority' draft "$docs/binzang.txt" --as chen \
	    --joint "局${bad}局"
	refused 2 'a name' person add x --name "某${bad}某" --role drafter \
	    --as lin
done
cp "$docs/binzang.txt" "殡葬$newline.txt"
refused 2 'the name of a file' draft "殡葬$newline.txt" --as chen
cp basis.txt "依据$newline.txt"
refused 2 'the name of a paper' submit "$docs/binzang.txt" --as chen \
    $three --material "other=依据$newline.txt"
refused 3 'a registry by a name' init "$work/two" --name "文${newline}库" \
    --authority 局
refused 2 'a reason that turns the direction' submit "$docs/binzang.txt" \
    $three --as chen --reason "急${override}件"

advance numbered
forged="误写${newline}  9  2021-03-01   批准 (approve)  周正明"
forged="$forged${newline}  - 2021-0009 伪造"
step=$("$guiwen" history 2021-0001 --json | perl -MJSON::PP -e '
	print grep { $_ } map { $_->{event} eq "number" && $_->{step} }
	    @{decode_json(join "", <STDIN>)}')
run 0 'a reason of several lines is taken' correct 2021-0001 "$step" \
    --set signer=张国立 --as lin --reason "$forged"
run 0 'and shown' history 2021-0001
is 'on one line' "$(printf '%s\n' "$out" | grep -c '^  9 ')" 0
has 'the breaks being marked' "$out" '误写↵'
run 0 'in JSON' history 2021-0001 --json
is 'as it is' "$(printf '%s' "$out" | json 6.reason)" "$forged"
run 0 'audited' audit --all
has 'the correction is listed' "$out" '误写↵'
is 'no line of an audit' "$(printf '%s\n' "$out" | grep -c '^  - 2021-0009')" 0
refused 3 'a refusal that quotes' act 2021-0001 adopt --as lin \
    --set "k=v"
run 2 'what was given is quoted on one line' act 2021-0001 \
    "ad${newline}guiwen: done" --as lin
is 'what was given is quoted on one line' \
    "$(printf '%s\n' "$err" | grep -c '^guiwen: done')" 0
done_testing

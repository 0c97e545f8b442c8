#!/bin/sh
# Handing in: what is taken, and wrong input of every kind, after which
# nothing has changed.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry
before=$(picture)

dd if=/dev/urandom of=noise.docx bs=1024 count=1024 2>/dev/null
printf '\320\317\021\340\241\261\032\341' >old.docx
dd if=/dev/zero bs=512 count=8 2>/dev/null >>old.docx
: >empty.txt
for file in nosuch.docx empty.txt . noise.docx old.docx; do
	refused 3 "submit $file" submit "$file" $three --as chen
	refused 3 "draft $file" draft "$file" --as chen
done
refused 3 'a person who is unknown' submit "$docs/binzang.txt" $three \
    --as nobody
refused 3 'nobody at all' submit "$docs/binzang.txt" $three
refused 3 'a role that may not' submit "$docs/binzang.txt" $three --as zhou
refused 3 'an auditor' submit "$docs/binzang.txt" $three --as he
refused 3 'a paper that is not there' submit "$docs/binzang.txt" $three \
    --material minutes=nosuch --as chen
refused 3 'an empty paper' submit "$docs/binzang.txt" $three \
    --material minutes=empty.txt --as chen
refused 3 'a folder as paper' submit "$docs/binzang.txt" $three \
    --material minutes=. --as chen
printf '机密★10年\n\n会议纪要\n' >secret.txt
for file in secret.txt secret.pdf; do
	[ -f $file ] || cp secret.txt $file
	refused 3 "a secret paper, $file" submit "$docs/binzang.txt" $three \
	    --material minutes=$file --as chen
	has 'by its name' "$err" "$file"
done
refused 3 'a secret paper with a draft' draft "$docs/binzang.txt" \
    --material minutes=secret.txt --as chen
refused 3 'papers missing' submit "$docs/binzang.txt" --as chen \
    --material explanation=explanation.txt
has 'names what is missing' "$err" basis
has 'all of it' "$err" consultation
hasnt 'and only that' "$(printf '%s\n' "$err" | head -n 1)" 'explanation'
has 'and how the file is kept until then' "$err" "  to keep the file until\
 then: guiwen draft $docs/binzang.txt --material explanation=explanation.txt\
 --as chen"
printf '第一条 甲。\n第二条 乙。\n' >untitled.txt
refused 3 'a title missing, too' submit untitled.txt --as chen
has 'is said' "$err" 'shows no title'
hasnt 'and no command told that would be refused for it' "$err" 'guiwen draft'
run 3 'papers missing, for programs' submit "$docs/binzang.txt" --as chen \
    --material explanation=explanation.txt --json
is 'as a list' "$(printf '%s' "$out" | json missing.0)" basis
is 'with a code' "$(printf '%s' "$out" | json error.code)" missing
refused 3 'a day that has not come' submit "$docs/binzang.txt" $three \
    --as chen --on 2999-01-01
refused 3 'an authority that is not of this registry' \
    submit "$docs/binzang.txt" $three --as chen --issuing-authority 别的局
is 'none of this changed anything' "$(picture)" "$before"

run 0 'a draft' draft "$docs/binzang.txt" --as chen --on 2021-01-04
has 'has an id' "$out" 2021-0001
refused 3 'handed in without papers' submit 2021-0001 --as chen \
    --on 2021-01-05
hasnt 'which is kept already' "$err" 'guiwen draft'
run 0 'with them' submit 2021-0001 --as chen --on 2021-01-05 $three
refused 3 'twice the same' submit 2021-0001 --as chen --on 2021-01-06 $three
run 0 'at once' submit "$docs/hunyin.md" $three --as chen --on 2021-01-04 \
    --json
is 'the next id' "$(printf '%s' "$out" | json document)" 2021-0002
is 'done' "$(printf '%s' "$out" | json done)" true
is 'where it stands' "$(printf '%s' "$out" | json states.0.state)" \
    material-check
cp "$docs/hunyin.md" 2021-0009
refused 3 'an id is no file' submit 2021-0009 $three --as chen
run 0 'unless written as one' submit ./2021-0009 $three --as chen \
    --on 2021-01-04
refused 3 'a document that is not there' show 2021-0999
refused 3 'what is no id' show abc
run 0 'the history is whole' verify
refused 2 'a new text is no handing in' submit 2021-0001 "$docs/binzang.txt" \
    --as chen
has 'revise is named' "$err" 'guiwen revise 2021-0001'
refused 2 'two files' submit from.txt to.txt --as chen
done_testing

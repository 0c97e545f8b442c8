#!/bin/sh
# One document from the draft to the receipt, and what people see of it.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry
advance reviewed

run 0 'the inbox of the office' inbox --as lin
has 'has the document' "$out" 2021-0001
run 0 'that of counsel' inbox --as zhou
has 'has nothing' "$out" 'nothing to do'
run 0 'adopted' act 2021-0001 adopt --as lin --on 2021-03-24 \
    --material minutes=minutes.txt
refused 2 'a number that is none' number 2021-0001 --number 1 \
    --signer 张立国 --date 2021-03-26 --as lin --on 2021-03-26
run 0 'numbered' number 2021-0001 --number 青民规〔2021〕1号 \
    --signer 张立国 --date 2021-03-26 --as lin --on 2021-03-26
run 3 'an altered text is not published' publish 2021-0001 \
    "$docs/yanglao-butie.docx" --as lin --on 2021-03-29
has 'the redline is shown' "$out" '[-'
run 3 'for programs' publish 2021-0001 "$docs/yanglao-butie.docx" --as lin \
    --on 2021-03-29 --json
has 'too' "$out" '"redline"'
run 0 'published' publish 2021-0001 "$docs/yanglao-butie-issued.docx" \
    --as lin --on 2021-03-29
has 'who is next, where' "$out" 'next (青石区人民政府): office (林芳)'
has 'by when' "$out" 2021-04-13
run 0 'the inbox counts from the day that is given' inbox --as lin \
    --on 2021-04-09 --json
is 'the days left' "$(printf '%s' "$out" | json tasks.0.working_days_left)" 2
is 'not verified' "$(printf '%s' "$out" | json tasks.0.verified)" false
run 1 'one is missing' audit --year 2021
has 'in the list' "$out" 'Missing: due and not filed'
has 'without a register' "$out" 'denominator not reconciled'
refused 3 'dated by no paper' file 2021-0001 --as lin --on 2021-04-06 \
    --dated 2021-04-06 --material filing-report=filing-report.txt
has 'dated by no paper: what to do' "$err" '--evidence FILE'
refused 2 'a paper without its date' file 2021-0001 --as lin --on 2021-04-06 \
    --evidence receipt.txt --material filing-report=filing-report.txt
run 0 'filed' file 2021-0001 --as lin --on 2021-04-06 --evidence response.txt \
    --dated 2021-04-06 --material filing-report=filing-report.txt
refused 3 'filed twice' file 2021-0001 --as lin --on 2021-04-06 \
    --dated 2021-04-06 --material filing-report=filing-report.txt
run 0 'registered' receipt 2021-0001 --number 青府备登〔2021〕12号 --as lin \
    --on 2021-04-07 --dated 2021-04-07 --material receipt=receipt.txt
run 0 'the audit' audit --year 2021 --json
is 'filed in time' "$(printf '%s' "$out" |
    json rates.documents.0.in_time)" true
is 'filing rate' "$(printf '%s' "$out" | json rates.rates.0.percent)" 100.0
is 'the history is whole' "$(printf '%s' "$out" | json history.whole)" true
run 1 'a year without documents' audit --year 2001
has 'is never 100 %' "$out" 'n/a'
has 'and no clean bill' "$out" 'no document of this registry is dated 2001'
hasnt 'nothing else is said' "$out" 'no due filing is missing'
run 1 'a day before all documents' audit --as-of 1999-01-01
has 'neither' "$out" 'this registry has no dated document'
run 1 'the rates alone' audit --rates --year 1800
has 'say so too' "$out" 'nothing to judge'
run 0 'a state that no document is in' list --status repealed
refused 3 'a state that nobody knows' list --status foo
has 'those that are' "$err" 'in force'
refused 3 'an authority that nobody knows' list --authority 无此局
has 'the one that is' "$err" 青石区民政局
run 0 'show' show 2021-0001
has 'its number' "$out" 青民规〔2021〕1号
has 'its versions' "$out" 'as issued'
has 'its milestones' "$out" 'filing registered'
run 0 'show for programs' show 2021-0001 --json
is 'published' "$(printf '%s' "$out" | json published)" 2021-03-29
run 0 'history' history 2021-0001
has 'late entries with their lag' "$out" 'days later'
has 'the opinion by name' "$out" legality-opinion.txt
has 'who was only claimed' "$out" 'only claimed'
run 0 'list' list --status in-force
run 0 'list by year' list --year 2021
has 'has it' "$out" 2021-0001
run 0 'list of another year' list --year 2019
has 'has it not' "$out" 'no documents'
run 0 'list by words' list --text 养老 --json
is 'has it' "$(printf '%s' "$out" | json 0.id)" 2021-0001
run 0 'the two drafts are the same' diff 2021-0001 1 2
refused 3 'a version that is not there' diff 2021-0001 1 7
step=$("$guiwen" history 2021-0001 --json | perl -MJSON::PP -e '
	for (@{decode_json(join "", <STDIN>)}) {
		print $_->{step} if $_->{event} eq "receipt" }')
run 0 'a correction' correct 2021-0001 "$step" --as lin --reason 录入有误 \
    --set number=青府备登〔2021〕21号
run 0 'stands in the history' history 2021-0001
has 'with its step' "$out" "corrects step: $step"
run 0 'and the history is whole' verify
run 0 'workflow list' workflow list
run 0 'workflow show' workflow show normative-document --json
is 'is the chart' "$(printf '%s' "$out" | json name)" normative-document
refused 3 'a workflow that is not there' workflow show nosuch
git clone -q "$GUIWEN_REGISTRY/documents.git" clone 2>/dev/null
is 'a clone has the issued file' \
    "$(cat clone/documents/2021/00/0001/original.docx | sha256sum)" \
    "$(sha256sum <"$docs/yanglao-butie-issued.docx")"
done_testing

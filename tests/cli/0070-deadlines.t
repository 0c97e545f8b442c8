#!/bin/sh
# Deadlines: a clock that stands still, days left, basis and whether verified.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry
today=$(date +%F)

quiet submit "$docs/yanglao-butie-2.docx" $three --as chen
id=$("$guiwen" list --json | json documents.0.id)
[ "$id" = null ] && id=$("$guiwen" list --json | json 0.id)
quiet accept "$id" --as zhou
run 0 'a deadline in JSON' inbox --as zhou --json
is 'has its days left' "$(printf '%s' "$out" |
    json tasks.0.working_days_left)" 15
is 'its basis' "$(printf '%s' "$out" | json tasks.0.basis)" \
    '国办发〔2018〕115号（五）'
is 'and whether that was verified' "$(printf '%s' "$out" |
    json tasks.0.verified)" true
run 0 'a supplement is asked for' act "$id" supplement --as zhou \
    --reason 缺征求意见情况
has 'the drafter is next' "$out" 'drafter'
has 'the clock stands' "$out" "the clock stands since $today"
run 0 'the drafter sees it' inbox --as chen
has 'the clock stands' "$out" "the clock stands since $today (15 working days left)"
run 0 'in JSON' show "$id" --json
is 'since when' "$(printf '%s' "$out" | json states.0.stands_since)" "$today"
is 'the deadline goes on' "$(printf '%s' "$out" | json deadlines.0.ended)" null
run 0 'supplied' act "$id" supply --as chen --material other=basis.txt
run 0 'shown' show "$id"
has 'the deadline runs on' "$out" '15 working days left'
has 'with its basis' "$out" '国办发〔2018〕115号（五） (verified)'
run 0 'the history is whole' verify
run 0 'the chart says what stops the clock' workflow show normative-document
has 'the chart says what stops the clock' "$out" \
    'stops the clock of: legality-review'
done_testing

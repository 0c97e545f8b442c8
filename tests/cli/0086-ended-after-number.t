#!/bin/sh
# A document that was signed and numbered, and is not to be published after
# all, can be ended; no rate gets better by it, and its number stays its own.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
advance numbered
run 0 'what can be done' show 2021-0001
has 'to end it, too' "$out" 'guiwen act 2021-0001 terminate  terminate: office'
refused 3 'not without a reason' act 2021-0001 terminate --as lin \
    --on 2021-03-29
refused 3 'not by its drafter' act 2021-0001 terminate --reason 一 --as chen \
    --on 2021-03-29
run 0 'by the office' act 2021-0001 terminate --reason 漏列联合制定机关 \
    --as lin --on 2021-03-29
has 'it is at its end' "$out" 'now: terminated'
refused 3 'nothing more is done to it' publish 2021-0001 \
    "$docs/yanglao-butie-issued.docx" --as lin --on 2021-03-30
run 0 'nobody has anything to do' inbox --all
has 'with it' "$out" 'nothing to do for anybody'
run 0 'nor is its time told' tick
has 'when it passes' "$out" 'nothing has fallen due that is not recorded'

quiet submit "$docs/binzang-2.txt" $three --as chen --on 2021-04-01
quiet accept 2021-0002 --as zhou --on 2021-04-02
quiet approve 2021-0002 --as zhou --on 2021-04-12 \
    --material legality-opinion=legality-opinion.txt
quiet approve 2021-0002 --as sun --on 2021-04-13 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
quiet act 2021-0002 adopt --as lin --on 2021-04-14 \
    --material minutes=minutes.txt
refused 3 'another gets another number' number 2021-0002 --number \
    青民规〔2021〕1号 --signer 张立国 --date 2021-04-15 --as lin \
    --on 2021-04-15
has 'the number is taken' "$err" 'already belongs to 2021-0001'

run 0 'the audit' audit --year 2021
is 'counts it as made and not published' "$(printf '%s\n' "$out" |
    sed -n 's/^publication rate  *all  *//p' | tr -s ' ')" '0 1 0.0'
has 'and names it' "$out" '2021-0001  青民规〔2021〕1号'
has 'and says why no filing is due' "$out" 'no time for filing runs'
done_testing

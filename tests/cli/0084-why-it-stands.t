#!/bin/sh
# Where a document stands still for a reason, whoever has to go on reads it: in
# show and in the inbox. Where it has ended, show tells by what.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
advance reviewed
run 0 'what waits for its turn' show 2021-0001
hasnt 'has no reason' "$out" 'reason ('
quiet act 2021-0001 adjourn --reason 标准须再测算 --as lin --on 2021-03-24
run 0 'what was adjourned' show 2021-0001
has 'says why' "$out" 'reason (林芳, step 5): 标准须再测算'
run 0 'the inbox' inbox --as lin
has 'says it, too' "$out" 'reason (林芳, step 5): 标准须再测算'
is 'and JSON' "$("$guiwen" show 2021-0001 --json | json states.0.why.reason)" \
    标准须再测算
quiet act 2021-0001 resume --as lin --on 2021-03-25
run 0 'what goes on' show 2021-0001
hasnt 'has none any more' "$out" 标准须再测算
quiet act 2021-0001 adopt --as lin --on 2021-03-25 \
    --material minutes=minutes.txt
quiet number 2021-0001 --number 青民规〔2021〕1号 --signer 张立国 \
    --date 2021-03-26 --as lin --on 2021-03-26
quiet publish 2021-0001 "$docs/yanglao-butie-issued.docx" --as lin \
    --on 2021-03-29
quiet file 2021-0001 --material filing-report=filing-report.txt --as lin \
    --on 2021-04-02
quiet act 2021-0001 suspend --reason 缺起草说明 --material notice=notice.txt \
    --as lin --on 2021-04-06
run 0 'a registration that is suspended' show 2021-0001
has 'says what is wanted' "$out" 'reason (林芳, step 11): 缺起草说明'
run 0 'the inbox' inbox --as lin
has 'beside the deadline' "$out" 'reason (林芳, step 11): 缺起草说明; 15 days'
quiet act 2021-0001 repeal --reason 另有规定 --as lin --on 2021-05-06 \
    --material repeal-basis=repeal-basis.txt
run 0 'what happens elsewhere' show 2021-0001
has 'does not hide it' "$out" 'step 11): 缺起草说明'
has 'nor is taken for it, but told where it belongs' "$out" '  repealed
    reason (林芳, step 12): 另有规定
'
quiet act 2021-0001 resupply --material filing-report=filing-report.txt \
    --as lin --on 2021-05-07
run 0 'what was supplied' show 2021-0001
hasnt 'is wanted no more' "$out" '缺起草说明
'
quiet receipt 2021-0001 --number 备1号 --dated 2021-05-08 \
    --material receipt=receipt.txt --as lin --on 2021-05-08
run 0 'when all has ended' show 2021-0001
has 'the reason is still told' "$out" '): 另有规定'
is 'for programs, too' "$("$guiwen" show 2021-0001 --json |
    json states.0.why.reason)" 另有规定
run 0 'its history' history 2021-0001
has 'tells the end with its name' "$out" '(office)  → repealed'

# What another document took the place of.
GUIWEN_REGISTRY=$work/second
make_registry
advance published
quiet file 2021-0001 --material filing-report=filing-report.txt --as lin \
    --on 2021-04-02
quiet receipt 2021-0001 --number 备1号 --dated 2021-05-08 \
    --material receipt=receipt.txt --as lin --on 2021-05-08
run 0 'what holds' show 2021-0001
hasnt 'has not ended for a reason' "$out" 'reason ('
quiet act 2021-0001 replace --reason 已有新办法 --set by=青民规〔2021〕9号 \
    --material repeal-basis=repeal-basis.txt --as lin --on 2021-06-01
run 0 'what was replaced' show 2021-0001
has 'names what took its place' "$out" \
    '): 已有新办法; by which document: 青民规〔2021〕9号'
is 'and for programs' "$("$guiwen" show 2021-0001 --json |
    json states.0.why.by)" 青民规〔2021〕9号
run 0 'its history' history 2021-0001
has 'tells as what it ended' "$out" '→ expired; closed'
done_testing

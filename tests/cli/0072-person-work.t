#!/bin/sh
# Roles with dates, acting on behalf of another, handing over, and one person
# under two ids.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

within_one_day
make_registry
yesterday=$(date -d '-2 days' +%Y-%m-%d) today=$(TZ=CST-8 date +%Y-%m-%d)
tomorrow=$(date -d '+2 days' +%Y-%m-%d)
opinion='--material legality-opinion=legality-opinion.txt'

# roles with dates
run 0 'a role that is over' person add gao --name 高某 --unit 法规科 \
    --role legal-counsel=2020-01-01/$yesterday --as lin
has 'it is shown' "$out" "legal counsel (2020-01-01 to $yesterday)"
run 0 'one that has not begun' person add hu --name 胡某 --unit 法规科 \
    --role legal-counsel=$tomorrow/ --as lin
run 0 'one that is now' person add ma --name 马某 --unit 法规科 \
    --role legal-counsel=$today/$today --as lin
is 'as JSON' "$("$guiwen" person list --json | json 0.terms)" '[]'
refused 2 'no date' person add mu --name 穆某 --role office=soon --as lin
refused 2 'no role' person add mu --name 穆某 --role clerk=2020-01-01/ --as lin
refused 2 'the end before the beginning' person add mu --name 穆某 \
    --role drafter=2020-02-01/2020-01-01 --as lin
advance submitted
for who in gao hu; do
	refused 3 "$who cannot" accept 2021-0001 --as $who --on 2021-02-23
	has "$who has no role today" "$err" 'has no role here'
done
is 'nothing is in his inbox' \
    "$("$guiwen" inbox --as gao --json | json tasks)" '[]'
run 0 'he can' accept 2021-0001 --as ma --on 2021-02-23
refused 3 'the office does not end' person change lin \
    --role office=/$tomorrow --as lin
run 0 'another of the office' person add xu --name 徐某 --unit 办公室 \
    --role office=/$tomorrow --as lin
refused 3 'and the last one without end stays' person change lin \
    --role drafter --as xu
has 'it says why' "$err" 'without end'

# on behalf of another
run 0 'a delegate' person add dai --name 代某 --unit 养老科 --role drafter \
    --as lin
refused 3 'without delegation' approve 2021-0001 --as dai --for zhou \
    --on 2021-03-02 $opinion
has 'it says so' "$err" 'may not act on behalf of'
refused 3 'nobody delegates to himself' person delegate zhou --to zhou \
    --until $tomorrow --as lin
refused 3 'nor gives it to himself' person delegate zhou --to dai \
    --until $tomorrow --as dai
refused 3 'an auditor acts for nobody' person delegate zhou --to he \
    --until $tomorrow --as zhou
refused 2 'for ever' person delegate zhou --to dai --as zhou
refused 3 'in the past' person delegate zhou --to dai --until $yesterday \
    --as zhou
refused 3 'a role that he has not' person delegate zhou --to dai \
    --until $tomorrow --role office --as zhou
run 0 'from tomorrow on' person delegate zhou --to dai --from $tomorrow \
    --until $tomorrow --as zhou
refused 3 'today not yet' approve 2021-0001 --as dai --for zhou \
    --on 2021-03-02 $opinion
run 0 'he delegates' person delegate zhou --to dai --until $today --as zhou
has 'to one who has not his role: that is said' "$err" \
    'holds none of the roles of 周正明 (zhou) himself'
run 0 'to one who has it' person delegate zhou --to both --until $today \
    --as zhou
is 'nothing is said' "$err" ''
quiet person delegate zhou --to both --end --as zhou
run 0 'who acts' show 2021-0001
has 'the delegate too, with whom he acts for' "$out" '代某 for 周正明'
has 'it is shown' "$("$guiwen" show 2021-0001)" '代某 for 周正明'
out=$("$guiwen" inbox --as dai --json)
is 'what waited is in his inbox' "$(printf %s "$out" | json tasks.0.document)" \
    2021-0001
is 'with whose it is' "$(printf %s "$out" | json tasks.0.on_behalf_of)" zhou
run 0 'he acts' approve 2021-0001 --as dai --for zhou --on 2021-03-02 \
    $opinion --json
is 'both names' "$(printf %s "$out" | json person) $(printf %s "$out" |
    json on_behalf_of)" 'dai zhou'
has 'in the history' "$("$guiwen" history 2021-0001)" '代某 for 周正明'
run 0 'the audit' audit
has 'it lists what was done for another' "$out" \
    'step 7 of 2021-0001 (approve) was done by dai on behalf of zhou, as '
has 'that it is claimed' "$out" 'is only claimed'
git="git -c safe.directory=* -C $GUIWEN_REGISTRY/documents.git"
has 'in the record' "$($git show \
    main:documents/2021/00/0001/record/0007-approve.xml)" \
    'on-behalf-of="zhou" person="dai"'
run 0 'he gives it back' person delegate zhou --to dai --end --as dai
refused 3 'it is over' return 2021-0001 --as dai --for zhou --reason 理由

# separation of duties counts both
quiet submit "$docs/yanglao-butie-2.docx" $three --as dai --on 2021-04-01
quiet person delegate zhou --to dai --until $today --as zhou
refused 3 'who drafted does not accept' approve 2021-0002 --as dai --for zhou
quiet accept 2021-0002 --as zhou --on 2021-04-02
refused 3 'who drafted does not review for another' approve 2021-0002 \
    --as dai --for zhou $opinion
has 'it says why' "$err" 'drafted 2021-0002'
run 0 'who acts' show 2021-0002
has 'who may is named' "$out" '马某, 周正明)'
hasnt 'who may not is not' "$out" '代某 for 周正明'
quiet person delegate chen --to zhou --until $tomorrow --as chen
quiet submit "$docs/yanglao-butie-2.docx" $three --as zhou --for chen \
    --on 2021-04-01
quiet accept 2021-0003 --as ma --on 2021-04-02
refused 3 'who drafted for another does not review' approve 2021-0003 \
    --as zhou $opinion
quiet person delegate ma --to chen --until $tomorrow --as ma
refused 3 'for whom it was drafted does not either' approve 2021-0003 \
    --as chen --for ma $opinion
run 0 'who acts' show 2021-0003
has 'neither of them' "$out" 'legal counsel (兼职人, 马某)'

# handing over
quiet person add ning --name 宁某 --unit 社会科 --role drafter --as lin
refused 3 'it is no other unit'\''s' withdraw 2021-0002 --as ning --reason 撤
quiet withdraw 2021-0002 --as dai --reason 撤 --on 2021-04-03
refused 3 'not to who has not the role' person handover dai --to sun --as dai
has 'it names the document' "$err" 2021-0002
refused 3 'not by another' person handover dai --to ning --as ning
run 0 'he hands over' person handover dai --to ning --as dai
has 'what was open' "$out" 2021-0002
has 'who takes it' "$out" 宁某
has 'the code of the history with it, for the paper' "$out" \
    "Checkpoint code: $("$guiwen" checkpoint --code)"
refused 3 'not twice' person handover dai --to ning --as dai
has 'it is said' "$err" 'was handed over to ning already'
has 'the record names it' "$($git show \
    "main:$($git ls-tree -r --name-only main registry/record |
    grep handover)")" '<datum key="open">2021-0002 '
is 'it is in the inbox' "$("$guiwen" inbox --as ning --json |
    json tasks.0.document)" 2021-0002
run 0 'and can be done' submit 2021-0002 --as ning --on 2021-04-05
quiet withdraw 2021-0002 --as ning --reason 撤 --on 2021-04-06
has 'who acts is named' "$("$guiwen" person list | grep '^zhou ')" \
    '代某 (dai) acts for him'
run 0 'retired' person retire dai --as lin
has 'what is open' "$out" 'retired'
hasnt 'who is retired acts for nobody' "$("$guiwen" person list |
    grep '^zhou ')" 'acts for him'
has 'who has taken it before' "$(printf '%s\n' "$out" | grep 2021-0002)" 宁某
hasnt 'not nobody' "$out" nobody
refused 3 'not twice' person retire dai --as lin
has 'it is said' "$err" 'is retired already'
refused 3 'acts no more' submit "$docs/yanglao-butie-2.docx" $three --as dai
run 0 'retired with a successor' person retire gao --to zhou --as lin --json
is 'to whom' "$(printf %s "$out" | json to)" zhou
is 'the code too' "$(printf %s "$out" | json code)" \
    "$("$guiwen" checkpoint --code)"
refused 3 'not twice' person retire gao --to zhou --as lin
refused 2 'a change of nothing' person change ning --as lin
has 'it is asked for' "$err" 'say what changes of ning'

# one person under two ids
quiet person add chen2 --name 陈思远 --unit 法规科 --role legal-counsel \
    --role fair-competition-reviewer --as lin
quiet submit "$docs/yanglao-butie-2.docx" $three --as chen --on 2021-05-01
quiet accept 2021-0004 --as chen2 --on 2021-05-02
quiet approve 2021-0004 --as chen2 --on 2021-05-03 $opinion
quiet approve 2021-0004 --as chen2 --on 2021-05-04 \
    --material fair-competition-conclusion=legality-opinion.txt
run 0 'nothing is known of it' audit
refused 2 'with whom' person same-as chen2 --as lin
refused 3 'not by himself' person same-as chen2 chen --as chen
run 0 'it becomes known' person same-as chen2 chen --as lin
has 'it is shown' "$out" 'the same person as chen'
refused 3 'not twice' person same-as chen chen2 --as lin
run 1 'the audit looks back' audit
has 'and finds the act' "$out" 'step 3 of 2021-0004 (approve)'
LANGUAGE=zh_CN run 1 'in Chinese too' audit
has 'as its state calls it' "$out" '2021-0004，出具“合法”意见'
has 'each as its own' "$out" '2021-0004，公平竞争审查通过'
quiet submit "$docs/yanglao-butie-2.docx" $three --as chen --on 2021-05-05
quiet accept 2021-0005 --as zhou --on 2021-05-06
refused 3 'from now on it is refused' approve 2021-0005 --as chen2 $opinion
has 'for being one person' "$err" 'are one person'
refused 2 'a mistake needs a reason' person same-as chen2 chen --end --as lin
run 0 'a mistake' person same-as chen2 --end --as lin --reason 重名
run 0 'in the end all is well' audit

# on behalf of who signs with a key: nobody acts under his name without one
ssh-keygen -q -t ed25519 -N '' -C zhou -f zhou
ssh-keygen -q -t ed25519 -N '' -C chen -f chen
quiet key add zhou zhou.pub --as lin
run 0 'to one without a key' person delegate zhou --to chen --until $today \
    --as zhou --key zhou
has 'that is said' "$err" 'signs with a key, so whoever acts for him does too'
quiet submit "$docs/yanglao-butie-2.docx" $three --as ning --on 2021-06-01
refused 3 'not unsigned' accept 2021-0006 --as chen --for zhou
has 'it says what is missing' "$err" 'chen) has no key here'
quiet key add chen chen.pub --as lin
refused 3 'nor with a key and without a signature' accept 2021-0006 \
    --as chen --for zhou
run 0 'signed by the delegate' accept 2021-0006 --as chen --key chen \
    --for zhou --on 2021-06-02
run 0 'the audit' audit
has 'it lists the act' "$out" 'was done by chen on behalf of zhou'
done_testing

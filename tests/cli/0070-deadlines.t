#!/bin/sh
# Deadlines: a clock that stands still, days left, basis and whether verified.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
within_one_day
today=$(TZ=CST-8 date +%F)
# This year and the next have a calendar, as if it were published.
cp -r "$root/workflows" data
for year in ${today%%-*} $((${today%%-*} + 1)); do
	[ -e data/calendars/cn-$year.ics ] || sed "s/2026/$year/g" \
	    data/calendars/cn-2026.ics >data/calendars/cn-$year.ics
done
GUIWEN_DATA=$work/data
export GUIWEN_DATA
make_registry

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
refused 3 'supplied with nothing' act "$id" supply --as chen
has 'what to do is said' "$err" 'brings no paper: hand in what was asked for'
has 'by which command' "$err" \
    "the whole command: guiwen act $id supply --material KIND=FILE --as chen"
run 0 'the inbox' inbox --as chen
has 'has the same command' "$out" \
    "  guiwen act $id supply --material KIND=FILE --as chen; or withdraw"
run 0 'what may be done' show "$id"
has 'has what it needs' "$out" 'with a paper, or --reason why there is none'
run 0 'and for programs' show "$id" --json
has 'it says so' "$out" '"paper_or_reason": true'
run 0 'supplied' act "$id" supply --as chen --material other=basis.txt
run 0 'shown' show "$id"
has 'the deadline runs on' "$out" '15 working days left'
has 'with its basis' "$out" '国办发〔2018〕115号（五） (verified)'
run 0 'the history is whole' verify
run 0 'the chart says what stops the clock' workflow show normative-document
has 'the chart says what stops the clock' "$out" \
    'stops the clock of: legality review'

# ---- a calendar to subscribe to ----

run 0 'a calendar' inbox --as zhou --ics
printf '%s\n' "$out" | tr -d '\r' >one.ics
has 'has the day alone' "$(cat one.ics)" "DTSTART;VALUE=DATE:20"
has 'a name that stays' "$(cat one.ics)" "UID:$id-main-legality-review-2@"
"$guiwen" inbox --as zhou --ics | tr -d '\r' >two.ics
is 'for ever' "$(grep -v DTSTAMP two.ics | cksum)" \
    "$(grep -v DTSTAMP one.ics | cksum)"
LANGUAGE=zh_CN "$guiwen" inbox --as zhou --ics | tr -d '\r' >three.ics
has 'in the language of the locale' "$(cat three.ics)" \
    'SUMMARY:合法性审核中：'
refused 2 'one form at a time' inbox --as zhou --ics --json

# ---- a year without calendar ----

run 0 'looked at from a year without calendar' inbox --as zhou --on 2042-01-04
has 'the days are not counted, and it is said' "$out" \
    '(overdue; no calendar for 20'

# ---- time alone ----

quiet submit "$docs/hunyin.md" $three --as chen --on 2021-02-22
quiet accept 2021-0001 --as zhou --on 2021-02-23
seen=$("$guiwen" show 2021-0001 --json | json record)
for i in 1 2 3 4 5 6; do
	"$guiwen" tick >"tick.$i" 2>&1 || echo "status $?" >>"tick.$i" &
done
wait
is 'six at once record it once' \
    "$(cat tick.? | grep -c 'legality review, due 2021-03-16')" 1
is 'the others say so' "$(grep -l 'nothing has fallen due' tick.? | wc -l)" 5
run 0 'again' tick --json
is 'records nothing' "$out" '[]'
run 0 'the history' history 2021-0001
has 'tells it' "$out" '(deadline.legality-review)  by time'
refused 2 'time has no other day' tick --on 2021-03-20
refused 2 'and is nobody' tick --as nobody
run 0 'who saw the document before acts all the same' approve 2021-0001 \
    --as zhou --on 2021-03-02 --seen "$seen" \
    --material legality-opinion=legality-opinion.txt
quiet approve 2021-0001 --as sun --on 2021-03-05 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
quiet act 2021-0001 adopt --as lin --on 2021-03-24 --material \
    minutes=minutes.txt
quiet number 2021-0001 --number 青民规〔2021〕4号 --signer 张立国 \
    --date 2021-08-20 --as lin --on 2021-08-20
quiet publish 2021-0001 "$docs/hunyin-issued.md" --as lin --on 2021-08-23
run 0 'a text whose day has come' tick
has 'a deadline' "$out" 'to be filed'
has 'takes effect' "$out" '2021-0001  2021-09-01  take effect'
has 'and ends' "$out" '2021-0001  2026-09-01  expire'
run 0 'nothing that a person enters late is barred' file 2021-0001 --as lin \
    --on 2021-08-30 --material filing-report=filing-report.txt
run 3 'nobody sends what time sends' act 2021-0001 deadline.filing-due --as lin
run 0 'the audit replays it' verify

# ---- a review that ran twice ----

quiet submit "$docs/yanglao-butie.docx" $three --as chen --on 2021-05-20
quiet accept 2021-0002 --as zhou --on 2021-05-24
run 2 'a fact that nobody asks for' return 2021-0002 --as zhou \
    --on 2021-06-01 --reason 依据不足 --set foo=bar
has 'is not recorded' "$err" 'does not ask for foo'
quiet return 2021-0002 --as zhou --on 2021-06-01 --reason 依据不足
run 0 'the drafter looks' show 2021-0002
has 'and is told why' "$out" 'reason (周正明, step 4): 依据不足'
is 'in JSON' "$("$guiwen" show 2021-0002 --json | json sent_back.reason)" \
    依据不足
run 0 'the inbox tells him too' inbox --as chen
has 'the inbox tells him too' "$out" '依据不足'
has 'in JSON' "$("$guiwen" inbox --as chen --json)" '"reason": "依据不足"'
quiet revise 2021-0002 "$docs/yanglao-butie-2.docx" --as chen --on 2021-06-25 \
    --material response=response.txt
quiet accept 2021-0002 --as zhou --on 2021-07-05
run 0 'nothing is sent back' show 2021-0002
hasnt 'any more' "$out" '依据不足'
run 0 'a supplement entered afterwards' act 2021-0002 supplement --as zhou \
    --on 2021-07-06 --reason 缺依据
has 'stops no clock' "$out" 'the stated day 2021-07-06 stops no clock'
quiet act 2021-0002 supply --as chen --on 2021-07-08 \
    --material other=basis.txt
run 0 'the second review passes' tick
has 'and its own last day is told' "$out" 'legality review, due 2021-07-26'

# ---- two filings ----

quiet init two --name 两处 --authority 青石区民政局 \
    --filing 青石区人民政府=15 --filing 青石市民政局=30
GUIWEN_REGISTRY=$work/two
quiet person add chen --name 陈思远 --unit 养老科 --role drafter
quiet person add zhou --name 周正明 --role legal-counsel
quiet person add sun --name 孙立群 --role fair-competition-reviewer
quiet person add lin --name 林芳 --role office
advance numbered
run 0 'published' publish 2021-0001 "$docs/yanglao-butie-issued.docx" \
    --as lin --on 2021-03-29
has 'each filing is named' "$out" 'next (青石市民政局): office (林芳)'
refused 2 'which filing?' file 2021-0001 --as lin --on 2021-04-06 \
    --material filing-report=filing-report.txt
has 'how it is named' "$err" '--authority NAME'
GUIWEN_REGISTRY=$work/reg

git -C "$GUIWEN_REGISTRY/documents.git" log --format=%s >subjects
has 'in git' "$(cat subjects)" '期限届满（deadline.legality-review）'
done_testing

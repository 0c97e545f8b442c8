#!/bin/sh
# What is overdue and what falls due until a day, whoever has it: a line for
# each open deadline, by last day.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

# row ID: its line, blanks made one
row()
{
	printf '%s\n' "$out" | grep "^$1" | tr -s ' '
}

make_registry
run 0 'of nothing' list --overdue --on 2021-03-02
is 'there is nothing' "$out" 'nothing is overdue on 2021-03-02'
run 0 'nothing to come' list --due 7 --on 2021-03-02
is 'neither' "$out" 'nothing is due until 2021-03-09'
run 0 'as JSON' list --due 7 --on 2021-03-02 --json
is 'none' "$(printf '%s' "$out" | json deadlines)" '[]'

# ---- one in working days, before anybody recorded that it passed ----

advance accepted
for due in 2021-03-16 14 14d 14日 １４ 2021年3月16日 2021.3.16; do
	run 0 "until $due" list --due "$due" --on 2021-03-02
	is 'it is one of them' "$(row 2021-0001)" "2021-0001 \
青石区养老机构运营补贴办法 legality review 2021-03-16 14 days left \
(10 working days) legal counsel (兼职人, 周正明) verified"
done
has 'counted' "$out" 'due until 2021-03-16: 1, of which overdue: 0'
run 0 'a day less' list --due 13 --on 2021-03-02
is 'has it not' "$out" 'nothing is due until 2021-03-15'
run 0 'on its last day' list --due 0 --on 2021-03-16
has 'it is due' "$(row 2021-0001)" '2021-03-16 due today legal counsel'
run 0 'which is not late' list --overdue --on 2021-03-16
is 'nothing is' "$out" 'nothing is overdue on 2021-03-16'
run 0 'the day after: a list, no verdict' list --overdue --on 2021-03-17
has 'it is' "$(row 2021-0001)" 'overdue by 1 day (1 working day)'
has 'counted' "$out" 'overdue: 1'
run 0 'what is due has it, too' list --due 3 --on 2021-03-22
has 'with what it is' "$(row 2021-0001)" 'overdue by 6 days (4 working days)'
has 'counted' "$out" 'due until 2021-03-25: 1, of which overdue: 1'
"$guiwen" list --overdue --on 2021-04-01 >before
quiet tick
"$guiwen" list --overdue --on 2021-04-01 >after
is 'a tick changes nothing' "$(cat after)" "$(cat before)"
run 0 'seen from a year without calendar' list --overdue --on 2042-01-06
has 'the days that are known' "$(row 2021-0001)" \
    'overdue by 7601 days (no calendar for 20'

# ---- in natural days, to an authority; what has ended is gone ----

quiet approve 2021-0001 --as zhou --on 2021-03-02 \
    --material legality-opinion=legality-opinion.txt
quiet approve 2021-0001 --as sun --on 2021-03-05 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
run 0 'done' list --overdue --on 2021-04-01
is 'is over' "$out" 'nothing is overdue on 2021-04-01'
quiet act 2021-0001 adopt --as lin --on 2021-03-24 \
    --material minutes=minutes.txt
quiet number 2021-0001 --number 青民规〔2021〕1号 --signer 张立国 \
    --date 2021-03-26 --as lin --on 2021-03-26
quiet publish 2021-0001 "$docs/yanglao-butie-issued.docx" --as lin \
    --on 2021-03-29
run 0 'a filing' list --overdue --on 2021-04-20
is 'is told with its authority' "$(row 2021-0001)" "2021-0001 \
青石区养老机构运营补贴办法 to be filed (青石区人民政府) 2021-04-13 \
overdue by 7 days office (林芳) not verified"

# ---- a clock that stands, a last day that nobody knows ----

quiet submit "$docs/binzang.txt" $three --as chen --on 2021-02-22
quiet accept 2021-0002 --as zhou --on 2021-02-23
echo 通知 >letter.txt
quiet act 2021-0002 supplement --as zhou --on 2021-03-01 --reason 缺依据 \
    --evidence letter.txt --dated 2021-03-01
quiet submit "$docs/hunyin.md" $three --as chen --on 2006-03-01
quiet accept 2006-0001 --as zhou --on 2006-03-02
quiet submit "$docs/zhuican.md" $three --as chen --on 2021-02-01
quiet accept 2021-0003 --as zhou --on 2021-02-02
run 0 'what is overdue' list --overdue --on 2021-04-20
is 'by last day, the unknown behind' "$(printf '%s\n' "$out" |
    grep -o '^20[0-9-]*' | tr '\n' ' ')" '2021-0003 2021-0001 2006-0001 '
has 'it is not guessed' "$(row 2006-0001)" \
    'legality review not known (no calendar for that year) legal counsel'
has 'but counted' "$out" 'overdue: 2; last day not known: 1'
run 0 'what is due' list --due 2021-04-20 --on 2021-04-20
is 'has one whose clock stands, at the end' "$(printf '%s\n' "$out" |
    grep -o '^20[0-9-]*' | tr '\n' ' ')" \
    '2021-0003 2021-0001 2006-0001 2021-0002 '
has 'and says so, and who has it' "$(row 2021-0002)" \
    'legality review: supplement awaited during the review the clock stands since 2021-03-01 (11 working days left) drafter (陈思远) verified'
has 'it is counted apart' "$out" 'due until 2021-04-20: 2, of which overdue:'\
' 2; last day not known: 1; clock stands: 1'
run 0 'until before its last day' list --due 2021-03-15 --on 2021-04-20
hasnt 'it is none of them' "$out" 2021-0002

# ---- as JSON ----

run 0 'as JSON' list --due 2021-04-20 --on 2021-04-20 --json
first=$(printf '%s' "$out" | json deadlines.0)
for pair in document=2021-0003 state=legality-review authority=null \
    deadline_of=legality-review role=legal-counsel due=2021-02-26 \
    days_left=-53 overdue=true 'within=15 working-days' verified=true; do
	is "${pair%%=*}" "$(printf '%s' "$first" | json "${pair%%=*}")" \
	    "${pair#*=}"
done
is 'who has it' "$(printf '%s' "$first" | json who)" '["both","zhou"]'
is 'working days, too' "$(printf '%s' "$first" |
    json working_days_left)" -36
is 'the authority of a filing' "$(printf '%s' "$out" |
    json deadlines.1.authority)" 青石区人民政府
is 'not known' "$(printf '%s' "$out" | json deadlines.2.due)" null
is 'nor whether it is overdue' "$(printf '%s' "$out" |
    json deadlines.2.overdue)" null
is 'which it is of' "$(printf '%s' "$out" | json deadlines.3.deadline_of)" \
    legality-review
is 'where it stands' "$(printf '%s' "$out" | json deadlines.3.state)" \
    review-supplement
is 'since when' "$(printf '%s' "$out" | json deadlines.3.stands_since)" \
    2021-03-01
is 'from which day' "$(printf '%s' "$out" | json today)" 2021-04-20

# ---- with the filters of the list ----

run 0 'of a year' list --overdue --on 2021-04-20 --year 2006
is 'its own' "$(printf '%s\n' "$out" | grep -c '^20')" 1
run 0 'with a word' list --overdue --on 2021-04-20 --text 助餐
is 'that one' "$(row 20 | cut -c-9)" 2021-0003
run 0 'in a state' list --overdue --on 2021-04-20 --status 合法性审核中
is 'those' "$(row 20 | cut -c-9 | tr '\n' ' ')" '2021-0003 2006-0001 '
run 0 'of an authority' list --overdue --on 2021-04-20 \
    --authority 青石区民政局
has 'all' "$out" 'overdue: 2; last day not known: 1'
run 0 'of an authority in time' list --overdue --on 2021-02-01 \
    --authority 青石区民政局 --text 助餐
is 'nothing' "$out" 'nothing is overdue on 2021-02-01'
refused 3 'of none' list --overdue --authority 青石区教育局
refused 3 'in a state that there is not' list --overdue --status nix

# ---- delegation, language ----

quiet person add wen --name 文静 --unit 办公室 --role drafter --as lin
quiet person delegate lin --to wen --until 2099-12-31 --as lin
run 0 'one who acts for another' list --overdue
has 'is named' "$(row 2021-0001)" 'office (林芳, 文静 for 林芳)'
export LANGUAGE=zh_CN
run 0 'in Chinese' list --due 2021-04-20 --on 2021-04-20
has 'a line' "$(row 2021-0003)" '合法性审核中 2021-02-26 超期 53 天（36 个工作日）'
has 'the end' "$out" '其中超期 2 项'
export LANGUAGE=

# ---- one that cannot be read ----

cp -r reg lost
git=lost/documents.git
object=$(git -C $git rev-parse main:documents/2021/00/0001/state.xml)
rm -f "$git/objects/$(echo "$object" | cut -c1-2)/$(echo "$object" |
    cut -c3-)"
sqlite3 lost/ledger.sqlite 'DELETE FROM redo'
for more in '' '--status nothing-like-it'; do
	run 4 "a state that is lost $more" list --overdue --on 2021-04-20 \
	    --registry lost $more
	has 'is told' "$err" 'the deadlines of 2021-0001 are not known: '
	is 'once' "$(printf '%s\n' "$err" | wc -l)" 1
	[ -n "$more" ] || has 'with all others' "$out" \
	    'overdue: 1; last day not known: 1'
done
run 4 'nothing is claimed' list --overdue --on 2021-04-20 --registry lost \
    --text 养老机构
is 'of what is not known' "$out" ''

# ---- wrong ----

refused 2 'one of them' list --overdue --due 7
has 'it is said why' "$err" 'not both'
for due in soon -3 7wd 3m 1234567 '' 2021-02-30 1e3; do
	refused 2 "no day: $due" list --due="$due"
	has 'it is said what is' "$err" 'a number of days, 7, or a day'
done
refused 2 'a day for nothing' list --on 2021-03-01
has 'it is said for what' "$err" 'only with --overdue or --due'
refused 2 'no day to count from' list --overdue --on 2021-02-30
refused 2 'no value' list --due
done_testing

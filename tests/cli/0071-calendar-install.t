#!/bin/sh
# A calendar for a further year: a record by the office; the last days that it
# makes known are recorded by tick and listed by the audit.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
cp -r "$root/workflows" data
mv data/calendars/cn-2022.ics cn-2022.ics
GUIWEN_DATA=$work/data
export GUIWEN_DATA
make_registry
unset GUIWEN_DATA

quiet submit "$docs/hunyin.md" $three --as chen --on 2021-12-27
quiet accept 2021-0001 --as zhou --on 2021-12-28
run 0 'the last day lies in a year without calendar' show 2021-0001
has 'so it is not known' "$out" 'not known (no calendar for that year)'
run 0 'nothing can fall due' tick --json
is 'nothing can fall due' "$out" '[]'

refused 2 'which file' calendar install --as lin --reason 通知
refused 2 'why' calendar install cn-2022.ics --as lin
refused 3 'not by a drafter' calendar install cn-2022.ics --as chen \
    --reason 通知
refused 3 'a reason of blanks' calendar install cn-2022.ics --as lin \
    --reason ' '
refused 3 'no calendar' calendar install basis.txt --as lin --reason 通知
has 'the file is named' "$err" basis.txt
refused 3 'a file that is not there' calendar install none.ics --as lin \
    --reason 通知
cat cn-2022.ics "$root/workflows/calendars/cn-2023.ics" >two.ics
refused 3 'two files in one' calendar install two.ics --as lin --reason 通知
sed 's/X-GUIWEN-YEAR:2022/X-GUIWEN-YEAR:1950/' cn-2022.ics >old.ics
refused 3 'a year out of range' calendar install old.ics --as lin --reason 通知
for year in 2008 2012 2019 2021 2023 2026; do
	sed '/BEGIN:VEVENT/,/END:VEVENT/d' \
	    "$root/workflows/calendars/cn-$year.ics" >empty.ics
	refused 3 "$year without a holiday" calendar install empty.ics \
	    --as lin --reason 通知
done
has 'says what is wrong' "$err" 'holidays are missing from it'
sed 's/^END:VCALENDAR/BEGIN:VEVENT\
UID:summer@x\
DTSTAMP:20220101T000000Z\
DTSTART;VALUE=DATE:20220704\
DTEND;VALUE=DATE:20220827\
SUMMARY:暑假\
CATEGORIES:HOLIDAY\
END:VEVENT\
&/' cn-2022.ics >many.ics
refused 3 'a summer of holidays' calendar install many.ics --as lin \
    --reason 通知
has 'says how many days are left to work' "$err" 'working days, where a year has about 250'
run 0 'nothing has changed' calendar list 2021
run 0 'installed' calendar install cn-2022.ics --as lin \
    --reason 国务院办公厅关于2022年部分节假日安排的通知
has 'what to do next' "$out" 'guiwen tick'
refused 3 'the same again' calendar install cn-2022.ics --as lin --reason 通知
has 'says so' "$err" 'in force already'

run 0 'the audit names it before a tick' audit
has 'who and why' "$out" 'by lin put a calendar of 2022 in force: 国务院办公厅'
has 'what it makes known' "$out" \
    'and would be 2022-01-19 by the calendar that is in force now'
run 0 'a tick' tick
has 'records what became known' "$out" 'due 2022-01-19'
has 'and that it has passed' "$out" 'the time for it has passed'
run 0 'again' tick --json
is 'records nothing' "$out" '[]'
run 0 'shown' show 2021-0001
has 'with what was told first' "$out" 'first not known'
run 0 'the history is whole' verify
run 0 'and the year is listed' calendar list 2022
has 'and the year is listed' "$out" '2022 has'
git -C "$GUIWEN_REGISTRY/documents.git" log --format=%s >subjects
has 'in git' "$(cat subjects)" '启用 2022 年日历'
done_testing

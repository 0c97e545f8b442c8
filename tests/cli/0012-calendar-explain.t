#!/bin/sh
# guiwen calendar: deadlines day by day, years that are not known.
. "$(dirname "$0")/lib.sh"

run 0 'fifteen working days over two holidays' \
    calendar explain 2021-09-15 +15wd
has 'the last day' "$out" '2021-10-12 is the last day'
has 'a make-up day is counted' "$out" '2021-09-18  Sat        3'
has 'a holiday is skipped and named' "$out" '国庆节'
is 'every day from the next to the last is told' \
    "$(printf "%s\n" "$out" | grep -c '^2021-..-..  ')" 27
run 0 'as JSON' calendar explain 2021-09-15 15wd --json
is 'due' "$(printf "%s\n" "$out" | json due)" 2021-10-12
is 'the first day' "$(printf "%s\n" "$out" | json days.0.day)" 2021-09-16
run 0 'natural days' calendar explain 2021-09-20 +15d --json
is 'end on a day off' "$(printf "%s\n" "$out" | json due)" 2021-10-05
run 0 'that rolls on demand' calendar explain 2021-09-20 +15d --roll --json
is 'to a working day' "$(printf "%s\n" "$out" | json due)" 2021-10-08
run 0 'a month' calendar explain 2021-01-31 +1m --json
is 'ends on its last day' "$(printf "%s\n" "$out" | json due)" 2021-02-28
run 0 'the holidays of a year' calendar list 2021
has 'spring festival' "$out" 春节
has 'how many working days' "$out" '2021 has 250 working days'
refused 3 'a year without a calendar' calendar list 2031
has 'names the year' "$err" 2031
has 'what to wait for' "$err" "once the year's notice is out"
refused 3 'a year long past' calendar explain 2006-12-20 +5wd
has 'is put in force' "$err" 'put it in force with guiwen calendar install'
hasnt 'its notice is out' "$err" 'once the year'
refused 3 'a period into such a year' calendar explain 2026-12-25 +15wd
GUIWEN_DATA=$work/none
export GUIWEN_DATA
mkdir none
run 0 'data that are not there fall back' version --json
done_testing

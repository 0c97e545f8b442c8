#!/bin/sh
# Where everything stands, for whoever asks: what everybody has to do, who may
# do it, and what is overdue.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
run 0 'of nothing' inbox --all
is 'there is nothing' "$out" 'nothing to do for anybody'
advance accepted
quiet submit "$docs/binzang.txt" $three --as chen --on 2021-03-01
quiet draft "$docs/zhuican.md" --as chen --on 2021-03-01
run 0 'everything' inbox --all --on 2021-03-02
is 'the one with a last day first, then by number' \
    "$(printf '%s\n' "$out" | grep -o '^2021-000[0-9]' | tr '\n' ' ')" \
    '2021-0001 2021-0002 2021-0003 '
has 'whose it is' "$out" 'legal counsel (兼职人, 周正明)'
has 'of a drafter, too' "$out" 'drafter (陈思远)'
has 'none is overdue' "$out" '3 to do, of which overdue: 0'
run 0 'later' inbox --all --on 2021-06-01
has 'one is' "$out" '3 to do, of which overdue: 1'
run 0 'whoever asks' inbox --all --as he --on 2021-03-02
has 'may be an auditor' "$out" '3 to do'
refused 3 'but nobody whom the registry does not know' inbox --all --as nemo
run 0 'as JSON' inbox --all --json
is 'who may do it' "$(printf '%s' "$out" | json tasks.0.who)" '["both","zhou"]'
is 'it is of nobody' "$(printf '%s' "$out" | json person)" null
run 0 'as a calendar' inbox --all --ics
has 'with what has a last day' "$out" 'UID:2021-0001-main-legality-review'
# one alone does not see it
run 0 'an inbox of one' inbox --as lin
hasnt 'has his' "$out" 2021-0001
hasnt 'and is not sent elsewhere' "$out" 'guiwen list'
run 0 'of one who never has any' inbox --as he
is 'has nothing, and says who has' "$out" "nothing to do for 何为民
what others have to do: guiwen inbox --all; what is due by when: guiwen \
list --due 7"
# to be confirmed by another
echo 名单 >names.txt
quiet submit "$docs/hunyin.md" $three --personal other=names.txt --as chen \
    --on 2021-03-03
quiet destroy 2021-0004 --reason 期满 --basis 依据 --as lin
run 0 'a destruction that was asked for' inbox --all
has 'stands there, too' "$out" 'destruction of personal material asked for'
done_testing

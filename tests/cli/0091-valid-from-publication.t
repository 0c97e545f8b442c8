#!/bin/sh
# a text that is in force from its publication and says only for how long: its
# last day is known once it is published, and then it expires
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry

# text [NUMBER]
text()
{
	[ -z "${1-}" ] || printf '%s\n\n' "$1"
	printf '青石区停车收费管理规定\n\n'
	printf '第一条　为了规范停车收费，制定本规定。\n'
	printf '第二条　本规定自公布之日起施行，有效期二年。\n'
	printf '\n青石区民政局\n2021年3月26日\n'
}
text >a.txt
text 青民规〔2021〕1号 >issued.txt

advance numbered a.txt
run 0 'before it is published' show 2021-0001
hasnt 'nobody knows its last day' "$out" 'valid until'
quiet publish 2021-0001 issued.txt --as lin --on 2021-03-29
run 0 'then' show 2021-0001
has 'it is valid for two years' "$out" 'valid until         2023-03-28'
run 3 'on its last day' act 2021-0001 expire --as lin --on 2023-03-28
run 0 'once it is over' list
has 'everybody is told' "$out" 'validity ended on 2023-03-28'
run 0 'time' tick
has 'brings it to its end' "$out" 2021-0001
run 0 'it has expired' show 2021-0001
has 'as it says' "$out" 'expired'
run 0 'the history' verify
done_testing

#!/bin/sh
# A command line that makes no sense: status 2, one sentence, the usage line.
. "$(dirname "$0")/lib.sh"

bad()
{
	what=$1
	shift
	refused 2 "$what" "$@"
	has "$what: usage" "$err" 'usage: guiwen'
}
bad 'no command'
bad 'an unknown command' frobnicate
bad 'a mistyped command' calender
has 'names the near one' "$err" 'perhaps calendar is meant'
bad 'an unknown option' read --frob x
bad 'a mistyped option' submit --materail x=y z
has 'names the near one' "$err" 'perhaps --material is meant'
bad 'a value that is missing' submit f --reason
bad 'a value that is an option' submit f --reason --json
bad 'a value for a switch' read f --json=yes
bad 'an option twice' submit f --reason a --reason b
bad 'a short option' read -x f
bad 'an operand too few' read
bad 'an operand too many' read a b
bad 'a material without a file' submit f --material explanation
bad 'a material of no kind' submit f --material =x
bad 'a mistyped kind' submit "$samples/play.sh" --material explanatoin=/dev/null
has 'names the near kind' "$err" 'perhaps explanation is meant'
bad 'a day that is none' submit f --on 2021-02-30
bad 'a date on a paper that is none' file 2021-0001 --dated yesterday
bad 'a class that is none' submit f --class secret
bad 'a role that is none' accept 2021-0001 --role king
bad 'a record that is none' accept 2021-0001 --seen last
bad 'a relation that is none' draft f --relation likes=2021-0001
bad 'number without its facts' number 2021-0001
bad 'receipt without a number' receipt 2021-0001
bad 'correct without a reason' correct 2021-0001 1 --set number=1
bad 'a year that is none' list --year x
for command in 'list' 'show 2021-0001' 'audit' 'read f' 'person add x'; do
	bad "$command has no day of its own" $command --on 2021-05-01
done
bad 'a calendar of nothing' calendar frob
bad 'a period that is none' calendar explain 2021-01-01 soon
bad 'two views at once' read f --xml --text
bad 'a workflow of nothing' workflow frob
bad 'init without settings' init dir
bad 'init with both' init dir --settings f --name x
bad 'a filing without days' init dir --name a --authority b --filing c=soon
bad 'person without a name' person add x
bad 'an argument that is not UTF-8' read "$(printf 'a\377b')"
is 'init made nothing' "$(ls)" ''

run 0 'options may stand before the verb' --json version
has 'and count' "$out" '"version"'
run 0 'and after it' version --json
run 3 '-- ends the options' read -- --json
has 'what follows is a file' "$err" 'there is no file --json'
run 0 '-h explains' submit -h
has 'on standard output' "$out" 'usage: guiwen submit'
run 0 '-h before the verb too' -h submit
run 0 'help lists' help
bad 'help of nothing' help frob
run 0 'help materials lists the kinds' help materials
has 'with the explanation' "$out" explanation
run 0 '--version' --version
is 'as version' "$out" "$("$guiwen" version)"
done_testing

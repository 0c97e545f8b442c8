#!/bin/sh
# The inbox names the command by which each thing is done; a document goes the
# whole way by nothing but these.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
# The lines of the inbox of $1, without "guiwen".
lines() { "$guiwen" inbox --as "$1" | sed -n 's/^  guiwen //p'; }
# step WHO DAY WANTED [NUMBER]: what stands there, and it does it.
step()
{
	line=$(lines "$1" | sed 's/; or .*//')
	is "$1 is told" "$line" "$3"
	line=$(printf '%s' "$line" | sed -e 's/\([a-z-]*\)=FILE/\1=\1.txt/g' \
	    -e "s| FILE| $docs/yanglao-butie-issued.docx|" \
	    -e "s/NUMBER/${4-}/" -e 's/NAME/张立国/' -e 's/DATE/2021-03-26/')
	eval "set -- $2 $line"
	day=$1
	shift
	run 0 "guiwen $1" "$@" --on "$day"
}

quiet draft "$docs/yanglao-butie-2.docx" --as chen --on 2021-02-22
step chen 2021-02-22 'submit 2021-0001 --material explanation=FILE --material basis=FILE --material consultation=FILE --as chen'
has 'what else can be done' "$(lines zhou)" \
    'accept 2021-0001 --as zhou; or supplement (guiwen show 2021-0001)'
is 'nothing for who has nothing to do' "$(lines chen)" ''
step zhou 2021-02-23 'accept 2021-0001 --as zhou'
has 'all of it' "$(lines zhou)" '; or return, reject, supplement (guiwen show'
hasnt 'nothing of it in JSON' "$("$guiwen" inbox --as zhou --json)" 'guiwen '
quiet person delegate zhou --to both --until \
    "$(TZ=CST-8 date -d '+1 day' +%Y-%m-%d)" --as zhou
quiet person change both --role drafter --as lin
has 'for another' "$(lines both)" \
    'approve 2021-0001 --material legality-opinion=FILE --as both --for zhou'
quiet person delegate zhou --to both --end --as zhou
quiet person change zhou --os-user "$(id -un)" --as lin
has 'nobody is named whom the account says' \
    "$("$guiwen" inbox | grep 'guiwen approve')" \
    'approve 2021-0001 --material legality-opinion=FILE; or'
quiet person change zhou --os-user '' --as lin
step zhou 2021-03-02 \
    'approve 2021-0001 --material legality-opinion=FILE --as zhou'
step sun 2021-03-05 \
    'approve 2021-0001 --material fair-competition-conclusion=FILE --as sun'
step lin 2021-03-24 'act 2021-0001 adopt --material minutes=FILE --as lin'
step lin 2021-03-26 \
    'number 2021-0001 --number NUMBER --signer NAME --date DATE --as lin' \
    '青民规〔2021〕1号'
step lin 2021-03-29 'publish 2021-0001 FILE --as lin'
step lin 2021-04-02 'file 2021-0001 --material filing-report=FILE --as lin'
step lin 2021-04-12 \
    'receipt 2021-0001 --number REGISTRATION --material receipt=FILE --as lin' \
    '青政备〔2021〕1号'
is 'all is done' "$(lines lin)" ''

# one who may not
quiet submit "$docs/binzang.txt" $three --as both --on 2021-05-01
quiet person change both --role drafter --role legal-counsel --as lin
hasnt 'who is barred is told of no command' "$(lines both)" 2021-0002
done_testing

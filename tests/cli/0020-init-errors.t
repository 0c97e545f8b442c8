#!/bin/sh
# guiwen init and person: making a registry, and what is refused.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

refused 3 'no registry at all' list
mkdir plain
refused 3 'a folder that is none' list --registry plain
refused 3 'a folder that is not there' list --registry nosuch
: >plain/ledger.sqlite
refused 4 'a ledger that is empty' list --registry plain
head -c 4096 /dev/urandom >plain/ledger.sqlite
run 4 'a ledger of noise' list --registry plain
is 'a ledger of noise: one sentence' \
    "$(printf '%s\n' "$err" | grep -c '^guiwen: ')" 1

echo '<registry' >bad.xml
refused 3 'settings that are no XML' init reg --settings bad.xml
has 'names the file' "$err" bad.xml
printf '<registry xmlns="urn:guiwen:registry:1" name="x">\n<frob/></registry>\n' >odd.xml
refused 3 'settings with something unknown' init reg --settings odd.xml
has 'names file and line' "$err" 'odd.xml:2: <frob>'
refused 3 'settings that are not there' init reg --settings none.xml
is 'nothing was made' "$(ls -d reg 2>/dev/null)" ''
run 0 'a registry' init reg --name 文件库 --authority 青石区民政局 \
    --filing 青石区人民政府=15 --filing 青石区人大常委会=30wd
has 'unverified' "$out" 'not verified'
refused 3 'the same folder again' init reg --name x --authority y
mkdir full && : >full/file
refused 3 'a folder with something in it' init full --name x --authority y

run 0 'the first person' person add chen --name 陈思远 --role drafter
refused 3 'the same id again' person add chen --name 别人 --role office
refused 2 'a role that is none' person add x --name 某 --role king
refused 2 'an id that is none' person add 'X Y' --name 某 --role drafter
refused 3 'a person that is not there' person change nobody --name 某
run 0 'an office' person add lin --name 林芳 --role office
refused 3 'then people are changed by the office only' \
    person add x --name 某 --role drafter --as chen
run 0 'by the office' person change chen --unit 养老科 --as lin
has 'the unit' "$out" 养老科
run 0 'retired' person retire chen --as lin
refused 3 'who is retired does not act' draft "$docs/binzang.txt" --as chen
run 0 'the list' person list --json
is 'has both' "$(printf '%s' "$out" | json 0.id)" chen
is 'and who is retired' "$(printf '%s' "$out" | json 0.retired)" true
refused 2 'called back without a reason' person recall chen --as lin
run 0 'a change of one who is retired' person change chen --post 科员 --as lin
run 0 'the list' person list --json
is 'calls nobody back' "$(printf '%s' "$out" | json 0.retired)" true
refused 3 'a reason of blanks' person recall chen --reason ' ' --as lin
run 0 'called back' person recall chen --reason 返聘 --as lin
refused 3 'who is not retired' person recall chen --reason 返聘 --as lin
run 0 'acts again' draft "$docs/binzang.txt" --as chen
refused 3 'an auditor who is office' person add he --name 何为民 \
    --role auditor --role office --as lin
run 0 'an auditor' person add he --name 何为民 --role auditor --as lin
refused 3 'an auditor changes nobody' person change chen --post 无 --as he
refused 3 'goes over to acting without a reason' person change he \
    --role office --as lin
refused 3 'and is not both' person change he --role office --role auditor \
    --reason 调岗 --as lin
run 0 'for a reason' person change he --role office --reason 调岗 --as lin
refused 3 'nobody changes his own roles' person change lin --role office \
    --role drafter --as lin
has 'says who does' "$err" 'another person of the office'
refused 3 'nobody retires himself' person retire lin --as lin
run 0 'a person known by the system account' person change lin \
    --role office --role drafter --os-user "$(id -un)" --as he
run 0 'needs no --as' draft "$docs/binzang.txt" --json
is 'and is known, not claimed' "$(printf '%s' "$out" |
    json authenticated)" os-user
run 0 'unlike one that is named' draft "$docs/hunyin.md" --as lin --json
is 'who is known as well, being the same' "$(printf '%s' "$out" |
    json authenticated)" os-user
quiet person add wu --name 吴晓岚 --role drafter
run 0 'another one' draft "$docs/zhuican.md" --as wu --json
is 'is only claimed' "$(printf '%s' "$out" | json authenticated)" claimed
quiet person change lin --os-user '' --as lin
mkdir -p reg/below && cd reg/below
unset GUIWEN_REGISTRY
run 0 'the nearest registry above is found' person list
refused 3 'nobody is named' inbox
has 'says how' "$err" --as
hasnt 'and no other one is meant' "$err" 'not about'
quiet init "$work/other" --name 甲 --authority 乙
GUIWEN_REGISTRY=$work/other
export GUIWEN_REGISTRY
run 0 'another one named by the environment' person list
has 'that is said' "$err" "about the registry $work/other"
run 0 'the same one' person list --registry "$work/other"
hasnt 'named here' "$err" 'not about'
GUIWEN_REGISTRY=$PWD/..
run 0 'the same one' person list
hasnt 'by another path' "$err" 'not about'
unset GUIWEN_REGISTRY
mkdir "$work/fresh" && cd "$work/fresh"
# An existing registry is always told of as one; nor is one that may not be
# read told of as none.
quiet init again --name 甲 --authority 乙
touch again/ledger.sqlite-wal again/a again/z
for i in 1 2 3; do
	refused 3 "a registry already ($i)" init again --name 甲 --authority 乙
	has "said as such ($i)" "$err" 'is a registry already'
done
if [ "$(id -u)" -ne 0 ]; then
	chmod 0 again
	refused 5 'a registry of others' list --registry again
	has 'no permission is no "no registry"' "$err" 'no permission'
	chmod 700 again
else
	skip 'root may read everything'
	skip 'root may read everything'
	skip 'root may read everything'
fi

# What was typed is what is spoken of.
refused 2 'a filing in no time' init new --name 甲 --authority 乙 --filing 丙=0
has 'names the option' "$err" '--filing 丙=0: nothing can be filed within 0'
refused 2 'no name' init new --name '' --authority 乙
has 'names the option' "$err" '--name is empty'
refused 2 'no authority' init new --name 甲 --authority ''
has 'names the option' "$err" '--authority is empty'
refused 3 'one filing twice' init new --name 甲 --authority 乙 --filing 丙=10 \
    --filing 丙=10
case $err in
*--filing:*) not_ok 'no line that nobody wrote' "$err" ;;
*) ok 'no line that nobody wrote' ;;
esac
touch plain
refused 3 'a file for a folder' init plain --name 甲 --authority 乙
has 'is said' "$err" 'plain is a file'
refused 3 'a file for a registry' list --registry plain
done_testing

#!/bin/sh
# What a Chinese keyboard gives, and the names that screens show, are taken
# for the digits, hyphens and identifiers that are meant, or told.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
refused 2 'a dash before an option' submit "$docs/hunyin.md" —as wu
has 'tells the option' "$err" 'perhaps --as is meant'
refused 2 'two dashes before it' submit "$docs/hunyin.md" ——as wu
has 'tells it, too' "$err" 'perhaps --as is meant'
refused 2 'with its value' submit "$docs/hunyin.md" －－as=wu
has 'tells it again' "$err" 'perhaps --as is meant'
echo 一 >—as.txt
run 0 'a file may begin with a dash' read —as.txt

# Persons, roles and kinds by name.
run 0 'a drafter by name' submit "$docs/yanglao-butie-2.docx" --as 陈思远 \
    --on ２０２１-02-22 --material 起草说明=explanation.txt \
    --material basis=basis.txt --material 征求意见及采纳情况=consultation.txt
run 0 'is kept by the id' history 2021-0001 --json
is 'the person' "$(printf '%s' "$out" | grep -c '"chen"')" 1
has 'the kind' "$out" '"explanation"'
has 'the day' "$out" 2021-02-22
run 0 'a full-width document' show ２０２１－０００１
run 0 'a role by name' accept 2021-0001 --as zhou --role 'legal counsel' \
    --on 2021-02-23
run 0 'a delegation between names' person delegate 周正明 --to 兼职人 \
    --until 2099-12-31 --role 'legal counsel' --as lin
has 'is for the ids' "$out" 'zhou  周正明'
run 0 'acting for somebody by name' approve 2021-0001 --as both \
    --for 周正明 --on 2021-03-02 --material legality-opinion=receipt.txt
refused 3 'nobody of the name' inbox --as 王五
has 'is told' "$err" 王五
quiet person add lin2 --name 林芳 --role drafter --as lin
refused 3 'a name of two' list --as 林芳
has 'tells the ids' "$err" 'lin, lin2'
has 'a registered key by name' "$("$guiwen" key list 周正明)" 'no key'

# An event by its label; numbers.
run 0 'by its label' act 2021-0001 --as sun --on 2021-03-05 \
    'approve: competition not restricted' \
    --material fair-competition-conclusion=minutes.txt
quiet act 2021-0001 adopt --as lin --on 2021-03-24 --material \
    minutes=minutes.txt
run 0 'a number with full-width digits' number 2021-0001 --as lin \
    --number 青民规〔２０２１〕２号 --signer 张立国 --date ２０２１－０３－２６ \
    --on 2021-03-26
run 0 'is kept with plain ones' show 2021-0001
has 'number' "$out" 青民规〔2021〕2号
has 'date' "$out" 2021-03-26
run 0 'a full-width year' list --year ２０２１
has 'is a year' "$out" 2021-0001
run 0 'a full-width version' read 2021-0001 １ --outline
# What is done to a document is no command, and show tells how it is done.
refused 2 'an event without act' supply
has 'tells the command' "$err" 'guiwen act DOC supply'
refused 2 'its label' 补正材料
has 'tells it, too' "$err" 'guiwen act DOC supply'
quiet submit "$docs/hunyin.md" $three --as chen
id=$("$guiwen" list --json | grep -o '"[0-9]*-0002"' | head -1 | tr -d '"')
[ -n "$id" ] || id=$("$guiwen" list | grep -o '20[0-9]*-0001' | tail -1)
run 0 'show' show "$id"
has 'gives the line to type' "$out" "guiwen act $id supplement"
has 'with the verbs' "$out" "guiwen accept $id"
run 3 'what is not possible now' number "$id" --number 青民规〔2021〕3号 \
    --signer 张立国 --date 2021-03-26 --as lin
has 'points there' "$err" "guiwen show $id"
refused 2 'what is nothing' act "$id" 暂停 --as zhou
has 'points there, too' "$err" "guiwen show $id"

# A refused attempt has a number too.
run 3 'a correction of a refused attempt' correct "$id" 2 --as lin \
    --set title=x --reason y
has 'tells that it was refused' "$err" 'No. 2 was refused'
quiet person add wei --name 卫 --role drafter --as lin
refused 3 'a delegation by a third' person delegate zhou --to wei --as wei \
    --until 2099-01-01
has 'tells who gives one' "$err" 'himself or the office'
done_testing

#!/bin/sh
# What `list --status` takes for a state: its name, and what the text's own days
# make of it today, not a remark that stands beside it.
. "$(dirname "$0")/lib.sh"

export GUIWEN_REGISTRY="$work/registry"
# One of the sample's texts is valid until the end of 2026: here for longer.
cp -r "$samples" samples
sed -i 's/有效期五年/有效期五十年/' samples/documents/linshi-jiuzhu*.txt
sh samples/play.sh "$guiwen" "$work/registry" >/dev/null 2>&1
run 0 'all' list
has 'one whose validity has ended' "$(printf '%s\n' "$out" | grep 2021-0002)" \
    'validity ended on'
has 'one that is in force and not recorded so' \
    "$(printf '%s\n' "$out" | grep 2021-0005)" 'in force since'
# ids ARGUMENT...: the documents, on one line
ids()
{
	"$guiwen" list "$@" --json 2>/dev/null | perl -MJSON::PP -e '
		print join " ", map { $_->{id} } @{decode_json(join "",
		    <STDIN>)}'
}
ended=$("$guiwen" list | sed -n 's/^\(2021-000.\) .*validity ended.*/\1/p' |
    tr '\n' ' ' | sed 's/ $//')
begun=$("$guiwen" list | sed -n 's/^\(2021-000.\) .*in force since.*/\1/p' |
    tr '\n' ' ' | sed 's/ $//')
is 'expired: those whose days have ended' "$(ids --status expired)" "$ended"
is 'by its label too' "$(LANGUAGE=zh_CN ids --status 已失效)" "$ended"
for name in in-force 'in force'; do
	got=$(ids --status "$name")
	has "$name: what has taken effect" " $got " " $begun "
	for id in $ended; do
		hasnt "$name: not $id, which has ended" "$got" "$id"
	done
done
for name in 现行有效 有效; do
	is "$name in an English session" "$(ids --status $name)" \
	    "$(ids --status in-force)"
done
is '已失效 in an English session' "$(ids --status 已失效)" "$ended"
is 'English in a Chinese one' "$(LANGUAGE=zh_CN ids --status 'in force')" \
    "$(ids --status in-force)"
is 'in Chinese' "$(LANGUAGE=zh_CN ids --status 现行有效)" \
    "$(ids --status in-force)"
is 'by a part of the name' "$(LANGUAGE=zh_CN ids --status 有效)" \
    "$(ids --status in-force)"
refused 3 'a word of the remark is no state' list --status 'not yet recorded'
refused 3 'nor is a part of it' list --status validity
run 0 'a part of names that no document is in' list --status 审核中
is 'it is told which they are' "$out" "no documents in this state: legality \
review; supplement awaited during the review"
is 'in Chinese' "$(LANGUAGE=zh_CN "$guiwen" list --status 审核中)" \
    '没有处于这一状态的文件：合法性审核中；审核中待补充材料'
refused 3 'a word that is mistyped' list --status 现行有校
has 'the nearest is offered' "$err" 'perhaps “现行有效” is meant; there are: '
refused 3 'in the other language' list --status publishd
has 'too' "$err" 'perhaps “published” is meant; there are: '
refused 3 'one that is like none' list --status 没有这样的状态
hasnt 'none is offered' "$err" perhaps
refused 3 'no word' list --status ''
# Two states that people call the same are one to choose.
sed 's/gw:label-en="not adopted"/gw:label-en="rejected"/' \
    "$root/workflows/normative-document/chart.scxml" >same.scxml
run 0 'a chart with one name for two' workflow install normative-document \
    same.scxml --as lin --reason 试
refused 3 'no such state' list --status nowhere
has 'the name is offered' "$err" '; rejected; '
is 'once' "$(printf '%s' "$err" | grep -o '; rejected;' | wc -l)" 1
has 'the recorded state as well' "$(ids --status published)" "$begun"
# a document that was named another way
for name in 2021-3 2021-00003 青民规〔2021〕3号 '青民规[2021]3号' \
    青民规（２０２１）０3号; do
	refused 3 "no document: $name" history "$name"
	has 'the right one is offered' "$err" 'perhaps 2021-0003 is meant'
done
refused 3 'an id that is right, of no document' history 2021-9999
hasnt 'is not offered again' "$err" 'is meant'
refused 3 'no such document' history 2021-77
hasnt 'none is offered' "$err" perhaps
refused 2 'other brackets in a number' number 2021-0001 \
    --number '青民规[2026]01号' --signer 张 --date 2026-01-05 --as lin
has 'the right ones are offered' "$err" 'perhaps 青民规〔2026〕1号 is meant'
refused 3 'a year without calendar' calendar explain 2031-03-01 5wd
has 'what is to be done is said' "$err" 'guiwen calendar install FILE.ics'
refused 3 'a receipt too many' receipt 2021-0003 --number 备〔2026〕7号 --as lin
has 'its number is a registration number' "$("$guiwen" history 2021-0003)" \
    'registration number: 备〔2026〕7号'
# in force from the day that the text says, whenever that was entered
has 'the milestone has that day' "$("$guiwen" show 2021-0003 |
    grep '^in force  ' | tr -s ' ')" \
    'in force 2021-08-15 林芳 12 f4f68bad4fac entered as of 2021-12-21'
done_testing

#!/bin/sh
# What was refused is recorded in English and told in Chinese as it was told
# then, word for word.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
LANGUAGE=zh_CN
export LANGUAGE

make_registry
# no WHAT ARGUMENT...: it is refused, and the history has the same sentence.
no()
{
	what=$1
	shift
	said=$("$guiwen" "$@" 2>&1 >/dev/null | sed -n 's/^guiwen: //p')
	told=$("$guiwen" history "$2" | sed -n 's/^ *不予办理：//p' |
	    tail -n 1)
	is "$what" "$told" "$said"
}

advance accepted
no 'who may not' approve 2021-0001 --as sun --on 2021-03-01
no 'whose turn it is not' number 2021-0001 --number 青民规〔2021〕1号 \
    --signer 张立国 --date 2021-03-26 --as lin --on 2021-03-01
no 'with quotation marks in it' accept 2021-0001 --as zhou --on 2021-03-01
no 'without a reason' return 2021-0001 --as zhou --on 2021-03-01
no 'without a paper' approve 2021-0001 --as zhou --on 2021-03-01
no 'before the last step' return 2021-0001 --reason 一 --as zhou \
    --on 2021-02-22
no 'a fact that nobody can correct' correct 2021-0001 1 --set 文种=通知 \
    --reason 一 --as chen
no 'a step that there is not' correct 2021-0001 77 --set 标题=通知 \
    --reason 一 --as chen
no 'what the chart refuses before it is there' file 2021-0001 --as lin
no 'what nobody has heard of' act 2021-0001 dance --as lin
quiet return 2021-0001 --reason 请改正 --as zhou --on 2021-03-02
no 'the same text' revise 2021-0001 "$docs/yanglao-butie-2.docx" \
    --as chen --on 2021-03-03 --material response=response.txt
quiet revise 2021-0001 "$docs/yanglao-butie.docx" --as chen \
    --on 2021-03-03 --material response=response.txt
no 'which is another thing elsewhere' revise 2021-0001 \
    "$docs/yanglao-butie-2.docx" --as chen --on 2021-03-03
quiet accept 2021-0001 --as zhou --on 2021-03-04
quiet approve 2021-0001 --as zhou --on 2021-03-12 \
    --material legality-opinion=legality-opinion.txt
no 'by the label that it has there' approve 2021-0001 --as zhou \
    --on 2021-03-13
no 'by that label, and what is missing' approve 2021-0001 --as sun \
    --on 2021-03-13
quiet act 2021-0001 not-applicable --reason 不涉及 --as sun --on 2021-03-15
quiet act 2021-0001 adopt --as lin --on 2021-03-24 \
    --material minutes=minutes.txt
no 'a day before its time' number 2021-0001 --number 青民规〔2021〕1号 \
    --signer 张立国 --date 2021-03-01 --as lin --on 2021-03-26
no 'a number of another year' number 2021-0001 --number 青民规〔2020〕1号 \
    --signer 张立国 --date 2021-03-26 --as lin --on 2021-03-26
quiet number 2021-0001 --number 青民规〔2021〕1号 --signer 张立国 \
    --date 2021-03-26 --as lin --on 2021-03-26
no 'another text' publish 2021-0001 "$docs/binzang-issued.txt" --as lin \
    --on 2021-03-29
quiet submit "$docs/binzang.txt" $three --as both --on 2021-03-01
no 'who drafted it' accept 2021-0002 --as both --on 2021-03-02
has 'is told of the act by its name' "$said" '“受理（accept）”'
quiet act 2021-0002 supplement --reason 缺材料 --as zhou --on 2021-03-02
no 'what brings no paper' act 2021-0002 supply --as both --on 2021-03-02
has 'is told of the act by its name, too' "$said" '“补正材料（supply）”'
# A file's name may look like the program's own words: it is quoted, not told.
quiet submit "$docs/binzang.txt" $three --as chen --on 2021-03-01
quiet accept 2021-0003 --as zhou --on 2021-03-02
quiet return 2021-0003 --as zhou --on 2021-03-03 --reason 请改正
for name in office 'drafter office' 'a, b' approve \
    'a has the same text as version 1 of b; “c” needs a changed one' \
    '“approve” is not possible now: b is in the state c; possible are: d'; do
	cp "$docs/binzang.txt" "$name"
	no "a file called $name" revise 2021-0003 "$name" --as chen \
	    --on 2021-03-04 --material response=response.txt
done
quiet person add m1 --name office --unit 甲 --role drafter --as lin
quiet person add m2 --name mary --unit 甲 --role drafter --as lin
no 'a person called so' act 2021-0003 terminate --reason 一 --as m1 \
    --on 2021-03-05
quiet revise 2021-0003 "$docs/binzang-2.txt" --as chen --on 2021-03-05 \
    --material response=response.txt
no 'or who may not' accept 2021-0003 --as m1 --on 2021-03-06
has 'named as he is called' "$said" 'office（m1）'
no 'a name of small letters' accept 2021-0003 --as m2 --on 2021-03-06
has 'named as she is called' "$said" 'mary（m2）'
is 'nothing of it in English' "$("$guiwen" history 2021-0001 |
    grep -c '记录原文\|possible are\|is missing')" 0
is 'JSON has what was recorded' "$("$guiwen" history 2021-0001 --json |
    json 2.refusal)" "$(LANGUAGE='' "$guiwen" history 2021-0001 |
    sed -n 's/^ *refused: //p' | head -n 1)"
is 'and that is English' "$(LANGUAGE='' "$guiwen" history 2021-0001 |
    grep -c 'refused: .*[a-z] ')" "$("$guiwen" history 2021-0001 |
    grep -c '不予办理：')"
run 0 'without what was refused' history 2021-0002 --done
hasnt 'nothing of it' "$out" 不予办理：
has 'what was done' "$out" '要求补正（supplement）'
has 'how much that is' "$out" '（略去不予办理的 2 次：guiwen history 2021-0002）'
is 'JSON leaves it out, too' "$("$guiwen" history 2021-0002 --done --json |
    grep -c '"done": false')" 0
done_testing

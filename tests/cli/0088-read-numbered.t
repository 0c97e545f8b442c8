#!/bin/sh
# A version is shown as it was handed in: once the document is numbered, whoever
# reads a draft's number and date is told those that are recorded.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry
draft=numbered.txt
sed '1i 青民规〔2021〕77号\n' "$docs/binzang-2.txt" >$draft
printf '\n　　　　青石区民政局\n　　　　2021年6月1日\n' >>$draft
run 0 'a draft with a number and a date' submit $draft --as chen \
    --on 2021-06-02 $three
id=2021-0001
run 0 'before it is numbered' read $id
is 'there is nothing to tell' "$err" ''
is 'nor for programs' "$("$guiwen" read $id --json | json recorded)" null
quiet accept $id --as zhou --on 2021-06-03
quiet approve $id --as zhou --on 2021-06-10 \
    --material legality-opinion=legality-opinion.txt
quiet approve $id --as sun --on 2021-06-15 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
quiet act $id adopt --as lin --on 2021-07-01 --material minutes=minutes.txt
quiet number $id --number 青民规〔2021〕3号 --signer 张立国 \
    --date 2021-07-09 --as lin --on 2021-07-09
told='guiwen: note: this is version 1 of 2021-0001 as it was handed in: number '\
'青民规〔2021〕77号, date 2021-06-01; recorded are number 青民规〔2021〕3号, date '\
'2021-07-09'
for view in '' --text --xml --outline --json '--docx out.docx --html out.html'
do
	run 0 "numbered: read $view" read $id $view
	is 'is told' "$(printf '%s\n' "$err" | grep -v '^written')" \
	    "$told, and no file with these was published"
done
is 'the text itself stays what was handed in' \
    "$("$guiwen" read $id --text 2>/dev/null)" \
    "$("$guiwen" read $draft --text)"
is 'in a Word file' "$("$guiwen" read out.docx --text)" \
    "$("$guiwen" read $draft --text)"
is 'a page says so, below the text' "$(perl -0ne \
    'print $1 if m{</main>\s*<footer class="told">(.*?)</footer>}s' out.html)" \
    "${told#guiwen: note: }, and no file with these was published"
"$guiwen" read $id --json >facts 2>/dev/null
is 'for programs' "$(json recorded.number <facts)$(json \
    recorded.issued <facts)$(json recorded.issued_version <facts)" \
    青民规〔2021〕3号2021-07-09null
quiet publish $id "$docs/binzang-issued.txt" --as lin --on 2021-07-12
run 0 'published: the last version' read $id --html issued.html
is 'is the text as issued' "$(printf '%s\n' "$err" | grep -v '^written')" ''
hasnt 'with no remark' "$(cat issued.html)" 'class="told"'
run 0 'the draft' read $id 1
has 'is told where that is' "$err" "$told; the text as issued: guiwen read $id 2"
LANGUAGE=zh_CN run 0 'in Chinese' read $id 1
has 'too' "$err" '印发的文本见 guiwen read 2021-0001 2'
done_testing

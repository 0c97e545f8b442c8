#!/bin/sh
# guiwen diff, the elements of issuing: a stated day of effect and who signs
# are compared; what issuing fills in is not, and the answer says so
. "$(dirname "$0")/lib.sh"

# text NAME DAY BODY DATE [NUMBER]: a short text.
text()
{
	{
		[ -z "${5-}" ] || printf '%s\n\n' "$5"
		printf '青石区停车收费管理规定\n\n'
		printf '第一条　为了规范停车收费，制定本规定。\n'
		printf '第二条　本规定自%s起施行。\n\n' "$2"
		printf '%s\n%s\n' "$3" "$4"
	} >"$1"
}
text a.txt 2027年2月1日 青石区教育局 2026年12月1日
text day.txt 2027年3月1日 青石区教育局 2026年12月1日
text open.txt '　　年　月　日' 青石区教育局 2026年12月1日
text body.txt 2027年2月1日 青石区公安局 2026年12月1日
text made.txt 2027年2月1日 青石区教育局 2026年12月9日 青教规〔2026〕3号

run 1 'another day of effect' diff a.txt day.txt
has 'is a changed article' "$out" '第二条  changed'
has 'with the day taken out and put in' "$out" \
    '[-2027年2月1日-]{+2027年3月1日+}'
has 'and counted' "$out" 'unchanged 2, changed 1'
hasnt 'nothing else is told' "$out" 'not compared'
run 1 'as JSON' diff a.txt day.txt --json
is 'not equal' "$(printf '%s\n' "$out" | json equal)" false
has 'the article is changed' "$out" '"status": "changed"'
run 1 'as amending sentences' diff a.txt day.txt --amend
has 'the day is amended' "$out" 2027年3月1日
run 1 'a stated day is left open again' diff a.txt open.txt
run 0 'a day that was left open is filled in' diff open.txt a.txt

run 1 'another body that signs' diff a.txt body.txt
has 'is shown' "$out" 'signing authority  changed'
has 'with both' "$out" '[-青石区教育局-]{+青石区公安局+}'
run 1 'as JSON' diff a.txt body.txt --json
is 'not equal' "$(printf '%s\n' "$out" | json equal)" false
has 'and why' "$out" '"element": "issuer"'
run 1 'as amending sentences' diff a.txt body.txt --amend
has 'it is no amendment' "$out" 'who signs them differs'
run 1 'as a page' diff a.txt body.txt --html page.html
has 'the page shows it' "$(cat page.html)" '<ins>青石区公安局</ins>'
hasnt 'and does not say that all is the same' "$(cat page.html)" \
    'Both say the same.'

run 0 'what issuing fills in' diff a.txt made.txt
has 'is told in one line' "$out" 'not compared, since issuing fills it in: '\
'document number none → 青教规〔2026〕3号, '\
'document date 2026-12-01 → 2026-12-09'
run 0 'as JSON' diff a.txt made.txt --json
is 'equal' "$(printf '%s\n' "$out" | json equal)" true
run 0 'as a page' diff a.txt made.txt --html made.html
has 'the page says it' "$(cat made.html)" 'not compared'
has 'in Chinese' "$(LC_ALL=zh_CN.UTF-8 LANGUAGE=zh_CN "$guiwen" diff a.txt \
    made.txt)" '印发时填写的，不比较：发文字号 无 → 青教规〔2026〕3号'
done_testing

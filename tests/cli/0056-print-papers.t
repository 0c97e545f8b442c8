#!/bin/sh
# guiwen print: papers to be sealed, of the record alone, the same each time,
# with the code by which they are confirmed or refuted later.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

unset SSH_AUTH_SOCK GUIWEN_KEY
HOME=$work XDG_CONFIG_HOME=$work/config
export HOME XDG_CONFIG_HOME
make_registry
ssh-keygen -q -t ed25519 -N '' -C zhou -f zhou
quiet key add zhou zhou.pub --as lin

# Everything of a registry that would show that something was written.
state()
{
	sqlite3 "$GUIWEN_REGISTRY/ledger.sqlite" .dump | sha256sum
	git -c safe.directory='*' -C "$GUIWEN_REGISTRY/documents.git" \
	    for-each-ref
	find "$GUIWEN_REGISTRY" -type f ! -name 'ledger.sqlite*' |
	    sort | xargs sha256sum
}
papers='sign-off opinion conclusion filing-report'

# ---- what can be printed when ----

refused 3 'no such document' print 2021-0001
quiet draft "$docs/yanglao-butie.docx" --as chen --on 2021-02-20
run 0 'a draft: the list' print 2021-0001
has 'the sheet can be printed' "$out" 'sign-off sheet               yes'
has 'no opinion, and why' "$out" 'no legality review of 2021-0001 has come'
run 0 'the sheet of a draft' print 2021-0001 sign-off
has 'what the signing decides is open' "$out" 'number               not yet'
has 'with who has to act' "$out" 'drafter (陈思远)'
refused 3 'no opinion yet' print 2021-0001 opinion
refused 3 'no conclusion yet' print 2021-0001 conclusion
refused 3 'no filing yet' print 2021-0001 filing-report
has 'it says why' "$err" 'is not published yet'
is 'as JSON' "$("$guiwen" print 2021-0001 --json | json 0.possible)" true
refused 3 'nothing is written then' print 2021-0001 opinion --html no.html
[ ! -e no.html ] && ok 'no file' || not_ok 'no file'

# ---- a whole way: returned, delegated, signed, refused, corrected ----

printf '甲<script>alert(1)</script>' >'cons<b>.txt'
quiet submit 2021-0001 --material explanation=explanation.txt \
    --material basis=basis.txt --personal consultation=consultation.txt \
    --material 'unit-opinion=cons<b>.txt' --as chen --on 2021-02-22
quiet accept 2021-0001 --as zhou --key zhou --on 2021-02-23
"$guiwen" approve 2021-0001 --as chen --on 2021-02-24 2>/dev/null
quiet return 2021-0001 --as zhou --key zhou --on 2021-03-01 \
    --reason '第四条<b>应当</b>修改。
6  出具“合法”意见'
quiet revise 2021-0001 "$docs/yanglao-butie-2.docx" --as chen \
    --on 2021-03-02 --material response=response.txt
within_one_day
today=$(TZ=CST-8 date +%Y-%m-%d)
quiet person add dai --name 代某 --unit 养老科 --post 科员 \
    --role drafter --as lin
quiet person delegate zhou --to dai --until "$today" --as zhou --key zhou
quiet accept 2021-0001 --as zhou --key zhou --on 2021-03-03
ssh-keygen -q -t ed25519 -N '' -C dai -f dai
quiet key add dai dai.pub --as lin
quiet approve 2021-0001 --as dai --key dai --for zhou --on 2021-03-08 \
    --material legality-opinion=legality-opinion.txt
quiet act 2021-0001 not-applicable --as sun --on 2021-03-09 \
    --reason 不涉及经营者经济活动。
refused 3 'a step that only accepted' print 2021-0001 opinion 3
has 'those that conclude are named' "$err" 'these do: 5, 8'
refused 3 'no such step' print 2021-0001 opinion 99
quiet act 2021-0001 adopt --as lin --on 2021-03-24 \
    --material minutes=minutes.txt
quiet number 2021-0001 --number 青民规〔2021〕1号 --signer 张立国 \
    --date 2021-03-26 --as lin --on 2021-03-26
quiet publish 2021-0001 "$docs/yanglao-butie-issued.docx" --as lin \
    --on 2021-03-29
quiet correct 2021-0001 11 --set signer=张建国 --reason 笔误 --as lin
cp -r "$GUIWEN_REGISTRY" before

# ---- what they say ----

state >state.before
run 0 'the earlier opinion' print 2021-0001 opinion 5
has 'what came of it' "$out" 'return for changes'
has 'with its reason, on one line' "$out" '第四条<b>应当</b>修改。↵6  出具'
has 'by whom, of which unit' "$out" 'legal counsel'
has 'signed with which key' "$out" \
    "$(ssh-keygen -lf zhou.pub | cut -d' ' -f2)"
has 'on which basis' "$out" '国办发〔2018〕115号（六） (verified)'
has 'within which time' "$out" '15 working days: 国办发〔2018〕115号（五）'
has 'what lay before' "$out" 'cons<b>.txt'
has 'personal papers are marked' "$out" 'consultation.txt, personal'
run 0 'the last opinion' print 2021-0001 opinion
has 'approved' "$out" 'approve: lawful'
has 'by a delegate, both names' "$out" '代某'
has 'for whom' "$out" 'on behalf of 周正明'
has 'his post' "$out" 科员
has 'identity' "$out" "$(ssh-keygen -lf dai.pub | cut -d' ' -f2)"
has 'of who has no key' "$("$guiwen" print 2021-0001 conclusion)" \
    'only claimed'
has 'what he handed in' "$out" "$(sha256sum <legality-opinion.txt |
    cut -d' ' -f1)"
has 'the text' "$out" "$("$guiwen" show 2021-0001 --json |
    json versions.1.text_hash)"
has 'the file' "$out" "$(sha256sum <"$docs/yanglao-butie-2.docx" |
    cut -d' ' -f1)"
run 0 'the conclusion' print 2021-0001 conclusion
has 'its reason' "$out" 不涉及经营者经济活动。
has 'its basis' "$out" '公平竞争审查条例（2024）第二条 (verified)'
run 0 'the filing report' print 2021-0001 filing-report
has 'to whom' "$out" 'To 青石区人民政府:'
has 'the number' "$out" 青民规〔2021〕1号
has 'signed on' "$out" 'document date        2021-03-26'
has 'published on' "$out" 'published on         2021-03-29'
has 'due' "$out" 'to be filed by          2021-04-13'
has 'its basis is marked' "$out" '(not verified)'
has 'the text as issued' "$out" "$(sha256sum \
    <"$docs/yanglao-butie-issued.docx" | cut -d' ' -f1)"
has 'the drafting note' "$out" "$(sha256sum <explanation.txt | cut -d' ' -f1)"
hasnt 'no dispatch yet' "$out" 'Dispatch and answer'
run 0 'the sheet' print 2021-0001 sign-off
for word in 青民规〔2021〕1号 张建国 2021-03-26 代某 '代某, 养老科, 科员' \
    'on behalf of 周正明' 'stand in the record as steps 4.' \
    'to be filed, 青石区人民政府' 'last day: 2021-04-13' 笔误; do
	has "it tells $word" "$out" "$word"
done
out=$("$guiwen" print 2021-0001 sign-off --json)
is 'JSON has all steps done' "$(printf %s "$out" | perl -MJSON::PP -e '
	print join " ", map { $_->{step} }
	    @{decode_json(join "", <STDIN>)->{steps}}')" \
    '1 2 3 5 6 7 8 9 10 11 12 13'
is 'and those refused' "$(printf %s "$out" | json refused)" '[4]'
is 'the hashes too' "$(printf %s "$out" | json document.original)" \
    "$(sha256sum <"$docs/yanglao-butie-issued.docx" | cut -d' ' -f1)"
is 'and the code' "$(printf %s "$out" | json checkpoint.code)" \
    "$("$guiwen" checkpoint --code)"

# ---- printing is reading, and the same each time ----

code=$("$guiwen" checkpoint --code)
for paper in $papers; do
	"$guiwen" print 2021-0001 $paper --html a.html --docx a.docx
	"$guiwen" print 2021-0001 $paper >a.txt
	"$guiwen" print 2021-0001 $paper --json >a.json
	# elsewhere, on a copy without the key
	cp -r "$GUIWEN_REGISTRY" copy
	rm copy/keys/registry
	(cd / && TZ=America/New_York && export TZ &&
	    "$guiwen" print 2021-0001 $paper --registry "$work/copy" \
	    --html "$work/b.html" --docx "$work/b.docx" &&
	    "$guiwen" print 2021-0001 $paper --registry "$work/copy" \
	    >"$work/b.txt" && "$guiwen" print 2021-0001 $paper --json \
	    --registry "$work/copy" >"$work/b.json")
	rm -rf copy
	differ=
	for kind in html docx txt json; do
		cmp -s a.$kind b.$kind || differ="$differ $kind"
	done
	is "$paper: the same bytes on an auditor's copy" "$differ" ''
	has "$paper bears the code" "$(cat a.txt)" "Checkpoint code: $code"
	is "$paper: on each page of the print" \
	    "$(grep -c "@bottom-left .*$code" a.html)" 1
	has "$paper: in the Word file's footer" \
	    "$(unzip -p a.docx word/footer1.xml)" "$code"
	for part in document footer1 styles; do
		unzip -p a.docx word/$part.xml >part.xml
		xmllint --noout part.xml 2>/dev/null ||
		    not_ok "$paper: $part is XML"
	done
	is "$paper: no markup of a fact is markup" \
	    "$(grep -c '<script\|第四条<b>\|cons<b>' a.html)" 0
	is "$paper: nothing is fetched" \
	    "$(grep -oE '(src|href)="[^#"][^"]*"|url\(' a.html)" ''
done
state >state.after
cmp -s state.before state.after && ok 'nothing was written' ||
    not_ok 'nothing was written' "$(diff state.before state.after)"
run 0 'a Word file is read again' read a.docx --text
has 'its words are there' "$out" 青民规〔2021〕1号

# ---- years later ----

quiet person change dai --unit 社会科 --as lin
quiet file 2021-0001 --as lin --on 2021-04-06 \
    --material filing-report=filing-report.txt
quiet receipt 2021-0001 --number 青府备登〔2021〕9号 --as lin \
    --on 2021-04-07 --material receipt=receipt.txt --dated 2021-04-07
run 0 'the code, typed from paper' audit --year 2021 \
    --checkpoint "$(echo "$code" | tr 'A-Z-' 'a-z ')"
has 'is confirmed' "$(echo "$out" | head -1)" \
    "Up to record ${code%%-*} this is the history of which"
has 'the audit bears a code of its own' "$out" "checkpoint code: $(
    "$guiwen" checkpoint --code)"
# somebody goes on from an earlier copy, with the key in hand
quiet person add fu --name 傅某 --role drafter --registry before --as lin
quiet person add fa --name 法某 --role drafter --registry before --as lin
run 0 'up to the code it is the same' verify --registry before \
    --checkpoint "$code"
run 4 'a code of now' verify --registry before \
    --checkpoint "$("$guiwen" checkpoint --code)"
has 'is refuted' "$(echo "$out" | head -1)" 'This is not the history'
run 0 'the unit of then' print 2021-0001 opinion
has 'stays on the paper' "$out" 养老科
hasnt 'not that of now' "$out" 社会科
run 0 'the report once it was sent' print 2021-0001 filing-report
has 'dispatch' "$out" 'filed, receipt awaited'
has 'receipt' "$out" 'registration number: 青府备登〔2021〕9号'

# ---- several authorities, the command line ----

quiet init two --name 库 --authority 甲局 --filing 甲府=15 --filing 乙会=30
GUIWEN_REGISTRY=$work/two
quiet person add chen --name 陈 --role drafter
quiet person add zhou --name 周 --role legal-counsel
quiet person add sun --name 孙 --role fair-competition-reviewer
quiet person add lin --name 林 --role office
printf '甲局办法\n\n第一条　为了甲，制定本办法。\n' >jia.txt
quiet submit jia.txt $three --as chen --on 2021-02-22
quiet accept 2021-0001 --as zhou --on 2021-02-23
quiet approve 2021-0001 --as zhou --on 2021-03-02 \
    --material legality-opinion=legality-opinion.txt
quiet approve 2021-0001 --as sun --on 2021-03-05 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
quiet act 2021-0001 adopt --as lin --on 2021-03-24 \
    --material minutes=minutes.txt
quiet number 2021-0001 --number 甲规〔2021〕1号 --signer 张 \
    --date 2021-03-26 --as lin --on 2021-03-26
{
	printf '甲规〔2021〕1号\n\n'
	cat jia.txt
	printf '\n甲局\n2021年3月26日\n'
} >issued.txt
quiet publish 2021-0001 issued.txt --as lin --on 2021-03-29 \
    --effective 2021-04-01
refused 2 'to whom must be said' print 2021-0001 filing-report
has 'the list' "$err" '甲府, 乙会'
run 0 'one of them' print 2021-0001 filing-report --authority 乙会
has 'its day' "$out" 'to be filed by          2021-04-28'
refused 3 'not to another' print 2021-0001 filing-report --authority 丙
GUIWEN_REGISTRY=$work/reg
refused 2 'no such paper' print 2021-0001 letter
refused 2 'a file of no paper' print 2021-0001 --html x.html
refused 2 'a step that is no number' print 2021-0001 opinion x
refused 2 'a step of the sheet' print 2021-0001 sign-off 3
refused 2 'an authority of an opinion' print 2021-0001 opinion --authority 甲
refused 2 'two answers at once' print 2021-0001 opinion --html - --json
refused 2 'the day of printing does not count' print 2021-0001 opinion \
    --on 2021-05-01
refused 3 'no folder is a file' print 2021-0001 opinion --html "$work"

if command -v soffice >/dev/null 2>&1; then
	run 0 'a PDF' print 2021-0001 opinion --pdf out.pdf
	is 'is one' "$(head -c 5 out.pdf)" '%PDF-'
else
	skip 'LibreOffice is not installed: PDF'
fi

LANGUAGE=zh_CN
for paper in $papers; do
	run 0 "$paper in Chinese" print 2021-0001 $paper
	is "$paper: no English is left" "$(printf '%s\n' "$out" |
	    sed 's/SHA-256//g; s/cons<b>//; s/guiwen audit --checkpoint//; s/[a-z0-9-]*\.[a-z]*//g
	    s/SHA256:[^ ，]*//g; s/[0-9a-f]\{12,\}//g' | grep -oi '[a-z]\{3,\}' |
	    grep -v '^[A-Z0-9]*$' | sort -u)" ''
done
has 'the report'\''s name' "$out" '关于《'
LANGUAGE=zh_CN "$guiwen" print 2021-0001 filing-report --docx zh.docx \
    2>/dev/null
has 'a long title breaks where a word ends' \
    "$(unzip -p zh.docx word/document.xml | sed 's/<w:br\/>/|/g; s/<[^>]*>//g')" \
    '》|的备案报告'
LANGUAGE= "$guiwen" print 2021-0001 filing-report --docx en.docx 2>/dev/null
has 'otherwise its lines are of one length' \
    "$(unzip -p en.docx word/document.xml | sed 's/<w:br\/>/|/g; s/<[^>]*>//g')" \
    'Filing report on “青石|区养老机构运营补贴办法”'
done_testing

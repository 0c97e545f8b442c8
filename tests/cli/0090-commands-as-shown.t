#!/bin/sh
# What is told to be done next is told by the command that does it, and what
# is refused by the true reason.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry() # with two filing authorities
{
	quiet init "$GUIWEN_REGISTRY" --name 文件库 --authority 青石区民政局 \
	    --filing 青石区人民政府=15 --filing 青石区人大=15
	quiet person add chen --name 陈思远 --role drafter
	quiet person add zhou --name 周正明 --role legal-counsel
	quiet person add sun --name 孙立群 --role fair-competition-reviewer
	quiet person add lin --name 林芳 --role office
	for paper in explanation basis consultation legality-opinion \
	    fair-competition-conclusion minutes filing-report receipt \
	    repeal-basis; do
		echo "$paper" >"$work/$paper.txt"
	done
}
# The command of show for the event and filing, with its papers.
shown()
{
	"$guiwen" show 2021-0001 | sed -n "s/^  guiwen \($1.*\)  .*: .*($2)/\1/p"
}

make_registry
run 0 'a draft' draft "$docs/yanglao-butie-2.docx" --as chen --on 2021-02-20
has 'how it is handed in' "$out" \
    '    guiwen submit 2021-0001 --material explanation=FILE --material basis='
run 0 'handed in' submit 2021-0001 $three --as chen --on 2021-02-22
hasnt 'the drafter is told no command of others' "$out" 'guiwen accept'
run 0 'whoever reviews it' show 2021-0001
has 'is told how to read it' "$out" 'guiwen read 2021-0001 --text'
has 'and to save the papers' "$out" 'guiwen show 2021-0001 --save FOLDER'
run 0 'the text' read 2021-0001 --text
run 0 'the papers' show 2021-0001 --save papers
quiet accept 2021-0001 --as zhou --on 2021-02-23
refused 3 'no paper' approve 2021-0001 --as zhou --on 2021-03-02
has 'the whole command' "$err" "  the whole command: guiwen approve 2021-0001\
 --material legality-opinion=FILE --as zhou --on 2021-03-02"
quiet approve 2021-0001 --as zhou --on 2021-03-02 \
    --material legality-opinion=legality-opinion.txt
quiet approve 2021-0001 --as sun --on 2021-03-05 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
quiet act 2021-0001 adopt --as lin --on 2021-03-24 --material \
    minutes=minutes.txt
quiet number 2021-0001 --number 青民规〔2021〕1号 --signer 张立国 \
    --date 2021-03-26 --as lin --on 2021-03-26
quiet publish 2021-0001 "$docs/yanglao-butie-issued.docx" --as lin \
    --on 2021-03-29

# two filings
hasnt 'it was handed on' "$("$guiwen" show 2021-0001)" 'read 2021-0001 --text'
run 0 'as show has it' $(shown file 青石区人大) --as lin --on 2021-04-01 \
    --material filing-report=filing-report.txt
for answer in history 'print sign-off'; do
	rest=${answer#* }
	[ "$rest" = "$answer" ] && rest=
	run 0 "$answer" "${answer%% *}" 2021-0001 $rest
	has "$answer: with whom it has to be filed" "$out" \
	    '→ published; to be filed (青石区人民政府); to be filed (青石区人大)'
	has "$answer: with whom it was" "$out" \
	    '→ filed, receipt awaited (青石区人大)'
done
refused 3 'once more' file 2021-0001 --authority 青石区人大 --as lin \
    --on 2021-04-01 --material filing-report=filing-report.txt
has 'what is possible' "$err" 'possible are: receipt'
has 'and by which command' "$err" 'guiwen show 2021-0001'
run 0 'registered, as show has it' $(shown receipt 青石区人大) --as lin \
    --on 2021-04-02 --number 1 --material receipt=receipt.txt
refused 3 'the same once more' receipt 2021-0001 --authority 青石区人大 \
    --as lin --on 2021-04-03 --number 1 --material receipt=receipt.txt
has 'it is registered already' "$err" \
    'with 青石区人大 has come to its end already: filing registered'
hasnt 'other acts remain' "$err" 'by anybody'
has 'and where to see them' "$err" 'guiwen show 2021-0001'
refused 3 'handed in once more' file 2021-0001 --authority 青石区人大 \
    --as lin --on 2021-04-03 --material filing-report=filing-report.txt
has 'so too' "$err" 'come to its end already'
is 'what is recorded is as it was' "$("$guiwen" history 2021-0001 --json |
    grep -c 'in which nothing more is done by anybody')" 2

# days
refused 3 'before its day' act 2021-0001 take-effect --as lin --on 2021-04-05
has 'which day' "$err" '2021-0001 is in force from 2021-05-01'
has 'who records it' "$err" 'guiwen tick'
refused 3 'a day before the last' act 2021-0001 repeal --as lin \
    --on 2021-03-01 --reason x --material repeal-basis=repeal-basis.txt
has 'is told as people read it' "$err" 'the stated time 2021-03-01 00:00 lies'
hasnt 'not as records have it' "$err" +08:00
run 1 'an audit replays the refusals' audit --json
is 'as they were' "$(printf '%s' "$out" | json history.faults)" '[]'

# one that ends another, which is in force
quiet act 2021-0001 take-effect --as lin --on 2021-05-01
refused 3 'all that is missing' act 2021-0001 repeal --as lin --on 2021-05-02
has 'at once' "$err" 'repeal --material repeal-basis=FILE --reason TEXT'
cat >repeal.txt <<'END'
青石区民政局关于废止《青石区养老机构运营补贴办法》的决定

经研究，决定废止《青石区养老机构运营补贴办法》。本决定自2021年7月1日起施行。

青石区民政局
2021年6月10日
END
run 0 'a decision of one paragraph' submit repeal.txt $three --as chen \
    --on 2021-05-06 --relation repeals=2021-0001 \
    --relation replaces=2021-0001
hasnt 'is a whole text' "$out" 'is it the whole text'
quiet accept 2021-0002 --as zhou --on 2021-05-07
quiet approve 2021-0002 --as zhou --on 2021-05-20 \
    --material legality-opinion=legality-opinion.txt
quiet approve 2021-0002 --as sun --on 2021-05-21 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
quiet act 2021-0002 adopt --as lin --on 2021-06-01 --material \
    minutes=minutes.txt
quiet number 2021-0002 --number 青民规〔2021〕2号 --signer 张立国 \
    --date 2021-06-10 --as lin --on 2021-06-10
sed -e '1i 青民规〔2021〕2号\n' repeal.txt >issued.txt
run 0 'it is published' publish 2021-0002 issued.txt --as lin --on 2021-06-11
has 'what is still to be recorded' "$out" "repeals 2021-0001, which is still \
to be recorded of that document: guiwen act 2021-0001 repeal --material \
repeal-basis=FILE --reason TEXT --as lin"
has 'by which document, too' "$out" "guiwen act 2021-0001 replace --set \
by=TEXT --material repeal-basis=FILE --reason TEXT --as lin"
hasnt 'is whole still' "$out" 'is it the whole text'
recorded() {
	for i in 0 1; do
		"$guiwen" show 2021-0002 --json | json "relations.$i.recorded"
		echo
	done | xargs
}
run 0 'also later' show 2021-0002 --as lin
has 'it is still to be recorded' "$out" "repeals 2021-0001, which is still \
to be recorded of that document: guiwen act 2021-0001 repeal --material \
repeal-basis=FILE --reason TEXT --as lin"
is 'as programs read it' "$(recorded)" 'false false'
printf '关于废止的决定\n' >basis.txt
run 0 'it is recorded' act 2021-0001 repeal --material repeal-basis=basis.txt \
    --reason 由2021-0002废止 --as lin --on 2021-07-01
run 0 'then' show 2021-0002 --as lin
hasnt 'no longer' "$out" 'still to be recorded'
is 'as programs read that' "$(recorded)" 'true true'
printf '关于一件事的通知\n\n经研究，决定\n' >cut.txt
run 0 'one that breaks off' draft cut.txt --as chen --on 2021-06-12
has 'is asked about' "$out" 'is it the whole text'
printf 'PK\000\001\002\003' >noise
run 3 'noise' read noise
has 'every kind of file is named' "$err" '.docx, .odt, .ofd, .html, .md or .txt'

# who only looks
for look in list inbox 'inbox --all' 'show 2021-0001' 'read 2021-0001' audit \
    'history 2021-0001' 'person list' verify; do
	refused 3 "$look, as nobody" $look --as nobody
	has 'nobody is called so' "$err" 'nobody called “nobody”'
done
run 0 'as somebody' list --as zhou
run 0 'as somebody by name' list --as 林芳
done_testing

#!/bin/sh
# guiwen revise: a text of the same words that states another day of effect, or
# is signed by another body, is a new version; the rest of the way follows it
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry

# text NAME DAY BODY [NUMBER]: a short text, or the file as it is issued.
text()
{
	{
		[ -z "${4-}" ] || printf '%s\n\n' "$4"
		printf '青石区停车收费管理规定\n\n'
		printf '第一条　为了规范停车收费，制定本规定。\n'
		printf '第二条　本规定自%s起施行，有效期五年。\n' "$2"
		printf '\n%s\n2021年3月26日\n' "$3"
	} >"$1"
}
text a.txt 2021年5月1日 青石区民政局
text day.txt 2021年6月1日 青石区民政局
text blank.txt '　　年　月　日' 青石区民政局
text body.txt 2021年6月1日 青石区公安局
text old-day.txt 2021年5月1日 青石区民政局 青民规〔2021〕1号
text issued.txt 2021年6月1日 青石区民政局 青民规〔2021〕1号
answer="--material response=response.txt --as chen"

quiet submit a.txt $three --as chen --on 2021-02-22
quiet accept 2021-0001 --as zhou --on 2021-02-23
quiet return 2021-0001 --as zhou --on 2021-02-24 --reason 施行日期太早
refused 3 'the same text' revise 2021-0001 a.txt $answer --on 2021-02-25
has 'is refused as that' "$err" 'has the same text as version 1'
run 0 'another day of effect alone' revise 2021-0001 day.txt $answer \
    --on 2021-02-25
run 1 'is what the comparison tells' diff 2021-0001 1 2
has 'of that article' "$out" '[-2021年5月1日-]{+2021年6月1日+}'
has 'the record says it, too' "$(git -c safe.directory=* \
    -C "$GUIWEN_REGISTRY/documents.git" show \
    main:documents/2021/00/0001/record/0005-revise.xml)" \
    'changes="effective"'

quiet accept 2021-0001 --as zhou --on 2021-02-26
quiet return 2021-0001 --as zhou --on 2021-02-26 --reason 署名有误
run 0 'another body that signs alone' revise 2021-0001 body.txt $answer \
    --on 2021-02-27
quiet accept 2021-0001 --as zhou --on 2021-02-28
quiet return 2021-0001 --as zhou --on 2021-02-28 --reason 日期还没有定
run 0 'a stated day left open, and the body put right' revise 2021-0001 \
    blank.txt $answer --on 2021-03-01
quiet accept 2021-0001 --as zhou --on 2021-03-01
quiet return 2021-0001 --as zhou --on 2021-03-01 --reason 写明施行日期
hasnt 'it is a new file' "$out" 'again'
run 0 'the day filled in' revise 2021-0001 day.txt $answer --on 2021-03-02
has 'by an old file' "$out" 'this is the file of version 2 again'
refused 3 'the next one while counsel looks at it' revise 2021-0001 day.txt $answer \
    --on 2021-03-03
quiet accept 2021-0001 --as zhou --on 2021-03-04
quiet approve 2021-0001 --as zhou --on 2021-03-05 \
    --material legality-opinion=legality-opinion.txt
quiet approve 2021-0001 --as sun --on 2021-03-06 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
quiet act 2021-0001 adopt --as lin --on 2021-03-24 \
    --material minutes=minutes.txt
quiet number 2021-0001 --number 青民规〔2021〕1号 --signer 张立国 \
    --date 2021-03-26 --as lin --on 2021-03-26

run 3 'the file with the old day' publish 2021-0001 old-day.txt --as lin \
    --on 2021-03-29
has 'is refused for that day' "$err" 'is not the one that was approved'
has 'and it is shown' "$out" '[-2021年6月1日-]{+2021年5月1日+}'
run 0 'the file with the approved day' publish 2021-0001 issued.txt \
    --as lin --on 2021-03-29
run 1 'an audit' audit --as he
has 'replays it all' "$out" '22 steps replayed'
has 'and finds the history whole' "$(printf '%s\n' "$out" |
    sed -n '/^1\. /{n;p;}')" yes
has 'and the procedure kept' "$(printf '%s\n' "$out" |
    sed -n '/^2\. /{n;p;}')" yes
done_testing

#!/bin/sh
# Whoever is refused for what is missing is told the whole command: what was
# typed, quoted as a shell wants it, with what is missing. Typed as told, with
# the files, it is done, and as of the day that was meant.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

# What is told, without "guiwen".
told() { printf '%s\n' "$err" | sed -n "s/^  $1: guiwen //p"; }
# again WHAT LINE: it is typed as told, with its papers.
again()
{
	line=$(printf '%s' "$2" | sed -e 's/\([a-z-]*\)=FILE/\1=\1.txt/g' \
	    -e 's/--evidence FILE/--evidence postmark.txt/' \
	    -e 's/TEXT/青政备1/')
	eval "set -- \"\$1\" $line"
	run 0 "$@"
}
# The day on which the last step is said to have happened.
stated()
{
	"$guiwen" history 2021-0001 --json --registry "$work/reg" |
	    perl -MJSON::PP -0777 -ne 'my @done = grep { $_->{done} }
	    @{decode_json($_)}; print substr $done[-1]{stated}, 0, 10'
}

make_registry
advance accepted
echo 邮戳 >postmark.txt
echo 其他 >"it's a paper.txt"

# ---- what was typed ----

refused 3 'no opinion' approve 2021-0001 --as zhou --on 2021-03-02
is 'the day is told' "$(told 'the whole command')" "approve 2021-0001\
 --material legality-opinion=FILE --as zhou --on 2021-03-02"
refused 3 'as people write it' approve 2021-0001 --on 2021年3月2日 --as 周正明 \
    --reason "合法; it's so" --role legal-counsel --class internal \
    --material "other=it's a paper.txt" --registry reg
is 'all of it is told' "$(told 'the whole command')" "approve 2021-0001\
 --reason '合法; it'\\''s so' --role legal-counsel --class internal\
 --material 'other=it'\\''s a paper.txt' --material legality-opinion=FILE\
 --on 2021-03-02 --as zhou --registry reg"
unset GUIWEN_REGISTRY
again 'and can be typed' "$(told 'the whole command')"
is 'as of that day' "$(stated)" 2021-03-02
export GUIWEN_REGISTRY="$work/reg"

refused 3 'a reason of dashes' approve 2021-0001 --as sun --reason=--no \
    --on 2021-03-05
has 'stays a reason' "$err" ' --reason=--no --material fair-competition-'
refused 3 'what says nothing' return 2021-0001 --as sun --on 2021-03-05 \
    --reason ' '
is 'is asked for' "$(told 'the whole command')" \
    'return 2021-0001 --reason TEXT --as sun --on 2021-03-05'
seen=$("$guiwen" show 2021-0001 --json | json record)
refused 3 'with what was seen' approve 2021-0001 --as sun --seen "$seen" \
    --on 2021-03-05
has 'the refusal is what was seen last' "$err" " --seen $((seen + 1)) "
again 'and can be typed' "$(told 'the whole command')"
refused 3 'a day that was wrong' act 2021-0001 adopt --as lin --on 2021-03-01
hasnt 'is not told again' "$err" '--on 2021-03-01'
refused 3 'by the event' act 2021-0001 审议通过 --as lin --on 2021-03-24
is 'as it was named' "$(told 'the whole command')" "act 2021-0001\
 审议通过 --material minutes=FILE --as lin --on 2021-03-24"
again 'and can be typed' "$(told 'the whole command')"
quiet number 2021-0001 --number 青民规〔2021〕1号 --signer 张立国 \
    --date 2021-03-26 --as lin --on 2021-03-26
refused 3 'no issued file' act 2021-0001 publish --as lin --on 2021-03-29
is 'a file is asked for' "$(told 'the whole command')" \
    'act 2021-0001 publish FILE --as lin --on 2021-03-29'
quiet publish 2021-0001 "$docs/yanglao-butie-issued.docx" --as lin \
    --on 2021-03-29

# ---- the paper that proves a day ----

refused 3 'a day that no paper proves' file 2021-0001 --as lin \
    --material filing-report=filing-report.txt --dated 2021-07-13
is 'the paper is asked for' "$(told 'the whole command')" "file 2021-0001\
 --material filing-report=filing-report.txt --evidence FILE\
 --dated 2021-07-13 --as lin"
refused 3 'a paper without its day' file 2021-0001 --as lin --material \
    evidence=postmark.txt
is 'the day is asked for' "$(told 'the whole command')" "file 2021-0001\
 --material evidence=postmark.txt --dated DATE --material filing-report=FILE\
 --as lin"
refused 3 'nothing but the day' file 2021-0001 --as lin --dated 2021-07-13
again 'and can be typed' "$(told 'the whole command')"
is 'the day is proved' "$("$guiwen" show 2021-0001 --json |
    grep -c '"evidenced": "2021-07-13')" 1
refused 3 'a receipt that is not there' receipt 2021-0001 --number '' \
    --dated 2021-07-20 --as lin
is 'proves the day itself' "$(told 'the whole command')" "receipt 2021-0001\
 --dated 2021-07-20 --number REGISTRATION --material receipt=FILE --as lin"
refused 3 'by the event, too' act 2021-0001 receipt --set number= --as lin \
    --dated 2021-07-20 --authority 青石区人民政府
is 'and the filing' "$(told 'the whole command')" "act 2021-0001 receipt\
 --dated 2021-07-20 --authority 青石区人民政府 --set number=TEXT\
 --material receipt=FILE --as lin"
again 'and can be typed' "$(told 'the whole command')"

# ---- to keep a file ----

printf '第一条 甲。\n第二条 乙。\n' >./-untitled.txt
unset GUIWEN_REGISTRY
refused 3 'papers missing' submit --as chen --on 2021-05-06 --registry reg \
    --title '关于一件事 的通知' --relation replaces=2021-0001 \
    --material basis=basis.txt -- -untitled.txt
is 'what was said of it is told' "$(told 'to keep the file until then')" \
    "draft ./-untitled.txt --title '关于一件事 的通知'\
 --relation replaces=2021-0001 --material basis=basis.txt --as chen\
 --on 2021-05-06 --registry reg"
again 'and can be typed' "$(told 'to keep the file until then')"
has 'it is kept' "$out" '2021-0002  '

# ---- what comes next: who and where, and no day ----

run 0 'handed in' submit 2021-0002 $three --as chen --on 2021-05-07 \
    --registry reg
run 0 'accepted' accept 2021-0002 --as zhou --on 2021-05-08 --registry reg
is 'the next act is told' "$(printf '%s\n' "$out" |
    sed -n 's/^    guiwen //p')" "approve 2021-0002\
 --material legality-opinion=FILE --as zhou --registry reg;\
 or return, reject, supplement (guiwen show 2021-0002 --registry reg)"
run 0 'so in the inbox' inbox --registry reg --as zhou --on 2021-05-10
has 'so in the inbox' "$out" "  guiwen approve 2021-0002\
 --material legality-opinion=FILE --as zhou --registry reg; or return"
refused 3 'what cannot be yet' publish 2021-0002 ./-untitled.txt --as lin \
    --registry reg
has 'where to look' "$err" 'by which command: guiwen show 2021-0002 --reg'
run 0 'with a paper to destroy' approve 2021-0002 --as zhou \
    --on 2021-05-10 --registry reg --personal other=postmark.txt \
    --material legality-opinion=legality-opinion.txt
run 0 'asked for' destroy 2021-0002 --reason 期满 --basis 个人信息保护法 \
    --as lin --registry reg --on 2021-05-10
line=$(printf '%s\n' "$out" | sed -n 's/^  guiwen \(.*\)OTHER$/\1zhou/p')
has 'what confirms it is told' "$line" '--registry reg'
run 0 'and can be typed' $line --on 2021-05-10
run 0 'what is allowed next' show 2021-0002 --registry reg
has 'tells it in each line' "$out" \
    'guiwen approve 2021-0002 --registry reg  '
export GUIWEN_REGISTRY="$work/reg"
run 0 'where the environment names it' inbox --as sun
hasnt 'it is not told' "$out" --registry

# ---- what mostly the text says ----

quiet approve 2021-0002 --as sun --on 2021-05-11 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
quiet act 2021-0002 adopt --as lin --on 2021-05-12 \
    --material minutes=minutes.txt
quiet number 2021-0002 --number 青民规〔2021〕2号 --signer 张立国 \
    --date 2021-05-13 --as lin --on 2021-05-13
{
	printf '青民规〔2021〕2号\n\n'
	cat ./-untitled.txt
	printf '\n青石区民政局\n2021年5月13日\n'
} >issued.txt
refused 3 'a text that does not say from when' publish 2021-0002 issued.txt \
    --as lin --on 2021-05-14
is 'is asked for it' "$(told 'the whole command')" \
    'publish 2021-0002 issued.txt --effective DATE --as lin --on 2021-05-14'

done_testing

#!/bin/sh
# Personal material: sealed, shown, destroyed by two people.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
quiet person add wang --name 王立 --unit 办公室 --role office --as lin
quiet person add li --name 李青 --unit 办公室 --role office --as lin
echo '张三，身份证号…' >张三.txt
run 0 'handed in with a personal paper' submit \
    "$docs/yanglao-butie-2.docx" $three --as chen --on 2021-02-22 \
    --personal consultation=张三.txt
one=$(ls reg/sealed)
is 'it lies under its hash' "$(sha256sum "reg/sealed/$one" | cut -d' ' -f1)" \
    "$one"
is 'for nobody else' "$(find reg -perm /077)" ''
git clone -q reg/documents.git clone 2>/dev/null
is 'nothing of it is in the repository' "$(cd clone && git log -p --all |
    grep -c '张三')" 0
has 'but its hash is' "$(cat clone/documents/2021/00/0001/state.xml)" "$one"
is 'another salt, another hash' "$(printf '' | cat - 张三.txt | sha256sum |
    cut -c1-12 | grep -c "^$(echo "$one" | cut -c1-12)")" 0
run 0 'show' show 2021-0001
has 'the class' "$out" personal
run 0 'saved' show 2021-0001 --save saved
is 'whole' "$(cat saved/*consultation*.txt | grep -c '张三')" 1
run 0 'verified' verify
refused 3 'what is refused is not sealed' accept 2021-0001 --as chen \
    --personal notice=张三.txt
is 'it is gone again' "$(ls reg/sealed | wc -l)" 1
has 'other papers have a kind' "$("$guiwen" help materials)" 'other material'
refused 2 'an unknown class' accept 2021-0001 --as zhou --class secret

# Destroyed by two people.
refused 2 'without a reason' destroy 2021-0001 --as lin
refused 2 'asking and confirming at once' destroy 2021-0001 --as lin \
    --reason x --basis y --confirm
refused 3 'confirmed before anybody asked' destroy 2021-0001 --confirm --as lin
refused 3 'by a drafter' destroy 2021-0001 --as chen --reason 期满 --basis 甲
refused 3 'an unknown paper' destroy 2021-0001 0000000 --as lin --reason x \
    --basis y
refused 2 'too few digits' destroy 2021-0001 00 --as lin --reason x --basis y
run 0 'asked for' destroy 2021-0001 "$(echo "$one" | cut -c1-12)" --as lin \
    --reason 保管期限届满 --basis 样例依据
is 'it is still there' "$(ls reg/sealed)" "$one"
has 'and it is said so' "$out" 'nothing is destroyed yet'
has 'with what comes next' "$out" \
    "guiwen destroy 2021-0001 $(echo "$one" | cut -c1-12) --confirm --as OTHER"
run 0 'who asked' inbox --as lin --json
hasnt 'need not confirm it' "$out" '"destroy"'
run 0 'another of the office' inbox --as wang
has 'finds it in the inbox' "$out" 'destruction of personal material asked for'
has 'with why' "$out" '保管期限届满'
has 'and what to do' "$out" "--confirm"
run 0 'legal counsel' inbox --as zhou --json
has 'too' "$out" "\"material\": \"$one\""
run 0 'a drafter' inbox --as chen --json
hasnt 'does not' "$out" "$one"
run 0 'the tables follow from the records' verify
refused 3 'asked again' destroy 2021-0001 --as wang --reason x --basis y
refused 3 'confirmed by the same person' destroy 2021-0001 --confirm --as lin
is 'still there' "$(ls reg/sealed)" "$one"
# What was lost is not made a lawful destruction afterwards.
mv "reg/sealed/$one" lost
before=$("$guiwen" history 2021-0001 --json)
run 4 'audited without it' verify
refused 4 'gone before it was confirmed' destroy 2021-0001 --confirm --as wang
has 'which one' "$err" "sealed/$(echo "$one" | cut -c1-12)"
has 'and what to do' "$err" 'Put it back'
is 'nothing is recorded' "$("$guiwen" history 2021-0001 --json)" "$before"
run 4 'and the audit still says it' verify
has 'as missing' "$out" 'nobody destroyed it lawfully'
sed 's/^/x/' lost >"reg/sealed/$one"
refused 4 'nor an altered one' destroy 2021-0001 --confirm --as wang
is 'which stays' "$(ls reg/sealed)" "$one"
mv lost "reg/sealed/$one"
run 0 'confirmed by another' destroy 2021-0001 --confirm --as wang --json
is 'JSON says which of the two' "$(printf %s "$out" | json destroyed)" true
run 0 'nothing is left to confirm' inbox --as wang --json
hasnt 'nothing is left to confirm' "$out" "$one"
is 'gone' "$(ls reg/sealed)" ''
run 0 'saved without it' show 2021-0001 --save after
has 'why it is missing' "$err" 'consultation.txt (step 1) is not saved: it was lawfully destroyed by step'
is 'the rest is there' "$(ls after | grep -c basis.txt)" 1
is 'and it is not' "$(ls after | grep -c 张三)" 0
refused 3 'twice' destroy 2021-0001 --confirm --as wang
# Killed after the record and before the removal: confirming again ends it.
echo killed >"reg/sealed/$one"
run 1 'its bytes are still there' verify
has 'it is said what to do' "$out" 'confirm it again'
refused 3 'confirmed again' destroy 2021-0001 --confirm --as wang
is 'gone now' "$(ls reg/sealed)" ''
run 0 'the history is whole' verify
has 'and says by whom' "$out" 'lawfully destroyed'
run 0 'show says it' show 2021-0001
has 'destroyed' "$out" destroyed
run 0 'history' history 2021-0001
has 'both steps' "$out" '保管期限届满'
has 'what was asked for' "$out" 'destruction of personal material asked for'
has 'what was done' "$out" 'personal material destroyed (destroy)'
run 0 'a rebuild keeps it' rebuild

# Missing without an act, altered, strange.
run 0 'another one' accept 2021-0001 --as zhou \
    --personal notice=张三.txt
two=$(ls reg/sealed)
cp "reg/sealed/$two" kept
echo x >>"reg/sealed/$two"
run 4 'altered' verify
has 'it is named' "$out" "sealed/$(echo "$two" | cut -c1-12)"
rm "reg/sealed/$two"
run 4 'missing' verify
has 'nobody destroyed it' "$out" 'nobody destroyed it'
refused 4 'nor can anybody ask for it now' destroy 2021-0001 \
    "$(echo "$two" | cut -c1-12)" --as lin --reason x --basis y
cp kept "reg/sealed/$two"
echo y >reg/sealed/stray
run 0 'a stray file is no fault' verify
has 'but told' "$out" 'sealed/stray'
rm reg/sealed/stray
echo half >reg/sealed/tmp__killed
touch -d '1 hour ago' reg/sealed/tmp__killed
echo half >reg/sealed/tmp__atwork
run 0 'two papers' act 2021-0001 withdraw --as chen --personal basis=张三.txt \
    --personal notice=张三.txt
is 'what a killed process left half sealed is gone' \
    "$(cd reg/sealed && ls tmp_*)" tmp__atwork
rm reg/sealed/tmp__atwork
# from a clone and the key: it has none of these papers
git -c safe.directory='*' clone -q reg/documents.git afresh
mkdir new
cp -r reg/keys new/
run 4 'from a clone, without the sealed papers' rebuild --registry new \
    --from afresh
has 'what is to be put back is said' "$out" 'missing into sealed/ from a backup'
has 'and why' "$out" 'lie there alone, and in no clone'
hasnt 'not the registry'\''s key' "$out" 'takes the registry'
hasnt 'not another rebuild' "$out" 'guiwen rebuild'
cp -r reg/sealed new/
run 0 'put back' verify --registry new
refused 2 'which of them?' destroy 2021-0001 --as lin --reason x --basis y
three=$(ls reg/sealed | head -n 1)
run 0 'asked for, as JSON' destroy 2021-0001 "$three" --as lin --reason x \
    --basis y --json
is 'nothing is destroyed' "$(printf %s "$out" | json destroyed)" false
run 0 'confirmed, in words' destroy 2021-0001 "$three" --as wang --confirm
has 'and it is said so' "$out" 'is gone for good'
quiet person same-as lin wang --as li
run 1 'two ids that turn out to be one person' verify
has 'it is said' "$out" 'by one person alone'
has 'of this paper' "$out" "sealed/$(printf %.12s "$three")"
is 'and never that it was lawful' "$(printf '%s\n' "$out" |
    grep "sealed/$(printf %.12s "$three")" | grep -c 'lawfully destroyed')" 0
rest=$(ls reg/sealed | head -n 1)
quiet destroy 2021-0001 "$rest" --as lin --reason x --basis y
refused 3 'nor can they destroy another paper' destroy 2021-0001 "$rest" \
    --as wang --confirm
has 'it is said who asked' "$err" '王立 (wang) and 林芳 (lin) are one person'
done_testing

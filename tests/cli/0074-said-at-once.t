#!/bin/sh
# What is said at once, so that nobody learns it from an audit: the same text
# twice, a file without structure, an opinion before its time.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
run 0 'handed in' submit "$docs/yanglao-butie-2.docx" $three --as chen \
    --on 2021-02-22
hasnt 'once' "$out" 'has the same text'
run 0 'the same line again' submit "$docs/yanglao-butie-2.docx" $three \
    --as chen --on 2021-02-22
has 'it is said, with the other' "$out" 'note: 2021-0001 has the same text'
has 'and how it is taken back' "$out" 'take it back (guiwen withdraw 2021-0002)'
run 0 'drafted too' draft "$docs/yanglao-butie-2.docx" --as chen \
    --on 2021-02-22
has 'it is said as well' "$out" 'has the same text'
hasnt 'it is with him still' "$out" 'take it back'
run 0 'another text' draft "$docs/binzang.txt" --as chen --on 2021-02-22
hasnt 'is none of these' "$out" 'has the same text'
hasnt 'and has a structure' "$out" 'neither articles'
printf '关于一行字的通知\n' >one.txt
run 0 'a file of one line' submit one.txt $three --as chen --on 2021-02-22
has 'it is asked about' "$out" 'is it the whole text? guiwen read 2021-0005'

quiet accept 2021-0001 --as zhou --on 2021-02-23
run 0 'approved on the next day' approve 2021-0001 --as zhou \
    --on 2021-02-24 --material legality-opinion=legality-opinion.txt
has 'before the time that is owed' "$out" \
    'note: the 5 working days that are owed to the reviewer end on 2021-03-02'
quiet accept 2021-0002 --as zhou --on 2021-02-23
run 0 'approved after it' approve 2021-0002 --as zhou --on 2021-03-03 \
    --material legality-opinion=legality-opinion.txt
hasnt 'nothing is said' "$out" 'owed to the reviewer'

# the history calls what was stated by its name, of what was refused too
quiet approve 2021-0001 --as sun --on 2021-03-05 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
quiet act 2021-0001 adopt --as lin --on 2021-03-24 \
    --material minutes=minutes.txt
quiet number 2021-0001 --number 青民规〔2021〕1号 --signer 张立国 \
    --date 2021-03-26 --as lin --on 2021-03-26
quiet publish 2021-0001 "$docs/yanglao-butie-issued.docx" --as lin \
    --on 2021-03-29
refused 3 'a receipt before the filing' receipt 2021-0001 --number 青府备1 \
    --as lin --on 2021-03-30
run 0 'the history' history 2021-0001
has 'the number is that of a registration' "$out" 'registration number: 青府备1'
quiet accept 2021-0005 --as zhou --on 2021-02-23 \
    --personal notice=notice.txt
quiet destroy 2021-0005 --as lin --reason 期满 --basis 档案法
quiet destroy 2021-0005 --as zhou --confirm
run 0 'the history of a destruction' history 2021-0005
has 'its confirmation is called so' "$out" \
    'confirmation of what was asked for: yes'
done_testing

#!/bin/sh
# What is kept beside the evidence: how people are reached, unfinished notes.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
advance accepted
kept=reg/private.sqlite
mine() { "$guiwen" note 2021-0001 --as "$1" 2>/dev/null; }
records() { "$guiwen" checkpoint 2>/dev/null | sed -n 2p; }

# nothing is there yet, and nothing is missed
run 0 'nobody is known to be reached' person contact zhou
has 'it is said' "$out" 'no contact details are kept'
run 3 'no note' note 2021-0001 --as zhou
has 'it is said' "$err" 'has no note on 2021-0001'
run 0 'none at all' note --as zhou
run 0 'nothing to forget' person contact zhou --forget --as lin
[ ! -e $kept ] && ok 'nothing is made by looking' || not_ok 'nothing is made'
hasnt 'no column for it' "$("$guiwen" person list)" contact

# contact details
run 0 'one says how he is reached' person contact zhou --phone '０571-5123' \
    --email zhou@example.cn --as zhou
is 'plain digits' "$out" 'zhou  周正明: telephone 0571-5123, zhou@example.cn'
is 'for nobody else' "$(stat -c %a $kept)" 600
run 0 'by name, from the office' person contact 周正明 --room 402 --as lin
has 'the others stay' "$out" 'zhou@example.cn, room 402'
refused 3 'not by another' person contact zhou --phone 1 --as chen
has 'who may' "$err" 'himself or the office'
refused 3 'nor by nobody' person contact zhou --phone 1
refused 2 'no telephone' person contact zhou --phone 拨打 --as lin
refused 2 'no address' person contact zhou --email zhou --as lin
refused 2 'two lines' person contact zhou --room '4
2' --as lin
refused 2 'too long' person contact zhou --room "$(printf %201s x)" --as lin
refused 2 'both' person contact zhou --forget --room 4 --as lin
refused 2 'elsewhere' person change zhou --phone 1 --as lin
refused 3 'of nobody' person contact wu --phone 1 --as lin
has 'in the list' "$("$guiwen" person list)" 'telephone 0571-5123'
is 'as JSON' "$("$guiwen" person list --json |
    perl -MJSON::PP -e 'local $/; my ($z) = grep { $_->{id} eq "zhou" }
    @{decode_json(<STDIN>)}; print $z->{contact}{phone}')" 0571-5123
run 0 'whom to ask' show 2021-0001
has 'beside the name' "$out" \
    '周正明: telephone 0571-5123, zhou@example.cn, room 402'
is 'as JSON' "$("$guiwen" show 2021-0001 --json |
    json states.0.contact.zhou.room)" 402

# notes
printf '\357\273\277第五条与上位法不一致。\r\n请核对。\r\n\r\n' >note.txt
printf '\265\332\316\345\314\365' >gbk.txt
head -c 70000 /dev/zero | tr '\0' x >long.txt
printf 'a\0b' >zero.txt
: >empty.txt
run 0 'a note' note 2021-0001 --file note.txt --as zhou
has 'on which version' "$out" 'noted on version 1'
run 0 'it is read' note 2021-0001 --as zhou
is 'as it was, without what an editor puts around it' "$out" '第五条与上位法不一致。
请核对。'
has 'of when, beside it' "$err" 'on version 1 of 2021-0001'
run 3 'not by another' note 2021-0001 --as sun
hasnt 'nor in his list' "$("$guiwen" note --as sun)" 2021-0001
hasnt 'nor mentioned to him' "$("$guiwen" show 2021-0001 --as sun)" \
    'you have a note'
hasnt 'nor to nobody' "$("$guiwen" show 2021-0001)" 'you have a note'
has 'mentioned to himself' "$("$guiwen" show 2021-0001 --as zhou)" \
    'you have a note of '
has 'in his inbox' "$("$guiwen" inbox --as zhou)" \
    'on version 1: guiwen note 2021-0001'
hasnt 'in no calendar' "$("$guiwen" inbox --as zhou --ics)" 'you have a note'
has 'in his list' "$("$guiwen" note --as zhou)" '第五条与上位法不一致。↵'
refused 3 'too long' note 2021-0001 --file long.txt --as zhou
refused 3 'not UTF-8' note 2021-0001 --file gbk.txt --as zhou
refused 3 'with a zero' note 2021-0001 --file zero.txt --as zhou
refused 2 'empty' note 2021-0001 --file empty.txt --as zhou
refused 2 'what deceives' note 2021-0001 --text "$(printf 'a\033b')" --as zhou
refused 2 'two texts' note 2021-0001 --text a --file note.txt --as zhou
refused 2 'the same twice' note 2021-0001 a --text a --as zhou
has 'it is said how' "$err" 'give the note once: behind the document'
refused 2 'words and a file' note 2021-0001 a --file note.txt --as zhou
refused 2 'words to forget' note 2021-0001 a --forget --as zhou
refused 2 'words that are a file' note 2021-0001 note.txt --as zhou
has 'it is said how to give it' "$err" 'give --file note.txt'
refused 2 'no words' note 2021-0001 '' --as zhou
refused 2 'words without quotes' note 2021-0001 see article 5 --as zhou
refused 3 'words on nothing' note note.txt a --as zhou
refused 2 'of no document' note --text a --as zhou
refused 3 'of none that there is' note 2021-0009 --text a --as zhou
refused 3 'of no version that there is' note 2021-0001 --text a --version 2 \
    --as zhou
refused 3 'of nobody' note 2021-0001 --text a
is 'the note stands' "$(mine zhou | wc -l)" 2
run 0 'words behind the document' note 2021-0001 '市场准入' --as sun
has 'are the note' "$(mine sun)" 市场准入
run 0 'of another version' note 2021-0001 '市场 准入' --version 1 --as sun
is 'as they were' "$(mine sun)" '市场 准入'
run 0 'the same with an option' note 2021-0001 --as sun --text '市场准入'

# who has an account is not to be had by his name alone
quiet person change both --os-user nobody-else --as lin
refused 3 'with an account of his own' note 2021-0001 --text a --as both
has 'it is said' "$err" 'nobody-else'
quiet person change both --os-user "$(id -un)" --as lin
run 0 'from that account' note 2021-0001 --text a --as both
quiet person change both --os-user '' --as lin

# a note as the reason
before=$(records)
refused 2 'two reasons' return 2021-0001 --reason x --reason-from-note \
    --as zhou
refused 2 'before there is a document' draft "$docs/binzang.txt" \
    --reason-from-note --as chen
refused 3 'without a note' withdraw 2021-0001 --reason-from-note --as chen
has 'it is said' "$err" 'has no note on 2021-0001'
is 'nothing is recorded' "$(records)" "$before"
run 3 'an act that is refused' approve 2021-0001 --reason-from-note --as zhou \
    --on 2021-03-02
is 'leaves it' "$(mine zhou | wc -l)" 2
run 0 'an act that is done' return 2021-0001 --reason-from-note --as zhou \
    --on 2021-03-02
has 'has it as its reason' "$("$guiwen" history 2021-0001)" \
    '第五条与上位法不一致。↵请核对。'
run 3 'and it is gone' note 2021-0001 --as zhou
if grep -aq 第五条与上位法 reg/private.sqlite*; then
	not_ok 'no byte of it remains'
else
	ok 'no byte of it remains'
fi
has 'the others stay' "$(mine sun)" 市场准入
has 'whom to ask stands in the inbox' "$("$guiwen" inbox --as chen)" \
    '周正明: telephone 0571-5123'
is 'as JSON' "$("$guiwen" inbox --as chen --json |
    json tasks.0.contact.email)" zhou@example.cn
hasnt 'not in the calendar' "$("$guiwen" inbox --as chen --ics)" 0571-5123

# the text moves on
quiet note 2021-0001 --as chen --text '第二稿待改'
quiet revise 2021-0001 "$docs/yanglao-butie.docx" --as chen --on 2021-03-03 \
    --material response=response.txt
run 0 'that is told' show 2021-0001 --as chen
has 'with the version' "$out" 'on version 1; the version is now 2: guiwen note'
before=$(records)
refused 3 'it is no reason then' withdraw 2021-0001 --reason-from-note \
    --as chen
has 'it says what to do' "$err" 'guiwen note 2021-0001 --version 2'
is 'nothing is recorded' "$(records)" "$before"
run 0 'it still holds' note 2021-0001 --version 2 --as chen
has 'it is read' "$(mine chen)" 第二稿待改
hasnt 'nothing is told' "$("$guiwen" show 2021-0001 --as chen)" \
    'the version is now'

# it is no evidence
quiet note 2021-0001 --text '保密' --as chen
cp $kept sound.sqlite
audit() { "$guiwen" audit 2>&1; }
sound=$(audit)
git="git -c safe.directory=* -C reg/documents.git"
is 'nothing of it is in git' "$($git grep -l -e 0571-5123 -e 保密 \
    $($git rev-list main) | head -n 1)" ''
hasnt 'nor in the ledger' "$(sqlite3 reg/ledger.sqlite .dump)" 0571-5123
"$guiwen" print 2021-0001 sign-off >paper
hasnt 'nor on paper' "$(cat paper)" 0571-5123
for how in absent damaged foreign newer folder link; do
	rm -rf reg/private.sqlite*
	case $how in
	damaged) head -c 5000 /dev/urandom >$kept ;;
	foreign) sqlite3 $kept 'CREATE TABLE t (x)' ;;
	newer) cp sound.sqlite $kept
	    sqlite3 $kept 'PRAGMA user_version = 99' ;;
	folder) mkdir $kept ;;
	link) ln -s ../sound.sqlite $kept ;;
	esac
	is "$how: the audit is the same" "$(audit)" "$sound"
	run 0 "$how: what it stands beside is shown" show 2021-0001 --as chen
	run 0 "$how: a step goes on" draft "$docs/binzang.txt" --as chen
	sound=$(audit)
	if [ $how = absent ]; then
		is "$how: nothing is said" "$err" ''
		continue
	fi
	run 0 "$how: people are listed" person list
	has "$how: it is told" "$err" "guiwen: note: $work/reg/private.sqlite"
	refused 3 "$how: asked for it" person contact zhou
	refused 3 "$how: asked to write" note 2021-0001 --text a --as chen
	refused 3 "$how: asked to give it" withdraw 2021-0001 \
	    --reason-from-note --as chen
	case $how in
	link)	run 3 "$how: no backup" backup no ;;
	folder)	;;
	*)	run 0 "$how: a backup without it" backup "$how"
		has "$how: it is told" "$err" \
		    'private.sqlite is not in the backup'
		run 0 "$how: which is whole" restore --drill "$how" ;;
	esac
done
rm -rf reg/private.sqlite*

# backup, restore, rebuild
cp sound.sqlite $kept
chmod 600 $kept
run 0 'a backup' backup b
is 'nothing is said' "$err" ''
one=$(ls -d b/*)
is 'it is in it' "$(stat -c %a "$one/private.sqlite")" 600
quiet note 2021-0001 --as sun --registry "$one"
run 0 'restored' restore b new
has 'with what was known' "$("$guiwen" person contact zhou --registry new)" \
    0571-5123
is 'for nobody else' "$(stat -c %a new/private.sqlite)" 600
quiet rebuild
has 'made anew, it stays' "$("$guiwen" person contact zhou)" 0571-5123
rm new/private.sqlite*
"$guiwen" init other --name 另库 --authority 青石区民政局 >/dev/null
quiet person add zhou --name 周某 --role office --registry other
cp $kept other/
refused 3 'of another registry' person contact zhou --registry other
has 'it is said' "$err" 'another registry'

# what guiwen did not write does not reach a terminal
quiet note 2021-0001 --as zhou --text 遗留
sqlite3 $kept "UPDATE note SET text = text || char(27) || '[2J'"
run 3 'a note with a control character' note 2021-0001 --as zhou
is 'nothing of it' "$out" ''
has 'it is said' "$err" 'guiwen did not write it so'
run 0 'but as JSON' note 2021-0001 --as zhou --json
has 'escaped' "$out" '\u001B[2J'

# one who goes
quiet note 2021-0001 --as zhou --text 遗留
run 0 'he hands over to one who is reached' person handover both --to zhou \
    --as lin
has 'how is told' "$err" 'guiwen: 周正明 (zhou): telephone 0571-5123'
hasnt 'not on the paper' "$out" 0571-5123
run 0 'retired' person retire zhou --as lin
has 'that is kept is told' "$err" 'guiwen person contact zhou --forget'
run 0 'forgotten' person contact zhou --forget --as lin
has 'that backups are not is said' "$out" 'backups made before'
for what in 0571-5123 zhou@example 遗留; do
	if grep -aq "$what" reg/private.sqlite*; then
		not_ok "$what: no byte remains"
	else
		ok "$what: no byte remains"
	fi
done
run 0 'the audit' audit
done_testing

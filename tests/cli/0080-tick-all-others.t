#!/bin/sh
# What time has brought about is recorded of all documents but those whose
# evidence is broken; these are told, each in a line.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry

# Three texts under review, whose deadline has long passed, and one that was
# published, of which three things are to be recorded, one after the other.
for name in yanglao-butie-2.docx yanglao-butie.docx hunyin.md; do
	quiet submit "$docs/$name" $three --as chen --on 2021-02-22
done
for id in 2021-0001 2021-0002 2021-0003; do
	quiet accept $id --as zhou --on 2021-02-23
done
quiet submit "$docs/hunyin.md" $three --as chen --on 2021-02-22
quiet accept 2021-0004 --as zhou --on 2021-02-23
quiet approve 2021-0004 --as zhou --on 2021-03-02 \
    --material legality-opinion=legality-opinion.txt
quiet approve 2021-0004 --as sun --on 2021-03-05 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
quiet act 2021-0004 adopt --as lin --on 2021-03-24 --material \
    minutes=minutes.txt
quiet number 2021-0004 --number 青民规〔2021〕4号 --signer 张立国 \
    --date 2021-08-20 --as lin --on 2021-08-20
quiet publish 2021-0004 "$docs/hunyin-issued.md" --as lin --on 2021-08-23

# bend DOCUMENT: its last record is altered, by whoever can write the file
bend()
{
	sqlite3 reg/ledger.sqlite "DROP TRIGGER IF EXISTS record_update;
	    UPDATE record SET body = replace(body, 'zhou', 'zhot') WHERE
	    number = (SELECT max(number) FROM record WHERE document = '$1')"
}

# ticks DOCUMENT: how many records of time it has
ticks()
{
	sqlite3 reg/ledger.sqlite "SELECT count(*) FROM record WHERE
	    kind = 'tick' AND document = '$1'"
}

cp -r reg whole
bend 2021-0001
bend 2021-0003
run 4 'two of four are broken' tick
is 'each is told' "$(printf '%s\n' "$err" | grep -c '^guiwen: ')" 2
is 'in one line' "$(printf '%s\n' "$err" | wc -l)" 2
has 'the first' "$err" 'on 2021-0001 is not recorded: '
has 'the third' "$err" 'on 2021-0003 is not recorded: '
has 'and what to do next' "$err" 'run guiwen audit'
is 'nothing is built on the first' "$(ticks 2021-0001)" 0
is 'nor on the third' "$(ticks 2021-0003)" 0
is 'the second is recorded' "$(ticks 2021-0002)" 1
is 'the last wholly' "$(ticks 2021-0004)" 3
is 'and told' "$(printf '%s\n' "$out" | cut -c1-9 | sort | uniq -c |
    tr -s ' ')" " 1 2021-0002
 3 2021-0004"
is 'git has them' "$(git -C reg/documents.git rev-list --count main)" \
    "$(sqlite3 reg/ledger.sqlite 'SELECT count(*) FROM record')"
run 4 'again' tick --json
is 'there is nothing else to record' "$out" '[]'
is 'the two are told again' "$(printf '%s\n' "$err" | wc -l)" 2

# A state that is no longer there.
rm -rf reg
cp -r whole reg
git=reg/documents.git
object=$(git -C $git rev-parse main:documents/2021/00/0001/state.xml)
rm -f "$git/objects/$(echo "$object" | cut -c1-2)/$(echo "$object" |
    cut -c3-)"
sqlite3 reg/ledger.sqlite 'DELETE FROM redo'
run 4 'a state that is lost' tick
is 'is told in one line' "$(printf '%s\n' "$err" | wc -l)" 1
has 'with its name' "$err" '2021/00/0001/state.xml is named in the history'
is 'all others are recorded' "$(ticks 2021-0001)$(ticks 2021-0002)$(ticks \
    2021-0003)$(ticks 2021-0004)" 0113

# Nothing of that, and nothing is told.
rm -rf reg
cp -r whole reg
run 0 'of the whole registry' tick
is 'all are recorded' "$(ticks 2021-0001)$(ticks 2021-0002)$(ticks \
    2021-0003)$(ticks 2021-0004)" 1113
run 0 'the history is whole' verify
done_testing

#!/bin/sh
# What the registry signs or prints a code under is looked at first: a record
# that was altered without any key is vouched for by nothing.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
run 0 'handed in' submit "$docs/yanglao-butie-2.docx" $three --as chen \
    --on 2021-02-22
run 0 'accepted' accept 2021-0001 --as zhou --on 2021-02-23
"$guiwen" proof 2021-0001 1 >true.proof
"$guiwen" checkpoint --code >true.code
last=$(sqlite3 reg/ledger.sqlite 'SELECT max(number) FROM record')
first=$((last - 1))
cp -r reg whole

# bend SQL: the registry anew, its rows changed by whoever can write the file
bend()
{
	rm -rf reg
	cp -r whole reg
	sqlite3 reg/ledger.sqlite "DROP TRIGGER record_update; $1"
}

# nothing_vouches WHAT NUMBER
nothing_vouches()
{
	head=$(sqlite3 reg/ledger.sqlite 'SELECT max(number) FROM record')
	for asked in "checkpoint" "checkpoint --code" "proof 2021-0001" \
	    "proof --record 1" "print 2021-0001 sign-off" \
	    \
	    "person handover chen --to both"; do
		refused 4 "$1: $asked" $asked
		has "$1: $asked: names it" "$err" "ecord $2"
		has "$1: $asked: and what to do" "$err" 'run guiwen audit'
		hasnt "$1: $asked: no code" "$out" "$last-"
	done
	is "$1: nothing is recorded" "$(sqlite3 reg/ledger.sqlite \
	    'SELECT max(number) FROM record')" "$head"
	run 4 "$1: audited" audit
	hasnt "$1: audited: no code" "$out" " code: $last-"
	has "$1: audited: and why" "$out" \
	    'no checkpoint code: the history is not whole'
	run 4 "$1: verified, as JSON" verify --json
	is "$1: verified: no code either" "$(printf %s "$out" | json code)" null
}

bend "UPDATE record SET body = replace(body, '养老', '养幼') WHERE
    number = $first"
nothing_vouches 'a body' $first
run 0 'the proof of before still holds' proof --verify true.proof \
    --registry-key whole/keys/registry.pub
bend "UPDATE record SET body = replace(body, 'zhou', 'zhot') WHERE
    number = $last"
refused 4 'nothing is built on it' approve 2021-0001 --as zhou \
    --material legality-opinion=legality-opinion.txt
has 'which record' "$err" "ecord $last"
refused 4 'not even by time' tick
is 'nothing was recorded' \
    "$(sqlite3 reg/ledger.sqlite 'SELECT max(number) FROM record')" "$last"

bend "UPDATE record SET body = replace(body, '养老', '养幼') WHERE
    number = $first"
run 4 'a backup is made of broken evidence' backup kb
is 'it is there' "$(ls kb/*/ledger.sqlite | wc -l)" 1
has 'and what it holds is said' "$err" "ecord $first is no longer what"
run 4 'it can be restored and looked at' restore kb back
has 'what is wrong is told as an audit tells it' "$out" \
    "record $first [ledger: record]"
is 'it is there' "$(ls back/ledger.sqlite)" back/ledger.sqlite
run 0 'and is read' history 2021-0001 --registry back
run 4 'a drill tells the same' restore kb --drill
has 'of the record' "$out" "record $first [ledger: record]"
run 4 'in JSON' restore kb back2 --json
is 'too' "$(printf %s "$out" | json history.whole)" false
run 4 'in JSON' backup kb --json
is 'so' "$(printf %s "$out" | json broken.code)" broken
rm -rf reg
cp -r whole reg
is 'of whole evidence nothing is said' "$("$guiwen" backup kb --json |
    json broken)" null

bend "UPDATE record SET hash = zeroblob(32) WHERE number = $first"
nothing_vouches 'a hash' $first
bend "UPDATE record SET previous = zeroblob(32) WHERE number = $first"
nothing_vouches 'a link' $first
bend "UPDATE record SET person = 'zhou' WHERE number = $first"
nothing_vouches 'a column' $first
bend "DROP TRIGGER record_delete; DELETE FROM record WHERE number = $first"
nothing_vouches 'a row less' $first

# The end of the ledger cut off, while git has it: no shorter history.
bend "DROP TRIGGER record_delete; DELETE FROM record WHERE number = $last"
for asked in 'checkpoint' 'checkpoint --code' 'proof --record 1' \
    'print 2021-0001 sign-off'; do
	refused 4 "the last row less: $asked" $asked
	has "the last row less: $asked: is said" "$err" 'have come apart'
	hasnt "the last row less: $asked: no code" "$out" "$first-"
done

# The keys, and a ledger without a byte.
rm -rf reg
cp -r whole reg
rm reg/keys/registry.pub
run 4 'a public key that is missing' audit
has 'is told' "$out" '[keys/registry.pub]: keys/registry.pub is missing'
(cd reg && ssh-keygen -y -f keys/registry >keys/registry.pub)
run 0 'and made anew as it says' audit
rm -r reg/keys
run 0 'an auditor with a copy without keys' audit
rm -rf reg
cp -r whole reg
: >reg/ledger.sqlite
refused 4 'an empty ledger' audit
has 'is told' "$err" 'ledger.sqlite is empty'
has 'and what to do' "$err" 'guiwen rebuild'
run 0 'rebuilt' rebuild
has 'that it was empty' "$out" 'ledger.sqlite is empty'

# A hash that was made to fit is found by the commit, which needs the key.
body=$(sqlite3 whole/ledger.sqlite "SELECT replace(body, '2021-02-23',
    '2021-02-24') FROM record WHERE number = $last")
hash=$(printf %s "$body" | sha256sum | cut -c1-64)
bend "UPDATE record SET body = replace(body, '2021-02-23', '2021-02-24'),
    hash = X'$hash' WHERE number = $last"
is 'the hash fits' "$(sqlite3 reg/ledger.sqlite "SELECT body FROM record
    WHERE number = $last" | head -c -1 | sha256sum | cut -c1-64)" "$hash"
nothing_vouches 'a hash made to fit' $last
done_testing

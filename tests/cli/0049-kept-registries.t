#!/bin/sh
# Registries that earlier programs wrote (tests/tools/keep-registry) are still
# whole, replayed to the same, made anew, and go on.
. "$(dirname "$0")/lib.sh"
GUIWEN_REGISTRY=$work/reg
export GUIWEN_REGISTRY
unset SSH_AUTH_SOCK GUIWEN_KEY

tables()
{
	# Those columns that every version has.
	for t in registry record document milestone task deadline; do
		columns=$(sqlite3 reg/ledger.sqlite "SELECT group_concat(name)
		    FROM pragma_table_info('$t')
		    WHERE '$t' <> 'document' OR name <> 'state'")
		sqlite3 reg/ledger.sqlite "SELECT $columns FROM $t" | sha256sum
	done
}
version()
{
	sed -n "s/^$1 //p" "$kept/versions"
}

for kept in "$root"/tests/golden/registry/*/; do
	name=$(basename "$kept")
	rm -rf reg
	mkdir -m 700 reg
	(umask 077 && tar -C reg -xpzf "$kept/files.tar.gz" &&
	    sqlite3 -bail reg/ledger.sqlite <"$kept/ledger.sql" &&
	    cp "$kept/person-key" key) || not_ok "$name: unpacked"
	before=$(tables)
	run 0 "$name: whole, and replays" audit --year 2021 --json
	is "$name: every record was looked at" \
	    "$(printf '%s' "$out" | json history.records)" "$(version records)"
	is "$name: nothing is told of it" "$(printf '%s' "$out" |
	    json history.faults) $(printf '%s' "$out" |
	    json history.breaches)" '[] []'
	run 0 "$name: it can be read" read 2021-0001
	run 0 "$name: its history too" history 2021-0001
	is "$name: with acts of every kind" "$(sqlite3 reg/ledger.sqlite \
	    'SELECT group_concat(kind) FROM (SELECT DISTINCT kind FROM record
		ORDER BY kind)')" correction,refusal,registry,step,tick
	# Brought to today's tables by the first act, or made anew.
	rm -rf old && cp -a reg old
	run 0 "$name: it goes on" --registry old approve 2021-0003 --as zhou \
	    --key key \
	    --material legality-opinion="$samples/papers/hunyin/legality-opinion.txt"
	run 0 "$name: and is whole" --registry old audit --year 2021
	head=$(git -C reg/documents.git rev-parse main)
	run 0 "$name: made anew" rebuild
	is "$name: it is the same" \
	    "$(tables; git -C reg/documents.git rev-parse main)" "$before
$head"
	run 0 "$name: the new one goes on" approve 2021-0003 --as zhou --key key \
	    --material legality-opinion="$samples/papers/hunyin/legality-opinion.txt"
	run 0 "$name: and is whole too" audit --year 2021
done

# What this program writes is among them: another version of anything, another
# registry that is kept.
is 'the newest is of this ledger' "$(version schema)" \
    "$(sqlite3 reg/ledger.sqlite 'PRAGMA user_version')"
for what in record_version semantics reader; do
	is "the newest is of this $what" "$(version $what)" \
	    "$("$guiwen" version --json | json $what)"
done
done_testing

#!/bin/sh
# The rates alone: from the index, at once, and said to be unproved.
. "$(dirname "$0")/lib.sh"

export GUIWEN_REGISTRY="$work/registry"
sh -c "cd '$root' && sh samples/play.sh '$guiwen' '$work/registry'" \
    >/dev/null 2>&1
run 0 'the rates of a year' audit --rates --year 2021
has 'not verified' "$(echo "$out" | head -1)" 'Not verified:'
has 'the filing rate' "$out" 'filing rate'
hasnt 'no other question' "$out" 'Is the history whole'
sorted()
{
	"$guiwen" audit "$@" --year 2021 --json | perl -MJSON::PP -e '
		my $v = decode_json(join "", <STDIN>);
		print JSON::PP->new->ascii->canonical->encode($v->{rates})'
}
is 'the same figures as the audit' "$(sorted --rates)" "$(sorted)"
is 'said in JSON' "$("$guiwen" audit --rates --json | json verified)" false
# A table that was altered shows: that is what "not verified" warns of.
sqlite3 "$work/registry/ledger.sqlite" \
    "DELETE FROM milestone WHERE name = 'filed'"
run 1 'an altered index gives other rates' audit --rates --year 2021
run 4 'which the audit finds' audit --year 2021
refused 2 'nothing to be proved' audit --rates --checkpoint x
refused 2 'nor listed' audit --rates --all
done_testing

#!/bin/sh
# The rates alone: from the index, at once, and said to be unproved.
. "$(dirname "$0")/lib.sh"

export GUIWEN_REGISTRY="$work/registry"
sh -c "cd '$root' && sh samples/play.sh '$guiwen' '$work/registry'" \
    >/dev/null 2>&1
"$guiwen" checkpoint >"$work/kept.checkpoint" 2>/dev/null
run 0 'the rates of a year' audit --rates --year 2021
has 'not verified' "$(echo "$out" | head -1)" 'Not verified:'
has 'the filing rate' "$out" 'filing rate'
hasnt 'no other question' "$out" 'Is the history whole'
# late entries: what is only stated to have been done by a day is not counted,
# and the report says so, since the filings of the same papers count
for year in 21 021 0021 20211 2o21; do
	refused 2 "no year: $year" audit --year $year
done
id=$(sed -n 's|.*guiwen.invalid/||p' "$work/kept.checkpoint" | head -n 1)
for way in audit 'audit --rates' verify; do
	out=$("$guiwen" $way)
	has "$way names the registry, its folder and its origin" "$out" \
	    "Registry: 青石区民政局规范性文件库, in $work/registry (guiwen.invalid/$id)"
	out=$("$guiwen" $way --json)
	for fact in name=青石区民政局规范性文件库 "folder=$work/registry" \
	    "origin=guiwen.invalid/$id"; do
		is "$way --json: ${fact%%=*}" "$(printf %s "$out" |
		    json "registry.${fact%%=*}")" "${fact#*=}"
	done
done
is 'the files are those that git log lists' "$("$guiwen" verify --json |
    json files)" "$(git -c safe.directory='*' -C \
    "$work/registry/documents.git" log --format= --name-only --no-renames |
    grep -c .)"
run 0 'as things stood' audit --rates --year 2021 --as-of 2021-12-31
has 'filed by the paper' "$out" 'filed 2021-04-06 (by the paper'
has 'published by none' "$out" 'counted as not published: 5 that are stated'
has 'listed as such' "$out" 'Published only by what was stated'
has 'with the day' "$out" 'stated to be published 2021-03-29'
hasnt 'not as unpublished' "$out" 'Not published
'
has 'the one rule' "$out" 'by the evidenced day, else by the day of recording'
has 'and its exception' "$out" 'the duty to file runs from the stated day'
out=$("$guiwen" audit --rates --year 2021 --as-of 2021-12-31 --json)
is 'in JSON' "$(printf %s "$out" | json rates.published_stated_only)" 5
is 'of each' "$(printf %s "$out" |
    json rates.documents.0.published_stated_only)" 2021-03-29
run 0 'as things stand' audit --rates --year 2021
hasnt 'recorded by now, it counts' "$out" 'counted as not published'
run 0 'as of a day to come' audit --rates --year 2021 --as-of 2999-12-31
has 'is no fact yet' "$out" '2999-12-31 is still to come'
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

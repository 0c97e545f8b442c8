#!/bin/sh
# guiwen workflow install, list and migrate: a changed procedure, and the
# documents that run, from the command line.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry
chart=$root/workflows/normative-document/chart.scxml

# Which charts: "HASH current running" of each of a procedure.
charts()
{
	"$guiwen" workflow list --json | perl -MJSON::PP -e '
		for (@{decode_json(join "", <STDIN>)}) {
			printf "%s %d %d\n", @$_{qw(sha256 current running)}
			    if $_->{name} eq "normative-document";
		}'
}
sum()
{
	sha256sum "$1" | cut -d' ' -f1
}

quiet submit "$docs/yanglao-butie-2.docx" $three --as chen --on 2021-02-22
quiet accept 2021-0001 --as zhou --on 2021-02-23
quiet submit "$docs/hunyin.md" $three --as chen --on 2021-02-24
old=$(sum "$chart")
is 'one chart, on which both run' "$(charts)" "$old 1 2"

# ---- install ----

sed -e 's/"legality-review"/"law-review"/' \
    -e 's/"15 working-days"/"20 working-days"/' "$chart" >renamed.scxml
new=$(sum renamed.scxml)
sed 's/gw:within="15 working-days"/gw:within="soon"/' "$chart" >soon.scxml
sed 's/event="adopt"/event="correct"/' "$chart" >own.scxml
echo '<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0">
    <state/><x/></scxml>' >strict.scxml
sed 's/target="rejected"/target="nowhere"/' "$chart" >nowhere.scxml
sed '/<transition event="resume"/,/>/d' "$chart" |
    sed 's/<state id="supplement"/<state id="lonely"\/>&/' >faulty.scxml

refused 2 'install without a reason' workflow install normative-document \
    renamed.scxml --as lin
refused 2 'install without a file' workflow install normative-document \
    --reason 新规 --as lin
refused 3 'install by a drafter' workflow install normative-document \
    renamed.scxml --reason 新规 --as chen
refused 3 'install for no procedure' workflow install filings renamed.scxml \
    --reason 新规 --as lin
refused 3 'install the same again' workflow install normative-document \
    "$chart" --reason 新规 --as lin
refused 3 'a time that is none' workflow install normative-document \
    soon.scxml --reason 新规 --as lin --despite 急用
has 'a time that is none: says so' "$err" 'soon'
refused 3 "an event of guiwen's own" workflow install normative-document \
    own.scxml --reason 新规 --as lin --despite 急用
refused 3 'not SCXML' workflow install normative-document strict.scxml \
    --reason 新规 --as lin --despite 急用
refused 3 'a target that does not exist' workflow install normative-document \
    nowhere.scxml --reason 新规 --as lin
has 'in which file and line' "$err" 'guiwen: nowhere.scxml, line '
: >empty.scxml
refused 3 'an empty file' workflow install filing empty.scxml --reason 新规 \
    --as lin
has 'which one it is' "$err" 'empty.scxml is empty'
refused 3 'a chart with faults' workflow install normative-document \
    faulty.scxml --reason 新规 --as lin
has 'a chart with faults: how to go on' "$err" '--despite'
is 'nothing has changed' "$(charts)" "$old 1 2"

run 0 'install' workflow install normative-document renamed.scxml \
    --reason 新规 --as lin
has 'install: what runs' "$out" '2 go on under the chart'
is 'both charts, the documents on the old one' "$(charts)" "$new 1 0
$old 0 2"
quiet submit "$docs/binzang.txt" $three --as chen --on 2021-03-01
is 'a new document starts on the new one' "$(charts)" "$new 1 1
$old 0 2"
run 0 'show follows the old chart' show 2021-0001
has 'show: the old state' "$out" 'legality review'
sed 's/<!--/<!-- /' "$root/workflows/filing/chart.scxml" >filing.scxml
refused 3 'an auditor only reads' workflow install filing filing.scxml \
    --reason 注释 --as he
run 0 'another chart' workflow install filing filing.scxml \
    --reason 注释 --as lin

# ---- migrate ----

refused 2 'migrate what' workflow migrate --to "$new" --reason 新规 --as lin
refused 2 'migrate where' workflow migrate 2021-0001 --reason 新规 --as lin
refused 2 'migrate why' workflow migrate 2021-0001 --to "$new" --as lin
refused 3 'migrate to nowhere' workflow migrate --all --to 00000000 \
    --reason 新规 --as lin
refused 3 'migrate what does not exist' workflow migrate 2021-0009 \
    --to "$new" --reason 新规 --as lin

short=$(echo "$new" | cut -c1-12)
history=$("$guiwen" history 2021-0001 --json | grep -c '"record"')
run 1 'dry run' workflow migrate --all --to "$short" --reason 新规 --as lin \
    --dry-run
has 'dry run: one is refused' "$out" 'legality-review=NEW'
has 'dry run: the other would go' "$out" \
    '1 would go over, 1 would be refused'
is 'dry run: nothing is recorded' \
    "$("$guiwen" history 2021-0001 --json | grep -c '"record"')" "$history"
is 'dry run: nothing has changed' "$(charts)" "$new 1 1
$old 0 2"

refused 3 'a missing state is refused and recorded' workflow migrate \
    2021-0001 --to "$short" --reason 新规 --as lin
refused 3 'a migration is for the office' workflow migrate 2021-0001 \
    --to "$short" --reason 新规 --as zhou --map legality-review=law-review
run 0 'dry run with a map' workflow migrate 2021-0001 --to "$short" \
    --reason 新规 --as lin --map legality-review=law-review --dry-run
has 'the state by its new name' "$out" 'legality-review → law-review'
has 'the deadline that was told stays' "$out" \
    'stays 15 working-days (2021-03-16); by this chart it is 20 working-days'
run 1 '--all with a map to a state passed later' workflow migrate --all \
    --to "$short" --reason 新规 --as lin --map legality-review=deliberation
has 'a skipped gate' "$out" 'legality-reviewed, fair-competition-reviewed'
has 'a skipped gate: the other has gone' "$out" '1 gone over, 1 refused'
run 0 'migrate, as JSON' workflow migrate 2021-0001 --to "$short" --json \
    --reason 新规 --as lin --map legality-review=law-review
is 'JSON: done' "$(printf '%s' "$out" | json 0.done)" true
is 'JSON: the state' "$(printf '%s' "$out" | json 0.states.0.now)" law-review
is 'all on the new chart' "$(charts)" "$new 1 3
$old 0 0"
refused 3 'already there' workflow migrate 2021-0001 --to "$short" \
    --reason 新规 --as lin

run 0 'the history tells it' history 2021-0001
has 'history: migration' "$out" 'migration to another chart'
has 'history: earlier steps keep their labels' "$out" '→ legality review'
run 0 'the next step follows the new chart' approve 2021-0001 --as zhou \
    --material legality-opinion=legality-opinion.txt
run 0 'there and back' workflow migrate --all --to "$old" --reason 恢复 \
    --as lin --map law-review=legality-review
has 'back: all three' "$out" '3 gone over, 0 refused'

# ---- what the audit says ----

run 0 'despite' workflow install normative-document faulty.scxml \
    --reason 新规 --despite 急用 --as lin
run 0 'the audit replays it all' audit --all
has 'audit: each migration' "$out" 'moved it (main) from the chart'
has 'audit: a chart in force despite faults' "$out" '急用'
run 0 'verify' verify
done_testing

#!/bin/sh
# guiwen workflow check: the shipped procedures are proved; spoiled ones are
# caught, with the way.
. "$(dirname "$0")/lib.sh"

chart=$root/workflows/normative-document/chart.scxml
for name in normative-document filing; do
	run 0 "$name is proved" workflow check $name
	has "$name: without faults" "$out" 'no faults'
	hasnt "$name: without notes" "$out" note
done
run 0 'the file as well' workflow check "$chart"
run 0 'with two people' workflow check normative-document --people 2
run 1 'not with one' workflow check normative-document --people 1
has 'who is missing' "$out" '“accept” in material-check'
has 'the way there' "$out" '    submit, line'

# spoil FILE SCRIPT: a copy that differs.
spoil()
{
	sed "$2" "$chart" >"$1"
	if cmp -s "$1" "$chart"; then
		not_ok "$1 is spoiled"
	fi
}
leave='<transition event="terminate"'
spoil around.scxml "0,/$leave/s//<transition event=\"jump\" target=\"sign-off\"\/>$leave/"
run 1 'a way from drafting straight to sign-off' workflow check around.scxml
has 'is a way around the review' "$out" 'around “legality-reviewed”'
has 'its path' "$out" '    jump, line 29 -> sign-off'
spoil early.scxml "0,/$leave/s//<transition event=\"jump\" target=\"fair-competition-review\"\/>$leave/"
run 1 'a way around the legality review alone' workflow check early.scxml
has 'its path' "$out" '    jump, line 29 -> fair-competition-review
    approve'
spoil nogate.scxml '0,/gw:after="[^"]*"/s///'
run 1 'gw:after taken away' workflow check nogate.scxml
has 'is a gate that is missing' "$out" 'its gw:after lacks “legality-reviewed”'
has 'the way to it' "$out" '-> deliberation'
spoil region.scxml 's/<transition event="done.state.issued"/<state id="more" gw:role="office"><state id="m1"><transition event="leak" target="m2" gw:milestone="published"\/><\/state><final id="m2"\/><\/state>&/'
run 1 'a new region that publishes' workflow check region.scxml
has 'is caught' "$out" 'the transition out of m1 reaches “published”'
has 'with its path' "$out" 'to-publish filing-open m1'
spoil leak.scxml "0,/$leave/s//<transition event=\"leak\" target=\"terminated\" gw:milestone=\"published\"\/>$leave/"
run 1 'a place that publishes at once' workflow check leak.scxml
has 'without each that must come before' "$out" \
    '“published” can be reached without “deliberated”'
# The same without the gates: only the paths speak.
sed "0,/$leave/s//<transition event=\"jump\" target=\"sign-off\"\/>$leave/
s/gw:after=\"[^\"]*\"//" "$chart" >bare.scxml
run 1 'a way around with no gate anywhere' workflow check bare.scxml
has 'publishes without review' "$out" \
    '“published” can be reached without “legality-reviewed”'
has 'by way of' "$out" '    publish, line'

run 1 'as JSON' workflow check around.scxml --json
is 'the kind' "$(echo "$out" | json findings.0.kind)" gate
is 'the path' "$(echo "$out" | json findings.0.path.1.event)" jump
is 'the number of faults' "$(echo "$out" | json faults)" 1
out=$(LANGUAGE=zh_CN "$guiwen" workflow check around.scxml)
has 'in Chinese' "$out" '有路径绕过节点“legality-reviewed”到达 sign-off'
run 1 'a limit is said' workflow check normative-document --most 10
has 'in words' "$out" 'only the first 10 situations'
refused 3 'no chart' workflow check "$root/README.md.scxml"
printf '<scxml' >broken.scxml
refused 3 'a broken chart' workflow check broken.scxml
refused 3 'no such procedure' workflow check nothing
refused 2 'no operand' workflow check
refused 2 'people that are none' workflow check filing --people many
refused 2 'options of run' workflow check filing --trace
run 1 'one of one' workflow check normative-document --people 1
has 'is one person' "$out" 'with one person nobody is left'
run 0 'what a receipt states' workflow show filing
has 'is not the number of the document' "$out" \
    'facts to give: registration number'
run 0 'what the numbering states' workflow show normative-document
has 'is that' "$out" 'facts to give: number, signer'
done_testing

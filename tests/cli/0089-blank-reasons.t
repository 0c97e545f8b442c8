#!/bin/sh
# A reason of blanks, of whatever width, is none.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
advance accepted
ideographic=$(printf '\343\200\200\343\200\200')
no_break=$(printf '\302\240\t\n')
no_width=$(printf '\342\200\213\357\273\277')
filler=$(printf '\343\205\244')
for blank in '' '  ' "$ideographic" "$no_break" " $no_width" "$filler"; do
	refused 3 "returned for \"$blank\"" return 2021-0001 --as zhou \
	    --on 2021-02-24 --reason "$blank"
	has 'a reason is asked for' "$err" '--reason'
done
refused 3 'a correction' correct 2021-0001 1 --set stated=2021-02-21 \
    --reason "$ideographic" --as lin
run 0 'it is where it was' show 2021-0001
has 'under review' "$out" 'guiwen return 2021-0001'
run 0 'a reason that begins with blanks' return 2021-0001 --as zhou \
    --on 2021-02-24 --reason "$ideographic施行日期太早"
run 0 'is kept as it is' history 2021-0001 --json
has 'blanks and all' "$out" "\"reason\": \"$ideographic施行日期太早\""

ssh-keygen -q -t ed25519 -N '' -f key
quiet key add zhou key.pub --as lin
refused 2 'a key revoked' key revoke zhou --as lin --reason "$ideographic"
chart=$root/workflows/normative-document/chart.scxml
refused 3 'a chart put in force' workflow install normative-document "$chart" \
    --as lin --reason "$no_width"
done_testing

#!/bin/sh
# Sixteen persons who hold both reviewer roles approve one document at once:
# one wins, fifteen are refused and recorded, and nothing moves further.
. "$(dirname "$0")/lib.sh"

export GUIWEN_REGISTRY="$work/registry"
papers=$samples/papers/shehui-zuzhi
run 0 'a registry' init "$GUIWEN_REGISTRY" --settings "$samples/settings.xml"
run 0 'a drafter' person add wu --name 吴晓岚 --unit 社会事务科 --role drafter
i=0
while [ $i -lt 16 ]; do
	i=$((i + 1))
	"$guiwen" person add "p$i" --name "审核$i" --unit 政策法规科 \
	    --role legal-counsel --role fair-competition-reviewer >/dev/null ||
	    not_ok "person $i"
done
run 0 'handed in' submit "$samples/documents/shehui-zuzhi.docx" --as wu \
    --material explanation="$papers/explanation.txt" \
    --material basis="$papers/basis.txt" \
    --material consultation="$papers/consultation.txt"
id=$(printf '%s\n' "$out" | sed -n '1s/ .*//p')
run 0 'accepted' accept "$id" --as p1

i=0
while [ $i -lt 16 ]; do
	i=$((i + 1))
	( "$guiwen" approve "$id" --as "p$i" \
	    --material legality-opinion="$papers/legality-opinion.txt" \
	    >"$work/out$i" 2>&1
	  echo $? >"$work/status$i" ) &
done
wait
is 'one wins' "$(cat "$work"/status* | grep -cx 0)" 1
is 'fifteen are refused' "$(cat "$work"/status* | grep -cx 3)" 15
is 'each with one sentence' \
    "$(cat "$work"/out* | grep -c '^guiwen: ')" 15
run 0 'the document can be shown' show "$id" --json
is 'it went one state further, not two' \
    "$(printf '%s' "$out" | json states.0.state)" fair-competition-review
is 'fifteen refusals are recorded' \
    "$(sqlite3 "$GUIWEN_REGISTRY/ledger.sqlite" \
    "SELECT count(*) FROM record WHERE kind = 'refusal'")" 15
run 0 'the history is whole' verify
done_testing

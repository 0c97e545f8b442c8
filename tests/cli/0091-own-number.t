#!/bin/sh
# A receipt with the document's own number is taken, and the slip that it may
# be is told; what is one is told of as one.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
run 0 'before anything is done' audit
has 'nothing is late' "$out" '  no late entries'
has 'nothing was refused' "$out" '  0 refusals, 0 corrections, '

quiet submit "$docs/yanglao-butie-2.docx" $three --as chen --on 2021-02-22
cp -r "$GUIWEN_REGISTRY" other
sed '$a <!-- another -->' "$root/workflows/normative-document/chart.scxml" \
    >another.scxml
run 0 'another chart' workflow install normative-document another.scxml \
    --as lin --reason 试行 --registry other
has 'one goes on' "$out" '  1 goes on under the chart that it started with'
refused 3 'one that was refused' accept 2021-0001 --as chen --on 2021-02-23
run 0 'is left out' history 2021-0001 --done
has 'as one' "$out" '(1 refusal left out: guiwen history 2021-0001)'
run 0 'what was entered late' audit
has 'is one' "$out" '  1 late entry, '
has 'as the other is' "$out" '  1 refusal, 0 corrections, '

quiet accept 2021-0001 --as zhou --on 2021-02-23
quiet approve 2021-0001 --as zhou --on 2021-03-02 \
    --material legality-opinion=legality-opinion.txt
quiet approve 2021-0001 --as sun --on 2021-03-05 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
quiet act 2021-0001 adopt --as lin --on 2021-03-24 --material \
    minutes=minutes.txt
quiet number 2021-0001 --number 青民规〔2021〕1号 --signer 张立国 \
    --date 2021-03-26 --as lin --on 2021-03-26
quiet publish 2021-0001 "$docs/yanglao-butie-issued.docx" --as lin \
    --on 2021-03-29
quiet file 2021-0001 --as lin --on 2021-04-02 \
    --material filing-report=filing-report.txt
run 0 'show' show 2021-0001
has 'asks for the number of the registration' "$out" 'registration number'
cp -r "$GUIWEN_REGISTRY" before
quiet submit "$docs/binzang.txt" $three --as chen --on 2021-05-24
refused 3 'a second version' read 2021-0002 2
has 'of one' "$err" '2021-0002 has one version only'
run 0 'a number of its own' receipt 2021-0001 --number 青府备登〔2021〕12号 \
    --as lin --on 2021-04-12 --material receipt=receipt.txt \
    --registry before
hasnt 'is nothing to be told' "$out" 'own number'
run 0 "the document's own" receipt 2021-0001 --number '青民规[2021]1号' \
    --as lin --on 2021-04-12 --material receipt=receipt.txt
has 'is taken, and told' "$out" "note: 青民规[2021]1号 is the document's own \
number; if the receipt has another: guiwen correct 2021-0001 10 --set \
number=NUMBER --reason TEXT"
run 0 'and corrected so' correct 2021-0001 10 --set number=青府备登〔2021〕12号 \
    --reason 抄错 --as lin --on 2021-04-13
hasnt 'without another word of it' "$out" 'own number'
done_testing

#!/bin/sh
# Checkpoints kept elsewhere, typed codes, proofs that need no registry.
. "$(dirname "$0")/lib.sh"

export GUIWEN_REGISTRY="$work/registry"
papers=$samples/papers/binzang
hand_in()
{
	run 0 'handed in' submit "$samples/documents/binzang.txt" --as wu \
	    --on 2021-05-24 --material explanation="$papers/explanation.txt" \
	    --material basis="$papers/basis.txt" \
	    --material consultation="$papers/consultation.txt"
}
run 0 'a registry' init "$GUIWEN_REGISTRY" --settings "$samples/settings.xml"
run 0 'a drafter' person add wu --name 吴晓岚 --unit 社会事务科 --role drafter
hand_in

"$guiwen" checkpoint >early.note 2>said
is 'the code follows on standard error' \
    "$(sed -n 's/^checkpoint code, for paper: //p' said)" \
    "$("$guiwen" checkpoint --code)"
early=$("$guiwen" checkpoint --code)
is 'a note is origin, size, root' "$(sed -n '1p;2p' early.note)" \
    "guiwen.invalid/$(sqlite3 registry/ledger.sqlite 'SELECT id FROM registry')
3"
cp -r registry before
cp registry/keys/registry.pub pinned

run 0 'without one the first line says so' verify
has 'nothing is excluded' "$(echo "$out" | head -1)" \
    'Without a checkpoint kept elsewhere it cannot be excluded'
run 0 'the note holds' verify --checkpoint early.note
has 'said in the first line' "$(echo "$out" | head -1)" 'All 3 records'
run 0 'the code holds, however typed' verify \
    --checkpoint "$(echo "$early" | tr 'A-Z-' 'a-z ')"
for label in 'checkpoint code: ' 'Checkpoint code:' 存证校验码：; do
	run 0 "with the words before it: $label" verify \
	    --checkpoint "$label$early"
done
has 'the report bears the code' "$out" "checkpoint code: $early"
hand_in
run 0 'the history grew' audit --checkpoint early.note --checkpoint "$early" \
    --registry-key pinned
has 'up to record 3' "$(echo "$out" | head -1)" 'Up to record 3'
has 'and the key' "$(echo "$out" | head -1)" 'the one that was given'
is 'in JSON too' "$("$guiwen" verify --json --checkpoint early.note |
    json checkpoint.agrees_to)" 3
"$guiwen" checkpoint >late.note 2>/dev/null

# Both stores put back together to an earlier time.
run 4 'a roll-back is found' verify --registry before --checkpoint late.note
has 'and named' "$out" 'made when there were 4 records, and now there are 3'
run 0 'and not without' verify --registry before
has 'nothing is excluded there' "$(echo "$out" | head -1)" 'cannot be excluded'

# Another registry, another key, altered and mistyped ones.
run 0 'another registry' init other --settings "$samples/settings.xml"
run 4 'its checkpoint is not ours' verify --registry other \
    --checkpoint early.note
has 'named' "$out" 'was made of another registry'
run 4 'nor its key' verify --registry other --registry-key pinned
has 'named too' "$out" 'the registry'\''s key is not the one that was given'
sed '2s/3/2/' early.note >bent.note
run 4 'an altered note' verify --checkpoint bent.note
has 'says so' "$out" 'the checkpoint itself was altered'
refused 3 'no note at all' verify --checkpoint pinned
refused 3 'no file' verify --checkpoint nothing.note
refused 3 'a mistyped code' verify --checkpoint "3-$(echo "$early" |
    cut -c3- | tr '0-9A-Z' '1-9A-Z0')"
refused 3 'no key' verify --registry-key early.note

# Proofs.
"$guiwen" proof 2021-0001 1 >one.proof
run 0 'a proof holds without the registry' proof --verify one.proof \
    --registry nowhere
has 'of that step' "$out" 'record 3: 2021-0001 step 1, submit for review (submit) by wu, recorded'
has 'and says whose key' "$out" \
    "$(ssh-keygen -l -f pinned | cut -d' ' -f2)"
has 'in Chinese by its name' "$(LANGUAGE=zh_CN "$guiwen" proof --verify \
    one.proof)" '第 3 条记录：2021-0001 第 1 号办理记录，送审（submit），办理人 wu，记录于'
"$guiwen" proof --record 1 >first.proof
has 'nobody did the first' "$("$guiwen" proof --verify first.proof)" \
    'record 1: registry made (init), recorded'
run 0 'with the key kept' proof --verify one.proof --registry-key pinned
run 0 'a record of no document' proof --record 2
run 0 'ending in the note that was kept' proof 2021-0001 \
    --checkpoint early.note
printf '%s\n' "$out" >kept.proof
run 0 'holds as well' proof --verify kept.proof --registry-key pinned
run 4 'under another key it does not' proof --verify one.proof \
    --registry-key other/keys/registry.pub
has 'it says which key' "$out" 'not signed by the key that was given'
sed 's/^index 2/index 1/' one.proof >bent.proof
refused 3 'another number' proof --verify bent.proof
awk 'NR==4 {$0 = substr($0, 1, 5) (substr($0, 6, 1) == "A" ? "B" : "A") \
    substr($0, 7)} {print}' one.proof >bent.proof
run 4 'another hash' proof --verify bent.proof
refused 3 'a record that came later' proof 2021-0002 --checkpoint early.note
refused 3 'no such step' proof 2021-0001 9
refused 3 'no proof' proof --verify early.note
refused 2 'nothing named' proof
refused 2 'both named' proof 2021-0001 --record 1
refused 2 'a step that is no number' proof 2021-0001 x

# The person's signature is in no tree: it is checked by itself.
unset SSH_AUTH_SOCK GUIWEN_KEY
HOME=$work XDG_CONFIG_HOME=$work/config
export HOME XDG_CONFIG_HOME
ssh-keygen -q -t ed25519 -N '' -C zhou -f zhou
run 0 'counsel' person add zhou --name 周正明 --unit 法规科 \
    --role legal-counsel
run 0 'the office' person add lin --name 林芳 --unit 办公室 --role office
run 0 'a key' key add zhou zhou.pub --as lin
run 0 'accepted, signed' accept 2021-0001 --as zhou --key zhou
"$guiwen" proof 2021-0001 >signed.proof
run 0 'a signed one' proof --verify signed.proof --registry-key pinned
has 'says with which key' "$out" "signed by who did it with the key $(
    ssh-keygen -l -f zhou.pub | cut -d' ' -f2)"
is 'JSON too' "$("$guiwen" proof --verify signed.proof --json |
    json person_signed)" true
is 'of an unsigned one nothing' "$("$guiwen" proof --verify one.proof --json |
    json person_signed)" null
# resign COMMAND: the proof with its extra data filtered.
resign()
{
	sed -n 's/^extra //p' signed.proof | base64 -d >extra
	sed "s|^extra .*|extra $($1 <extra | base64 -w 0)|" signed.proof
}
resign cat >bent.proof
is 'put together again it is the same' "$(cat bent.proof)" \
    "$(cat signed.proof)"
resign 'sed /^-----BEGIN/,/^-----END/d' >bent.proof
run 4 'its signature taken off' proof --verify bent.proof --registry-key pinned
has 'says so' "$out" 'The signature of who did it is missing'
echo else >else
ssh-keygen -q -Y sign -f zhou -n guiwen-act else 2>/dev/null
{
	sed '/^-----BEGIN/,$d' extra
	cat else.sig
	tail -n 1 extra
} >others
resign 'cat others' >bent.proof
run 4 'a signature of something else' proof --verify bent.proof
all=$(sqlite3 registry/ledger.sqlite 'SELECT max(number) FROM record')
for at in $(seq 1 "$all"); do
	"$guiwen" proof --record "$at" >n.proof &&
	    "$guiwen" proof --verify n.proof --registry-key pinned >/dev/null ||
	    not_ok "record $at" "$(cat n.proof)"
done

rm registry/keys/registry
run 0 'an auditor without the private key' proof 2021-0001 1 \
    --checkpoint early.note
run 0 'still makes a code' checkpoint --code
refused 3 'but signs nothing' checkpoint

refused 3 "a record's number in place of a document" proof 2
has 'how that is asked for' "$err" 'give --record 2'
hasnt 'no other command is told of that refuses it' "$err" 'guiwen history'
run 0 'so' proof --record 2 --registry before
refused 3 'what is neither' proof abc
has 'what documents are called like' "$err" 'called like 2021-0001'
refused 3 'a document that there is not' proof 2021-0099
has 'is told as everywhere' "$err" "$("$guiwen" show 2021-0099 2>&1)"
refused 3 'a step that there is not' proof 2021-0001 77
has 'where the steps are' "$err" 'guiwen history 2021-0001'
done_testing

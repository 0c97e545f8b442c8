#!/bin/sh
# Who meets a refusal or a fault is told what to do next, and is not sent the
# wrong way.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
advance accepted
quiet init other --name 别库 --authority 乙局 --filing 丙府=15
GUIWEN_REGISTRY=$work/other "$guiwen" checkpoint >note 2>code
code=$(grep -o '1-[0-9A-Z-]*' code)

# What was brought along is perhaps another registry's.
run 4 'the code of another registry' audit --checkpoint "$code"
has 'is told to be perhaps that' "$out" "another registry's"
hasnt 'and is no reason to rebuild' "$out" rebuild
run 4 'the key of another registry' audit --registry-key \
    other/keys/registry.pub
has 'is told to be perhaps that' "$out" 'or it is another'
hasnt 'and no fault of the ledger' "$out" ledger
has 'is told what to do' "$out" 'look first whether what you gave'
refused 2 'a proof that is to end in a code' proof 2021-0001 \
    --checkpoint "$code"
has 'asks for the signed one' "$err" 'signed checkpoint'

# Clones, folders.
git clone -q reg/documents.git clone 2>/dev/null
refused 3 'a clone' verify --registry clone
has 'is to be rebuilt from' "$err" '--from clone'
refused 3 'a bare one' verify --registry reg/documents.git
has 'is, too' "$err" '--from reg/documents.git'
run 3 'a folder that is not there' rebuild --registry nn --from clone
has 'is to be made first' "$err" mkdir

# Keys.
ssh-keygen -q -t ed25519 -N '' -f key
quiet key add zhou key.pub --as lin
run 3 'the public key to sign with' approve 2021-0001 --as zhou \
    --key key.pub --material legality-opinion=legality-opinion.txt
has 'is told from the private one' "$err" 'without .pub'
refused 3 'a key that is somebody'\''s' key add sun key.pub --as lin
has 'is told to be his' "$err" '周正明 (zhou)'
has 'by its fingerprint' "$err" SHA256:
hasnt 'not by its line' "$err" AAAA
run 0 'keys are listed' key list
has 'with the time as elsewhere' "$out" "$(TZ=CST-8 date +%Y)-"
hasnt 'not as in records' "$out" +08:00

# Files that were written are told.
run 1 'a page of a comparison' diff "$docs/yanglao-butie.docx" \
    "$docs/yanglao-butie-2.docx" --html page.html
has 'is told' "$err" 'written: page.html'
refused 3 'an id with a letter O' read 2021-00O1
has 'is told to be none' "$err" "no document's id"

# The papers.
run 0 'what can be printed' print 2021-0001
hasnt 'does not send round in a ring' "$out" 'guiwen print'
run 3 'a paper that cannot be yet' print 2021-0001 opinion
has 'says where to look' "$err" 'guiwen print 2021-0001'

# Sentences.
run 3 'a state that is none' list --status xyz
has 'the states are told apart' "$err" 'agreed in principle, to be changed; '
quiet approve 2021-0001 --as zhou --key key --on 2021-02-24 \
    --material legality-opinion=legality-opinion.txt
run 0 'an audit' audit
hasnt 'says a record once' "$(printf '%s' "$out" | grep record)" \
    'record 10: record'
has 'and its period in words' "$out" '5 working days'
quiet person delegate sun --to lin --as sun --until 2099-01-01
quiet person add qian --name 钱进 --role fair-competition-reviewer --as lin
quiet person delegate sun --to qian --as sun --until 2099-01-01
run 0 'who acts next' show 2021-0001
is 'is named once' "$(printf '%s\n' "$out" | grep -o 钱进 | wc -l)" 1
has 'who acts for another, too' "$out" '林芳 for 孙立群'
done_testing

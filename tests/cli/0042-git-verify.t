#!/bin/sh
# Stock tools accept the evidence: git verifies every commit's signature with
# the file that stands in the repository, and a record hashes to its trailer.
. "$(dirname "$0")/lib.sh"

export GUIWEN_REGISTRY="$work/registry"
papers=$samples/papers/binzang
run 0 'a registry' init "$GUIWEN_REGISTRY" --settings "$samples/settings.xml"
run 0 'a drafter' person add wu --name 吴晓岚 --unit 社会事务科 --role drafter
run 0 'handed in' submit "$samples/documents/binzang.txt" --as wu \
    --on 2021-05-24 --material explanation="$papers/explanation.txt" \
    --material basis="$papers/basis.txt" \
    --material consultation="$papers/consultation.txt"
git="git -c safe.directory=* -C $GUIWEN_REGISTRY/documents.git"
for commit in $($git rev-list main); do
	if $git verify-commit "$commit" 2>"$work/.verify"; then
		ok 'git verifies the signature'
	else
		not_ok 'git verifies the signature' "$(cat "$work/.verify")"
	fi
done
record=$($git show main:documents/2021/00/0001/record/0001-submit.xml |
    sha256sum | cut -d' ' -f1)
is 'the record has the hash in the trailer' "$record" \
    "$($git log -1 --format='%(trailers:key=Record-SHA256,valueonly)' main |
    tr -d '\n')"
is 'and in the ledger' "$record" \
    "$(sqlite3 "$GUIWEN_REGISTRY/ledger.sqlite" \
    "SELECT lower(hex(hash)) FROM record ORDER BY number DESC LIMIT 1")"

# Main is moved by nobody but guiwen, and who does is found out.
$git update-ref refs/heads/main main~1
run 4 'a main that was put back is found' verify
run 0 'the next step brings it forward' person add he --name 何为民 \
    --unit 办公室 --role office
has 'and tells' "$err" 'stood at record 2, behind'
run 0 'then all is well' verify
run 0 'and nothing is told' person add hu --name 胡 --role drafter --as he
is 'and nothing is told' "$err" ''
done_testing

#!/bin/sh
# No command writes what its user asked for into a registry's folder, however
# the place is called, and none of two files when one of them lies there.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
advance reviewed
# everything: every file of the registry with what is in it
everything()
{
	(cd "$work/reg" && find . ! -name '*-shm' ! -name '*-wal' |
	    LC_ALL=C sort && find . -type f ! -name '*-shm' ! -name '*-wal' \
	    -exec sha256sum {} + | LC_ALL=C sort)
}
real=$(pwd -P)
before=$(everything)

for place in reg/ledger.sqlite reg/keys/registry reg/documents.git/HEAD \
    reg/new.html reg/documents.git/none/../../x ./reg//keys/registry \
    "$work/reg/sealed/x" reg/../reg/x; do
	refused 3 "print --html $place" print 2021-0001 opinion --html "$place"
	has 'and says why' "$err" "registry's own folder, $real/reg, where"
done
refused 3 'print --docx' print 2021-0001 opinion --docx reg/keys/registry
refused 3 'print --pdf' print 2021-0001 opinion --pdf reg/keys/registry
refused 3 'diff --html' diff 2021-0001 1 1 --html reg/documents.git/HEAD
refused 3 'diff --docx' diff 2021-0001 1 1 --docx reg/documents.git/HEAD
refused 3 'read --html' read 2021-0001 --html reg/ledger.sqlite
refused 3 'show --save' show 2021-0001 --save reg/saved
refused 3 'backup' backup reg/documents.git/copies
refused 3 'init' init reg/sub --name 库 --authority 局
quiet backup kept
refused 3 'restore' restore kept reg/again

# by other names of the same place
ln -s reg other
ln -s reg/keys/registry paper.html
ln -s "$work/reg/loop" reg/loop 2>/dev/null
refused 3 'by a link to the folder' print 2021-0001 opinion \
    --html other/x.html
refused 3 'by a link to a file' print 2021-0001 opinion --html paper.html
refused 3 'by a link to itself' print 2021-0001 opinion --html reg/loop
rm reg/loop other paper.html
(cd reg/keys && run 3 'from inside' print 2021-0001 opinion \
    --html registry; echo "$n" >"$work/n")
n=$(cat n)
unset GUIWEN_REGISTRY
refused 3 'none is named, yet one is written to' read \
    "$docs/yanglao-butie-2.docx" --html reg/keys/registry
refused 3 'nor of two files' diff "$docs/yanglao-butie.docx" \
    "$docs/yanglao-butie-2.docx" --html reg/keys/registry
quiet init second --name 库 --authority 局
refused 3 'another is named' print 2021-0001 opinion --registry reg \
    --html second/ledger.sqlite
refused 3 'a backup into another' backup second/kept --registry reg
mv reg/ledger.sqlite aside
refused 3 'one without its ledger' read "$docs/yanglao-butie-2.docx" \
    --html reg/keys/registry
mv aside reg/ledger.sqlite

refused 3 'the second of two' print 2021-0001 opinion --registry reg \
    --html fine.html --docx reg/keys/registry
is 'the first is not written either' "$(ls fine.html 2>/dev/null)" ''
is 'the registry is as it was' "$(everything)" "$before"

# What lies elsewhere is written as ever.
mkdir clone
"$guiwen" version >/dev/null
git clone -q --bare reg/documents.git clone/documents.git
run 0 'beside a clone' print 2021-0001 opinion --registry reg \
    --html clone/x.html
run 0 'beside the registry' print 2021-0001 opinion --registry reg \
    --html reg.html
echo old >old.html
ln -s old.html link.html
run 0 'over an old file' print 2021-0001 opinion --registry reg \
    --html link.html
[ -L link.html ] && cmp -s old.html reg.html && ok 'a link stays a link' ||
    not_ok 'a link stays a link'

# A pipe that nobody reads.
mkfifo pipe
refused 5 'a pipe without a reader' print 2021-0001 opinion \
    --registry reg --html pipe
has 'is not waited for' "$err" 'nobody reads from pipe'
done_testing

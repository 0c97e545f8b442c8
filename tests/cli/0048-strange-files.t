#!/bin/sh
# What somebody may put in the place of a registry's files; two who change
# people at once.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
quiet submit "$docs/yanglao-butie-2.docx" $three --as chen --on 2021-02-22 \
    --personal notice=notice.txt
run 0 'whole' verify
sealed=sealed/$(ls reg/sealed)
loose=$(cd reg && find documents.git/objects/?? -type f | head -n 1)
# strange WHAT FILE COMMAND: FILE of a copy is changed so, and found.
strange()
{
	rm -rf copy
	cp -a reg copy
	GUIWEN_REGISTRY=$work/copy
	(cd copy && eval "$3")
	out=$(timeout 600 "$guiwen" verify 2>&1)
	is "$1 is found" "$?" 4
	GUIWEN_REGISTRY=$work/reg
}
for file in "$loose" documents.git/HEAD documents.git/refs/heads/main \
    documents.git/config "$sealed" ledger.sqlite-journal; do
	strange "a pipe at $(basename "$file")" "$file" \
	    "rm -f $file; mkfifo $file"
done
strange 'a folder in the place of a sealed paper' "$sealed" \
    "rm $sealed; mkdir $sealed"
strange 'a link in its place' "$sealed" \
    "mv $sealed ../moved; ln -s ../../moved $sealed"
strange 'bytes behind an object' "$loose" \
    "chmod u+w $loose; echo more >>$loose"
has 'git does not take it' "$(git -C copy/documents.git fsck 2>&1)" \
    garbage

# Everybody who loses the race goes on with his own act, not with another's.
for k in 1 2 3 4 5 6; do
	"$guiwen" person change chen --post "p$k" --as lin >/dev/null 2>>raced &
done
wait
is 'who changes people at once says nothing strange' \
    "$(grep -v 'try again\|moved on\|second\|changed' raced)" ''
run 0 'and the history is whole' verify
is 'by the one who acted' "$(git -C reg/documents.git log --format=%ae |
    sort -u | grep -v '^chen@\|^lin@')" '@guiwen.invalid'
done_testing

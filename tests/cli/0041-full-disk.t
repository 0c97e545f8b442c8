#!/bin/sh
# A full disk: one sentence, exit 5, and nothing of the step is there; with
# room again the same command works. Needs a small file system of its own
# (root), else it is skipped.
. "$(dirname "$0")/lib.sh"

disk=$work/disk
mkdir "$disk"
if ! mount -t tmpfs -o size=3m tmpfs "$disk" 2>/dev/null; then
	skip 'no file system can be mounted here'
	done_testing
	exit 0
fi
trap 'umount "$disk"; rm -rf "$work"' EXIT
export GUIWEN_REGISTRY="$disk/registry"
papers=$samples/papers/shehui-zuzhi
submit()
{
	submit_status=$1
	shift
	run "$submit_status" "$1" submit "$samples/documents/shehui-zuzhi.docx" \
	    --as wu --material explanation="$papers/explanation.txt" \
	    --material basis="$papers/basis.txt" \
	    --material consultation="$papers/consultation.txt"
}
rows()
{
	sqlite3 "$GUIWEN_REGISTRY/ledger.sqlite" 'SELECT count(*) FROM record'
}

run 0 'a registry' init "$GUIWEN_REGISTRY" --settings "$samples/settings.xml"
run 0 'a drafter' person add wu --name 吴晓岚 --unit 社会事务科 --role drafter
submit 0 'with room it works'
before=$(rows)

# Fill the disk to the last byte.
cat /dev/zero >"$disk/fill" 2>/dev/null
submit 5 'on a full disk the system is said to have failed'
has 'in one sentence' "$(printf '%s\n' "$err" | grep -c '^guiwen: ')" 1
rm "$disk/fill"
is 'no row is there' "$(rows)" "$before"
run 0 'the history is whole' verify
submit 0 'with room again it works'
is 'one more record' "$(rows)" $((before + 1))

# Full again, but for a little: wherever it fails, all or nothing.
for room in 8 16 24 32 48 64 96 128; do
	before=$(rows)
	cat /dev/zero >"$disk/fill" 2>/dev/null
	truncate -s "-${room}K" "$disk/fill"
	"$guiwen" submit "$samples/documents/shehui-zuzhi.docx" --as wu \
	    --material explanation="$papers/explanation.txt" \
	    --material basis="$papers/basis.txt" \
	    --material consultation="$papers/consultation.txt" \
	    >/dev/null 2>&1
	status=$?
	rm "$disk/fill"
	after=$(rows)
	if [ "$status" -eq 0 ] && [ "$after" -eq $((before + 1)) ]; then
		ok "with ${room}K left: done"
	elif [ "$status" -eq 5 ] && [ "$after" -le $((before + 1)) ]; then
		ok "with ${room}K left: the system failed"
	else
		not_ok "with ${room}K left" "status $status, $before to $after"
	fi
done
run 0 'the history is whole still' verify
is 'git finds nothing wrong' "$(git -C "$GUIWEN_REGISTRY/documents.git" \
    fsck --full --strict 2>&1 | grep -cv dangling)" 0
done_testing

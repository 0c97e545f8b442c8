#!/bin/sh
# guiwen backup and restore: both stores as of one moment, while others go on.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
advance published
run 0 'a backup' backup kept
has 'says what it holds' "$out" 'private key'
one=$(ls -d kept/*)
(cd "$one" && sha256sum --quiet -c SHA256SUMS) &&
    ok 'sha256sum takes its list' || not_ok 'sha256sum takes its list'
is 'every file is in it' "$(cd "$one" && find . -type f | wc -l)" \
    "$(($(wc -l <"$one/SHA256SUMS") + 1))"
is 'nobody else may look' "$(find kept -perm /077)" ''
is 'nothing is left in the registry' "$(ls -A reg | grep backup)" ''
run 0 'a drill' restore --drill kept
has 'proves it' "$out" 'can be restored'
has 'and that it is of this registry' "$out" 'beginning of the registry'
is 'and leaves nothing' "$(ls kept | wc -l)" 1
quiet draft "$docs/binzang.txt" --as chen --on 2021-05-24
run 0 'a drill later' restore --drill kept
has 'counts what came since' "$out" 'records since then: 1'
run 0 'restored' restore kept new
is 'the documents are there' "$("$guiwen" list --registry new --json)" \
    "$("$guiwen" list --registry "$one" --json)"
run 0 'and it goes on' draft "$docs/binzang.txt" --as chen --on 2021-05-24 \
    --registry new
run 0 'whole' verify --registry new
quiet backup others --registry new
run 4 'a backup of another history' restore --drill others
has 'it is said, and of which registry' "$out" \
    "is NOT the beginning of the registry in $work/reg as it is now"
is 'the next command names the registry' "$(cd / &&
    "$guiwen" backup "$work/named" --registry "$work/new" | grep '^next')" \
    "next: guiwen restore --drill $work/named --registry $work/new"
is 'where it was named' "$("$guiwen" backup unnamed | grep '^next')" \
    'next: guiwen restore --drill unnamed'
is 'JSON says with what it was compared' "$("$guiwen" restore --drill \
    others --json | json compared_with)" "$work/reg"
run 0 'without the key' backup --without-key keyless
is 'the public one alone is in it' "$(ls keyless/*/keys)" registry.pub
run 0 'restored' restore keyless open
cmp -s reg/keys/registry.pub open/keys/registry.pub &&
    ok 'the public one is back' || not_ok 'the public one is back'
has 'that the key is missing is said' "$out" 'private key is not in it'
hasnt 'where none is, none is named' "$out" 'The newest backup beside it'
refused 3 'it makes no step' draft "$docs/binzang.txt" --as chen \
    --registry open
has 'it says what to do' "$err" 'put it back from a backup that has it'
sleep 1
quiet backup --without-key kept
run 0 'a drill of it' restore --drill kept
has 'the older one that has the key is named' "$out" \
    "that has the key: $one/keys/registry"
is 'as JSON' "$("$guiwen" restore --drill kept --json | json key)" false
run 0 'restored' restore kept/ keyed
cp "$one/keys/registry" keyed/keys/
run 0 'with that key it goes on' draft "$docs/binzang.txt" --as chen \
    --registry keyed
rm -r "$(find kept -mindepth 1 -maxdepth 1 | sort | tail -n 1)"

# Several in one second, of the same records.
for k in 1 2 3; do
	run 0 "backup $k at once" backup quick
done
is 'each has its name' "$(ls quick | wc -l)" 3
run 0 'the last of them proves itself' restore --drill quick

# While others step: every backup is whole and holds all that was told.
steps()
{
	i=0
	while [ $i -lt 25 ] && [ -f go ]; do
		"$guiwen" draft "$docs/binzang.txt" --as chen >/dev/null &&
		    i=$((i + 1)) && echo $i >count.new &&
		    mv count.new count
	done
}
before=$(sqlite3 reg/ledger.sqlite 'SELECT count(*) FROM record')
touch go
steps &
for k in 1 2 3 4; do
	told=$(cat count 2>/dev/null || echo 0)
	"$guiwen" backup busy --json >made || not_ok "backup $k"
	last=$(json records <made)
	"$guiwen" restore --drill "busy/$(json backup <made)" --json >proved ||
	    not_ok "drill $k" "$(cat proved)"
	is "backup $k: whole, and the beginning of the registry" \
	    "$(json is_beginning <proved) $(json records <proved)" "true $last"
	[ "$last" -ge $((before + told)) ] && ok "backup $k: all that was told" ||
	    not_ok "backup $k: all that was told" "$last < $before + $told"
done
rm go
wait
"$guiwen" backup busy --json >a &
"$guiwen" backup busy2 --json >b 2>b.err
wait
[ -s a ] || [ -s b ] && ok 'of two at once one at least is made' ||
    not_ok 'of two at once one at least is made'
quiet backup busy		# whichever of them was made
run 0 'the newest is taken' restore busy newest
is 'with all records' "$(sqlite3 newest/ledger.sqlite \
    'SELECT count(*) FROM record')" \
    "$(sqlite3 reg/ledger.sqlite 'SELECT count(*) FROM record')"

# Damage and wrong input.
damage()
{
	rm -rf bad
	cp -a kept bad
}
damage
file=$(find bad -path '*objects*' -type f | head -n 1)
chmod u+w "$file"
printf 'x' | dd of="$file" bs=1 seek=3 conv=notrunc 2>/dev/null
refused 4 'an altered file' restore bad other
has 'is named' "$err" "$(basename "$file")"
damage
rm "$(find bad -path '*objects*' -type f | head -n 1)"
refused 4 'a missing file' restore bad other
damage
echo x >"bad/$(basename "$one")/documents.git/refs/heads/other"
refused 4 'a file put in' restore bad other
damage
echo 'x' >"bad/$(basename "$one")/SHA256SUMS"
refused 4 'no list' restore bad other
damage
sed 's|  keys/registry$|  ../keys/registry|' "$one/SHA256SUMS" \
    >"bad/$(basename "$one")/SHA256SUMS"
refused 4 'a list that leads out' restore bad other
damage
sqlite3 "bad/$(basename "$one")/ledger.sqlite" 'PRAGMA journal_mode=DELETE;
	DROP TRIGGER record_update; UPDATE record SET person = "x"
	WHERE number = 9' >/dev/null
(cd bad/2* && sha256sum ledger.sqlite >new && sed '/ledger.sqlite/d' SHA256SUMS >>new &&
    mv new SHA256SUMS)
run 4 'a forged ledger with the right list' restore --drill bad
has 'is named by the audit' "$out" 'person'
is 'nothing was made' "$(ls -d other other.* 2>/dev/null)" ''
refused 3 'no backup there' restore "$docs" other
refused 3 'no folder' restore nowhere other
ln -s loop loop
refused 5 'a folder that cannot be read' restore --drill loop
refused 3 'a folder that is not empty' restore kept "$docs"
refused 2 'a drill with a folder' restore --drill kept other
refused 2 'neither' restore kept
refused 3 'in the registry itself' backup reg
has 'it says why' "$err" 'in the registry'\''s own folder'
refused 3 'or in a new folder there' backup reg/copies/new
refused 3 'or by another name of it' backup kept/../reg/copies
refused 3 'or in its place' backup reg/ledger.sqlite
is 'nothing is made there' "$(ls -A reg | grep -v -e '^ledger' -e \
    documents.git -e keys -e sealed -e '\.lock$')" ''
refused 5 'a backup into a file' backup /dev/null
refused 3 'of no registry' backup kept --registry nowhere
done_testing

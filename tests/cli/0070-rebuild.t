#!/bin/sh
# guiwen rebuild: both stores anew from what is left of them.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
advance published
quiet file 2021-0001 --authority 青石区人民政府 --as lin --on 2021-04-02 \
    --material filing-report=filing-report.txt
quiet draft "$docs/binzang.txt" --as chen --on 2021-05-24
git clone -q reg/documents.git clone 2>/dev/null
tables()
{
	for t in registry record document milestone task deadline; do
		sqlite3 "$1/ledger.sqlite" "SELECT * FROM $t" | sha256sum
	done
}
right=$(tables reg)
head=$(git -C reg/documents.git rev-parse main)
# copy NAME: a copy to be damaged, which commands take from now on.
copy()
{
	rm -rf "$1"
	cp -a reg "$1"
	GUIWEN_REGISTRY=$work/$1
}
# whole NAME WHAT: exactly what it was, and it goes on.
whole()
{
	is "$2: the tables are those of before" "$(tables "$1")" "$right"
	is "$2: main too" "$(git -C "$1/documents.git" rev-parse main)" "$head"
	is "$2: git finds nothing" \
	    "$(git -C "$1/documents.git" fsck --full --strict 2>&1)" ''
	run 0 "$2: a step" submit 2021-0002 $three --as chen
	run 0 "$2: verified" verify
}
aside()
{
	ls -d "$1"/set-aside/* 2>/dev/null | tail -n 1
}

copy a
run 0 'a whole registry can be made anew' rebuild
has 'it says what was set aside' "$out" "a/set-aside/"
has 'and is verified' "$out" 'records re-hashed'
is 'the old stores are there' "$(ls "$(aside a)" | tr '\n' ' ')" \
    'documents.git export.lock ledger.sqlite ledger.sqlite-shm ledger.sqlite-wal '
whole a 'whole'

copy b
rm b/ledger.sqlite*
refused 4 'without its ledger it is broken' list
has 'it is said what is missing' "$err" 'ledger.sqlite is missing in'
has 'and what mends it' "$err" "'guiwen rebuild'"
cd b/documents.git && refused 4 'so it is from within' list --registry ''
cd "$work" || exit 1
run 0 'the ledger comes from git' rebuild
has 'that it was gone is said' "$out" 'There is no ledger.sqlite'
whole b 'no ledger'

# Without a ledger main alone says where the history ends: what was there after
# it is found among the objects, loose or packed.
for how in loose packed gone; do
	copy "n$how"
	tip=$(git -C "n$how/documents.git" rev-parse main~3)
	number=$(git -C "n$how/documents.git" log -1 --format=%B "$tip" |
	    sed -n 's/^Record: //p')
	all=$(git -C "n$how/documents.git" log -1 --format=%B main |
	    sed -n 's/^Record: //p')
	[ "$how" != packed ] || git -C "n$how/documents.git" repack -adq
	git -C "n$how/documents.git" update-ref refs/heads/main "$tip"
	[ "$how" != gone ] || rm "n$how/documents.git/refs/heads/main"
	rm "n$how"/ledger.sqlite*
	before=$(find "n$how" -type f | sort | xargs sha256sum)
	refused 4 "$how: main moved back, no ledger" rebuild
	has "$how: it says how far it goes" "$err" "record $all"
	has "$how: and how to take it" "$err" "--head $head"
	[ "$how" = gone ] || has "$how: and how to give it up" "$err" \
	    "main ends at record $number"
	[ "$how" = gone ] || has "$how: up to where" "$err" "--head $tip"
	is "$how: nothing is done" \
	    "$(find "n$how" -type f | sort | xargs sha256sum)" "$before"
	run 0 "$how: taken" rebuild --head "$head"
	whole "n$how" "$how: taken"
done
copy n
git -C n/documents.git update-ref refs/heads/main "$tip"
sqlite3 n/ledger.sqlite 'DROP TRIGGER record_delete; DELETE FROM record;
    DELETE FROM redo'
refused 4 'a ledger without records says no more' rebuild
has 'than that' "$err" "--head $head"
copy n
git -C n/documents.git update-ref refs/heads/main "$tip"
rm n/ledger.sqlite*
run 0 'or given up' rebuild --head "$tip"
has 'as far as that' "$out" "made anew: $number records"

copy c
printf 'x' | dd of=c/ledger.sqlite bs=1 seek=40000 conv=notrunc 2>/dev/null
dd if=/dev/urandom of=c/ledger.sqlite bs=4096 count=2 conv=notrunc 2>/dev/null
rm -f c/ledger.sqlite-wal c/ledger.sqlite-shm
refused 4 'a damaged ledger' list
run 0 'is made anew' rebuild
whole c 'damaged ledger'

# Objects: the redo rows still have them, or a clone.
copy d
sqlite3 d/ledger.sqlite 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
object=$(git -C d/documents.git ls-tree -r main | grep original |
    head -n 1 | awk '{ print $3 }')
file=$(echo "$object" | sed 's|^..|&/|')
[ -f "d/documents.git/objects/$file" ] || not_ok 'the object is loose'
rm -f "d/documents.git/objects/$file"
run 4 'a lost object' verify
has 'what brings it back' "$out" 'guiwen rebuild brings it back as long as'
has 'and what else' "$out" 'only guiwen rebuild --from CLONE can'
run 0 'a lost object comes from the ledger' rebuild
has 'it is said' "$out" '1 object came from the old ledger'
whole d 'lost object'

copy dlater
sqlite3 dlater/ledger.sqlite 'DELETE FROM redo'
rm -f "dlater/documents.git/objects/$file"
run 4 'when the ledger has it no longer' rebuild
has 'it is nowhere' "$out" 'original'
run 0 'a clone has it' rebuild --from clone
has 'which is said' "$out" '1 object came from the repositories given'
whole dlater 'lost object, from a clone'

copy e
rm -rf e/documents.git
refused 4 'without its repository it is broken' list
has 'what mends it is said' "$err" "'guiwen rebuild'"
run 0 'a lost repository, as long as the ledger has all' rebuild --json
is 'each object is counted once' "$(echo "$out" | json from_ledger)" \
    "$(echo "$out" | json objects)"
whole e 'lost repository'

copy f
rm -rf f/documents.git f/ledger.sqlite*
mkdir -p f
refused 4 'nothing is left' rebuild
has 'the way out is said' "$err" '--from'
is 'nothing was made' "$(ls -A f | tr '\n' ' ')" 'export.lock keys '
run 0 'a clone is enough' rebuild --from clone
has 'it is said' "$out" 'given with --from'
whole f 'from a clone'

copy g
rm -rf g/ledger.sqlite* g/keys
run 0 'without the key' rebuild
has 'it is said that no step can be made' "$out" 'records no step'
refused 3 'and none can' submit 2021-0002 $three --as chen

# A text that is nowhere: the rest is there, and what is missing is named.
copy h
rm -rf h/ledger.sqlite*
rm -f "h/documents.git/objects/$file"
run 4 'a text that is nowhere' rebuild
has 'is named' "$out" 'original'
has 'so is the way out' "$out" '--from'
run 0 'it may come later' rebuild --from clone
whole h 'a text from a clone'

# Records beyond what is left: nobody decides that but a person.
copy i
first=$(git -C i/documents.git rev-parse main~1)
rm -rf i/documents.git
git clone -q --bare reg/documents.git i/documents.git 2>/dev/null
git -C i/documents.git update-ref refs/heads/main "$first"
git -C i/documents.git reflog expire --expire=now --all
git -C i/documents.git gc -q --prune=now 2>/dev/null
sqlite3 i/ledger.sqlite 'DELETE FROM redo'
refused 4 'the last record is lost' rebuild
has 'with the choice' "$err" "--head $first"
is 'nothing was touched' "$(aside i)" ''
run 0 'chosen' rebuild --head "$first"
has 'what is left out is said' "$out" 'set aside'
is 'main stands there' "$(git -C i/documents.git rev-parse main)" "$first"

# Two histories.
copy j
copy k
quiet submit 2021-0002 $three --as chen
GUIWEN_REGISTRY=$work/j
quiet act 2021-0002 terminate --reason 另行起草 --as chen
refused 4 'two histories that part' rebuild --from k
has 'are not chosen between' "$err" 'Two histories part'
run 0 'but by a person' rebuild --from k \
    --head "$(git -C j/documents.git rev-parse main)"

# Somebody has committed with git, on top of the last record or from scratch.
foreign() {
	git -C "$1/documents.git" -c user.name=a -c user.email=a@b \
	    commit-tree "$(git -C "$1/documents.git" rev-parse 'main^{tree}')" \
	    -m 'by hand' ${2:-}
}
for with in with without; do
	copy "m$with"
	git -C "m$with/documents.git" update-ref refs/heads/main \
	    "$(foreign "m$with" "-p main")"
	[ "$with" = with ] || rm "m$with"/ledger.sqlite*
	refused 4 "a commit made by hand, $with a ledger" rebuild
	has 'it is told as one' "$err" 'committed with git'
	has 'with the way out' "$err" \
	    "--head $(git -C "m$with/documents.git" rev-parse main~1)"
	run 0 'which is one' rebuild --head \
	    "$(git -C "m$with/documents.git" rev-parse main~1)"
	whole "m$with" 'without what was made by hand'
done
copy mscratch
git -C mscratch/documents.git update-ref refs/heads/main "$(foreign mscratch)"
rm mscratch/ledger.sqlite*
refused 4 'a history made by hand' rebuild
has 'is none of a registry' "$err" "no registry's history"
has 'and needs another' "$err" '--from'
run 0 'which may be given' rebuild --from reg --head \
    "$(git -C reg/documents.git rev-parse main)"
whole mscratch 'from another registry'

# Somebody is there; a killed one; wrong input.
GUIWEN_REGISTRY=$work/reg
mkfifo asked
sqlite3 reg/ledger.sqlite <asked >/dev/null &
exec 3>asked
echo 'BEGIN; SELECT count(*) FROM record;
.shell touch open' >&3
while [ ! -e open ] && kill -0 $!; do
	sleep 0.1
done
refused 5 'while somebody has it open' rebuild
has 'it is said' "$err" 'has the registry'
exec 3>&-
wait
mkdir reg/.guiwen-rebuild
run 0 'what a killed rebuild left hinders nobody' list
run 0 'and is cleared away' rebuild
is 'it is gone' "$(ls -A reg | grep rebuild)" ''
copy l
run 0 'made anew' rebuild
old=$(aside l)
mkdir l/.guiwen-rebuild
mv l/documents.git l/export.lock l/ledger.sqlite l/.guiwen-rebuild/
rm -f l/ledger.sqlite-*
mv "$old/documents.git" l/
printf '%s' "${old#l/}" >l/.guiwen-rebuild/ready
refused 4 'killed while moving: it is broken' list
has 'what goes on is said' "$err" 'was interrupted'
run 0 'the next one goes on' rebuild
has 'and says so' "$out" 'is now complete'
whole l 'moved to the end'
refused 2 'no commit' rebuild --head abc
refused 3 'a commit that is nowhere' rebuild --head \
    0123456789012345678901234567890123456789
refused 3 'a clone that is none' rebuild --from "$docs"
refused 3 'no folder' rebuild --registry nowhere
mkdir empty
refused 4 'an empty folder' rebuild --registry empty
is 'stays empty' "$(ls -A empty)" ''
# Tampering is no damage to be made good without a word.
copy n
sqlite3 n/ledger.sqlite "DROP TRIGGER record_update;
    UPDATE record SET body = replace(body, '</', '< /') WHERE number = 3;
    UPDATE record SET person = 'nobody' WHERE number = 5" 2>/dev/null
run 4 'verify finds altered records' verify
has 'and says what to do' "$out" 'copy the whole registry'
has 'that they are evidence' "$out" 'A record that was altered is evidence'
run 0 'rebuild puts back what git holds' rebuild
has 'and tells which records differed' "$out" \
    'otherwise than the history in git in these records: 3, 5 (2 in all)'
whole n 'altered ledger'
copy o
sqlite3 o/ledger.sqlite "DROP TRIGGER record_delete;
    DELETE FROM record WHERE number = 4" 2>/dev/null
run 0 'a row that is gone comes back' rebuild
has 'and is told' "$out" 'lacks these records of the history in git: 4 (1'
whole o 'a row gone'
copy p
sqlite3 p/ledger.sqlite "PRAGMA ignore_check_constraints = ON;
    DROP TRIGGER record_update;
    UPDATE record SET number = -9000000000000000000 WHERE number = 2;
    UPDATE record SET number = 9223372036854775807 WHERE number = 4" 2>/dev/null
run 0 'numbers beyond all reason' rebuild --head "$head"
has 'the forged one is told' "$out" 'in these records: -9000000000000000000 (1'
has 'and the true ones' "$out" 'lacks these records of the history in git: 2'
whole p 'forged numbers'
copy m
run 0 'JSON' rebuild --json
is 'the records' "$(echo "$out" | json records)" \
    "$(sqlite3 reg/ledger.sqlite 'SELECT count(*) FROM record')"
done_testing

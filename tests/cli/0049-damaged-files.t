#!/bin/sh
# A page of the ledger, a pack or an index that cannot be read is told; all the
# rest is checked and told all the same.
. "$(dirname "$0")/lib.sh"
kept=$root/tests/golden/registry/1
mkdir -m 700 kept
(umask 077 && tar -C kept -xpzf "$kept/files.tar.gz" &&
    sqlite3 -bail kept/ledger.sqlite <"$kept/ledger.sql")
GUIWEN_REGISTRY=$work/reg
export GUIWEN_REGISTRY
pack=$(cd kept/documents.git/objects/pack && ls *.pack)
loose=$(cd kept/documents.git/objects && ls -d ??/* | head -n 1)
object=$(echo "$loose" | tr -d /)
page_size=$(sqlite3 kept/ledger.sqlite 'PRAGMA page_size')

# Another registry, in which a loose object is altered besides.
begin()
{
	rm -rf reg
	cp -a kept reg
	chmod -R u+w reg/documents.git/objects
	printf x >>"reg/documents.git/objects/$loose"
}
# damage TABLE ORDER: a page of that table, the first or the last (DESC).
damage()
{
	page=$(sqlite3 kept/ledger.sqlite "SELECT pageno FROM dbstat WHERE
		name = '$1' AND pagetype = 'leaf' ORDER BY path ${2:-} LIMIT 1")
	perl -e "print chr(255) x $page_size" | dd of=reg/ledger.sqlite \
	    bs="$page_size" seek=$((page - 1)) conv=notrunc 2>/dev/null
}
# looked_at WHAT: broken, with the sentence "$1" and the altered object too.
looked_at()
{
	run 4 "$1" verify
	has "$1: it is told" "$out" "$2"
	has "$1: and the altered object" "$out" "Object $object of documents.git is damaged"
	run 4 "$1: the audit too" audit --year 2021
	has "$1: says so at its end" "$out" 'The history is not whole'
}

for order in '' DESC; do
	begin
	damage record $order
	looked_at "a page of records ($order)" \
	    'cannot be read in the ledger: the file is damaged there'
done
for table in redo document milestone task deadline; do
	begin
	damage $table DESC
	looked_at "a page of $table" 'The file ledger.sqlite is damaged'
done
begin
damage milestone ''
run 4 'a derived table' verify
has 'is named' "$out" 'the table milestone cannot be read to its end'

for what in pack idx; do
	file=reg/documents.git/objects/pack/${pack%.pack}.$what
	begin
	printf x | dd of="$file" bs=1 seek=8 conv=notrunc 2>/dev/null
	looked_at "$what" 'is missing'
	begin
	: >"$file"
	looked_at "$what, empty" 'is missing'
	begin
	printf '\377\377\377\377' | dd of="$file" bs=1 seek=3000 conv=notrunc \
	    2>/dev/null
	looked_at "$what, in the middle" 'of documents.git is damaged'
done
is 'rates that cannot be told are none' \
    "$(: >"$file"; "$guiwen" audit --json | json rates)" null

# What the ledger lost is asked of git: there too a record is what its commit
# says, and follows upon the one before.
last=$(git -C kept/documents.git diff-tree --no-commit-id -r --name-only main |
    grep /record/)
# The last commit with its record rewritten by this perl expression, and the
# hash in its message too when $2 is given.
rewrite()
{
	begin
	damage record DESC
	rm -f "reg/documents.git/objects/$loose"
	cp "kept/documents.git/objects/$loose" "reg/documents.git/objects/$loose"
	git="git -c safe.directory=* -C reg/documents.git"
	export GIT_INDEX_FILE=$work/index
	rm -f index
	$git read-tree main
	$git show "main:$last" | perl -pe "$1" >record
	$git update-index --add --cacheinfo \
	    "100644,$($git hash-object -w --stdin <record),$last"
	$git log -1 --format=%B main >message
	[ -z "${2:-}" ] || sed -i "s/^\(Record-SHA256: \).*/\1$(sha256sum \
	    record | cut -d' ' -f1)/" message
	made=$($git -c user.name=x -c user.email=x@x commit-tree \
	    "$($git write-tree)" -p main~1 -F "$work/message")
	$git update-ref refs/heads/main "$made"
	unset GIT_INDEX_FILE
}
rewrite 's/person="/person="x/'
run 4 'a lost record rewritten in git' verify
has 'is named' "$out" \
    'which the ledger has lost, does not have in documents.git the hash'
rewrite 's/previous="./previous="x/' hash
run 4 'with its hash too' verify
has 'it follows upon nothing' "$out" \
    'which the ledger has lost, does not follow in documents.git'
rewrite 's/previous="(.)/"previous=\"" . ($1 eq "0" ? 1 : 0)/e' hash
run 4 'with another hash of the one before' verify
has 'it does not follow' "$out" \
    'which the ledger has lost, does not follow in documents.git'
begin
rm -f "reg/documents.git/objects/$loose"
cp "kept/documents.git/objects/$loose" "reg/documents.git/objects/$loose"
damage record DESC
run 4 'as it was' verify
hasnt 'nothing is told of git' "$out" 'has lost'
# A link would take what lies elsewhere for a part of the registry, or put the
# old stores there.
for part in ledger.sqlite documents.git keys sealed set-aside; do
	rm -rf reg elsewhere
	cp -a kept reg
	mkdir -p elsewhere reg/set-aside
	mv "reg/$part" elsewhere/
	ln -s "$work/elsewhere/$part" "reg/$part"
	refused 3 "$part is a link: made anew" rebuild
	has "$part is a link: it is named" "$err" "reg/$part is a symbolic link"
	refused 3 "$part is a link: a backup" backup "$work/backups"
	is "$part is a link: nothing was made" \
	    "$(ls backups 2>/dev/null; ls elsewhere/set-aside 2>/dev/null)" ''
done
done_testing

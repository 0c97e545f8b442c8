#!/bin/sh
# Where memory runs out, whatever asked for it: one sentence and status 5, no
# crash, nothing told of the evidence, nothing left behind.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry
advance published

# within KIB ARGUMENT...: the status, with out and err in files
within()
{
	limit=$1
	shift
	(ulimit -c 0 && ulimit -v "$limit" && exec "$guiwen" "$@") >out 2>err
}

if ! within 4000000 version 2>/dev/null; then
	skip 'this program takes more than any limit'
	done_testing
	exit
fi
least=40000 bad=
until within $least version; do
	status=$?
	# 127: the loader found no room for the libraries
	[ $status -eq 5 ] || [ $status -eq 127 ] ||
	    bad="$bad $least: status $status"
	least=$((least + 300))
done 2>/dev/null
is 'less than the least: it does not crash' "$bad" ''
(ulimit -c 0 && ulimit -s 700 && exec "$guiwen" version) >out 2>err
is 'a small stack' $? 5
has 'is told' "$(cat err)" 'guiwen: memory ran out'

# tried WHAT ARGUMENT...: with ever more memory, until it is enough ten times;
# with it the answer is the one in the file "whole".
tried()
{
	what=$1 limit=$least enough=0 ended=0 said=0 bad=
	shift
	while [ $enough -lt 10 ] && [ "$limit" -lt 1000000 ]; do
		within $limit "$@"
		status=$?
		if [ $status -eq 5 ] && [ ! -s out ] &&
		    [ "$(wc -l <err)" -eq 1 ] && grep -q '^guiwen: ' err; then
			ended=$((ended + 1))
			grep -q 'guiwen: memory ran out' err &&
			    said=$((said + 1))
		elif [ $status -eq "$wanted" ] && cmp -s out whole; then
			enough=$((enough + 1))
		else
			bad="$bad
$limit: status $status
$(head -3 out; head -3 err)"
		fi
		limit=$((limit + 700))
	done
	if [ -z "$bad" ]; then
		ok "$what: an answer, or that there is no memory"
	else
		not_ok "$what: an answer, or that there is no memory" "$bad"
	fi
	[ $ended -ge 1 ] && [ $said -ge 1 ] && [ $enough -eq 10 ]
	is "$what: both were seen" $? 0
}

"$guiwen" audit >whole 2>/dev/null
wanted=$?
ls -A reg reg/documents.git >before
tried audit audit
"$guiwen" show 2021-0001 >whole
wanted=0
tried show show 2021-0001
"$guiwen" read "$docs/yanglao-butie.docx" >whole 2>/dev/null
wanted=$?
tried 'a file' read "$docs/yanglao-butie.docx"
ls -A reg reg/documents.git >after
is 'nothing is left behind' "$(cat after)" "$(cat before)"

# Acts: each is recorded, or it is not.
limit=$least done=0 ended=0 bad=
while [ $done -lt 3 ] && [ "$limit" -lt 1000000 ]; do
	within $limit submit "$docs/hunyin.md" $three --as chen
	case $? in
	0) done=$((done + 1)) ;;
	5) ended=$((ended + 1)) ;;
	*) bad="$bad $limit: $(head -3 err)" ;;
	esac
	limit=$((limit + 1700))
done
is 'acts are done, or end with a sentence' "$bad" ''
is 'those that were done' "$done" 3
run 0 'the history is whole' verify
is 'are recorded, and no others' "$(sqlite3 reg/ledger.sqlite "SELECT
    count(*) FROM document")" 4

# ---- one allocation fails, and then all of them, or memory comes again ----

# By default one of $sample is struck; GUIWEN_FAULTS=N strikes one of N.
nomem=${B:-$root/build/release}/tests/tools/nomem.so
if [ ! -f "$nomem" ]; then
	skip "no $nomem: make test builds it"
	done_testing
	exit
fi
sample=1200 number=0

# struck WHAT ARGUMENT...: the answer, or one sentence and status 5.
struck()
{
	what=$1 ended=0 bad=
	shift
	NOMEM_LOG=$work/asked LD_PRELOAD=$nomem "$guiwen" "$@" >whole 2>err
	wanted=$?
	most=$(cat asked)
	for then in '' yes; do
		number=$((1 + (number + 37) % ${GUIWEN_FAULTS:-$sample}))
		while [ "$number" -le "$most" ]; do
			env NOMEM_AT=$number ${then:+NOMEM_THEN=$then} \
			    LD_PRELOAD="$nomem" "$guiwen" "$@" >out 2>err
			status=$?
			if [ $status -eq 5 ] && [ ! -s out ] &&
			    [ "$(grep -c '^guiwen: ' err)" -eq 1 ]; then
				ended=$((ended + 1))
			elif [ $status -ne $wanted ] || ! cmp -s out whole; then
				bad="$bad
$number${then:+ and all then}: status $status
$(head -3 out; head -3 err)"
			fi
			number=$((number + ${GUIWEN_FAULTS:-$sample}))
		done
	done
	is "$what: an answer or a sentence at each of $most" "$bad" ''
	[ $ended -gt 0 ]
	is "$what: and there were sentences" $? 0
}

ls -A reg reg/documents.git | grep -v '^ledger.sqlite-' >before
struck audit audit
struck 'an audit for programs' audit --json
struck verify verify
struck show show 2021-0001 --json
struck history history 2021-0001
struck list list
struck inbox inbox --as zhou --ics
struck diff diff 2021-0001
struck 'a paper' print 2021-0001 opinion --html -
struck 'a file' read "$docs/yanglao-butie.docx"
# but what SQLite takes away when the ledger is next closed
ls -A reg reg/documents.git | grep -v '^ledger.sqlite-' >after
is 'nothing is left behind' "$(cat after)" "$(cat before)"
done_testing

#!/bin/sh
# A step and an export with a fault at each of their system calls: what was
# answered is there, nothing is half there, and one sentence says what became
# of it.
. "$(dirname "$0")/lib.sh"
sample=400
. "$root/tests/cli/faults.sh"

# ---- what is struck ----

do_submit()
{
	program submit "$samples/documents/shehui-zuzhi.docx" --as wu \
	    --on 2021-03-01 --material explanation="$papers/explanation.txt" \
	    --material basis="$papers/basis.txt" \
	    --personal consultation="$papers/consultation.txt"
}
approve()
{
	program approve 2021-0001 --as "$1" --on 2021-03-10 --material \
	    legality-opinion="$papers/legality-opinion.txt"
}
do_approve()
{
	approve zhou
}
do_refused()
{
	approve lin
}
do_destroy()
{
	program destroy 2021-0001 --confirm --as fang
}
do_person()
{
	program person add "${1:-ma}" --name 马力 --role auditor --as lin
}
# After another boot, with records that git does not have; so with twenty
# packs, which are merged; after a process that was killed before its export.
do_pack() { do_person; }
do_merge() { do_person; }
do_killed() { do_person; }

# ---- where they begin ----

other_boot()
{
	sed -i 's/^boot ......../boot 00000000/' "$reg/export.lock"
}
make_starts()
{
	quiet init "$reg" --settings "$samples/settings.xml"
	quiet person add lin --name 林芳 --role office
	quiet person add fang --name 方正 --role office --as lin
	quiet person add wu --name 吴晓岚 --role drafter --as lin
	quiet person add zhou --name 周正明 --role legal-counsel --as lin
	cp -a "$reg/documents.git" old.git
	do_submit >/dev/null
	quiet accept 2021-0001 --as zhou --on 2021-03-02
	for scenario in submit approve refused person; do
		keep "$scenario"
	done
	quiet destroy 2021-0001 --as lin --reason 期满 --basis 样例
	keep destroy
	begin person
	at=40 kind=kill-before
	do_submit >/dev/null 2>&1
	at=
	keep killed
	begin person
	rm -rf "$reg/documents.git"
	cp -a old.git "$reg/documents.git"
	other_boot
	keep pack
	begin person
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		other_boot
		do_person "p$i" >/dev/null
	done
	other_boot
	keep merge
}
records_of()
{
	"$guiwen" verify --registry "$1" 2>verified | sed -n \
	    's/^  \([0-9]*\) records re-hashed.*/\1/p'
}

# ---- what is found ----

check_sentence()
{
	# A refusal is one thing, that git does not have it yet another.
	most=1
	[ "$scenario" != refused ] || most=$((1 + new))
	sentences=$(grep -c '^guiwen: ' said)
	[ "$sentences" -ge 1 ] && [ "$sentences" -le "$most" ] ||
	    wrong "$sentences sentences"
	case $(cat said) in
	*'guiwen: nothing was recorded: '*)
		[ "$new" -eq 0 ] || wrong 'it is recorded' ;;
	*'guiwen: it is recorded, but then the system failed: '*)
		[ "$new" -eq 1 ] || wrong 'it is not recorded' ;;
	*'whether it is recorded is not known'*)
		case $hit,$kind in
		fdatasync\ reg/ledger.sqlite-wal,* | *,*+) ;;
		*) wrong 'it is known' ;;
		esac ;;
	*)
		wrong 'does not say what is recorded' ;;
	esac
}

# Where it was struck, and what came of it, in the words of the table that
# guiwen-evidence(7) has: only of one fault in a plain step.
commit_at=
note_found()
{
	case $kind,$hit in *+,* | short,* | emfile,* | *,'no call') return ;; esac
	[ -n "$commit_at" ] || return
	case $hit in
	*documents.git* | *export.lock) where='the export to git' ;;
	*sealed/*) where='removing a paper' ;;
	*) where='after the export' ;;
	esac
	if [ "$number" -le "$commit_at" ]; then
		where='before COMMIT'
		case $hit in
		*ledger.sqlite-wal | 'fdatasync reg') where=COMMIT ;;
		esac
	fi
	read -r was <"from-$scenario/reg/documents.git/refs/heads/main"
	read -r is <"$reg/documents.git/refs/heads/main"
	case $status,$new in
	137,0) what='killed: nothing' ;;
	137,*) [ "$was" = "$is" ] && what='killed: in the ledger' ||
	    what='killed: in both stores' ;;
	5,*) case $(cat said) in
		*'nothing was recorded:'*) what='failed: nothing' ;;
		*'is not known'*) what='failed: not known' ;;
		*) what='failed: recorded' ;;
		esac ;;
	*) what='failed: done' ;;
	esac
	echo "$where|$what" >>table
}

check_step()
{
	answer=0 before=$(cat "from-$scenario.records")
	[ "$scenario" != refused ] || answer=3
	found=$(records_of "$reg")
	[ -n "$found" ] || wrong "verify: $(cat verified)"
	new=$((${found:-0} - before))
	[ "$new" -eq 0 ] || [ "$new" -eq 1 ] || wrong "$new records"
	case $status in
	"$answer") [ "$new" -eq 1 ] || wrong 'answered, but lost' ;;
	5) check_sentence ;;
	137) ;;
	*) wrong "status $status" ;;
	esac
	note_found
	# It goes on, and both stores have all of it.
	do_person nach >said.out 2>said || wrong 'the next step fails'
	in_git=$(git -C "$reg/documents.git" rev-list --count main)
	[ "$in_git" -eq $((found + 1)) ] ||
	    wrong "git has $in_git of $((found + 1)) records"
	git_is_clean "$reg"
	left=$(find "$reg/documents.git" -name 'tmp_*' -o -name '*.lock')
	# Where nothing could be removed any more, a pack begun for the merging,
	# which only tidies up, stays until an export after another boot.
	[ "$kind" != erofs+ ] ||
	    left=$(printf '%s\n' "$left" | grep -v '/tmp_pack_')
	[ -z "$left" ] || wrong "left: $left"
}

make_starts
for start in from-*; do
	records_of "$start/reg" >"$start.records"
done
for scenario in ${GUIWEN_SCENARIOS:-submit approve refused destroy person pack \
    merge killed}; do
	commit_at=
	case $scenario in
	pack | merge | killed) ;;
	*)
		calls_of "$scenario" eio >/dev/null
		commit_at=$(awk '/ open .*export.lock$/ { exit }
		    / fdatasync .*ledger.sqlite-wal$/ { n = $1 }
		    END { print n }' log) ;;
	esac
	strike_all "$scenario" check_step
	# The one call that decides, in each way.
	[ -z "$commit_at" ] || for kind in eio kill-before kill-after; do
		bad=0
		strike "$scenario" "$commit_at" "$kind" check_step
		is "$scenario: $kind at COMMIT's sync" "$bad" 0
	done
	commit_at=
done

# What a killed process has recorded stays, though the next one cannot open
# SQLite's shared memory but to read.
for k in 1 2 3 4 5; do
	bad=0
	strike killed "$k" eio-opens check_step
	is "killed: then the disk fails at $hit" "$bad" 0
done

# From the start: a full disk, one that may only be read, a broken one; files
# that may not become so large; so few descriptors.
scenario=submit number=1
for kind in enospc+ erofs+ eio+; do
	bad=0
	strike submit 1 "$kind" check_step
	is "submit: $kind from the first call on" "$bad" 0
done
for limit in '-f 16' '-f 96' '-f 400' '-n 4' '-n 6' '-n 7' '-n 8' '-n 10'; do
	begin submit
	bad=0 kind="ulimit $limit" hit=
	do_submit >said.out 2>said
	status=$?
	limit=
	check_step
	is "submit: $kind" "$bad" 0
done

# What was found, and that it is what the manual says.
page=guiwen-evidence.7
sort table | uniq -c | sed 's/^/# /'
sort -u table >found
# Its rows: where, what is found of one killed there, what is said of a fault.
sed -n '/^struck at /,/^\.Ed/p' "$root/cli/man/$page" | sed '1d; $d' |
    awk -F '  +' '{
	n = split($2, found, "; ")
	for (i = 1; i <= n; i++)
		print $1 "|killed: " found[i]
	n = split($3, said, "; ")
	for (i = 1; i <= n; i++)
		print $1 "|failed: " said[i]
    }' >told
sort -o told told
is 'the manual has the table' "$(wc -l <told)" 16
is 'nothing but what the manual says' "$(comm -23 found told)" ''
done_testing

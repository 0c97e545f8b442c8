#!/bin/sh
# init, rebuild, backup and restore with a fault at each of their system calls:
# there is all of what they make or none, and the next one does it.
. "$(dirname "$0")/lib.sh"
sample=700
. "$root/tests/cli/faults.sh"

do_init()
{
	program init "$reg" --settings "$samples/settings.xml"
}
do_rebuild()
{
	program rebuild
}
do_backup()
{
	program backup "$work/at/kept"
}
do_verify()
{
	program verify
}
do_altered()
{
	program verify
}
do_restore()
{
	program restore "$work/at/kept" "$work/at/new"
}

# Answered, failed with one sentence, or killed: $1 is the answer's status.
check_status()
{
	case $status in
	0 | 137) ;;
	5) [ "$(grep -c '^guiwen: ' said)" -eq 1 ] || wrong 'no one sentence' ;;
	*) wrong "status $status" ;;
	esac
	[ -z "$(sed 's/^guiwen: //' said | sort | uniq -d)" ] ||
	    wrong 'a sentence twice'
	! grep -qi success said || wrong 'a failure called a success'
}
is_whole()
{
	"$guiwen" verify --registry "$1" >verified 2>&1 ||
	    wrong "verify: $(cat verified)"
	git_is_clean "$1"
}

check_init()
{
	check_status
	case $status in
	0) ;;
	*)
		# Killed between the last record's COMMIT and its export it is
		# a registry; else it is none, and can be made.
		# (A disk on which nothing can be removed keeps what is there.)
		case $status,$kind in
		137,* | *,eio+ | *,erofs+) ;;
		*) [ ! -e "$reg" ] || wrong 'something is left' ;;
		esac
		"$guiwen" init "$reg" --settings "$samples/settings.xml" \
		    >again 2>&1 || "$guiwen" person add lin --name 林芳 \
		    --role office >again 2>&1 || wrong "again: $(cat again)"
		;;
	esac
	is_whole "$reg"
}

check_rebuild()
{
	check_status
	# What was killed while it moved is no registry until it is ended.
	if [ "$status" -ne 0 ]; then
		"$guiwen" rebuild >again 2>&1 || wrong "again: $(cat again)"
	fi
	is_whole "$reg"
	"$guiwen" person add ma --name 马力 --role auditor --as lin \
	    >again 2>&1 || wrong "a step: $(cat again)"
	[ ! -e "$reg/.guiwen-rebuild" ] || wrong 'something is left'
	# Nothing of the old stores was deleted.
	[ "$(cat "$reg"/set-aside/*/ledger.sqlite | wc -c)" -ge 4096 ] ||
	    wrong 'the old ledger is gone'
	[ -d "$(echo "$reg"/set-aside/*/documents.git | cut -d' ' -f1)" ] ||
	    wrong 'the old repository is gone'
}

check_backup()
{
	check_status
	made=$(find at/kept -mindepth 1 -maxdepth 1 ! -name '*.partial' \
	    2>/dev/null)
	if [ "$status" -eq 0 ]; then
		[ -n "$made" ] || wrong 'no backup'
	fi
	# Whatever bears a backup's name is one.
	if [ -n "$made" ]; then
		"$guiwen" restore --drill at/kept >drill 2>&1 ||
		    wrong "drill: $(cat drill)"
	fi
	is_whole "$reg"
	"$guiwen" backup "$work/at/second" >again 2>&1 ||
	    wrong "again: $(cat again)"
	[ ! -e "$reg/.guiwen-backup" ] || wrong 'something is left'
}

check_restore()
{
	check_status
	# The folder is there when it holds a whole registry.
	[ ! -e at/new ] || is_whole at/new
	[ -e at/new ] || [ "$status" -ne 0 ] || wrong 'nothing is there'
	[ -e at/new ] || "$guiwen" restore at/kept at/new >again 2>&1 ||
	    wrong "again: $(cat again)"
	[ -e at/new ] && [ ! -e at/new.restoring ] || wrong 'something is left'
}

# What the system does not let be read is no broken evidence (status 4), and
# nothing is proved without it.
check_verify()
{
	check_status
}
# What was altered is never called whole, and what was seen of it is told,
# whatever fails later.
check_altered()
{
	case $status in
	4) grep -q 'trigger record_update is not' said.out ||
		wrong 'it is not named' ;;
	5) [ "$number" -lt 8 ] || wrong 'it is kept back' ;;
	*) wrong "status $status" ;;
	esac
}
# each_open NAME CHECK: no descriptor is left at each file that NAME opens.
each_open()
{
	last=$(calls_of "$1" emfile) bad=0
	for i in $(seq 1 "$last"); do
		strike "$1" "$i" emfile "$2"
	done
	[ "$last" -gt 20 ] || wrong 'hardly any call'
	is "$1: no descriptor at each of its $last opens" "$bad" 0
}

mkdir from-init
quiet init "$reg" --settings "$samples/settings.xml"
quiet person add lin --name 林芳 --role office
quiet person add wu --name 吴晓岚 --role drafter --as lin
quiet draft "$samples/documents/binzang.txt" --as wu --on 2021-05-24
keep rebuild
keep backup
quiet backup "$work/at/kept"
keep restore
begin backup
keep verify
sqlite3 at/reg/ledger.sqlite 'DROP TRIGGER record_update'
keep altered
# What moves the stores, and what makes a ledger durable before it is moved.
if [ -z "${GUIWEN_SCENARIOS:-}" ]; then
	for kind in kill-before kill-after eio; do
		strike_each rebuild ' .*-rebuild/ready' "$kind" check_rebuild
	done
	for kind in kill-before kill-after; do
		strike_each rebuild ' rename .*/reg/(doc|exp|led|set)[^/]*' \
		    "$kind" check_rebuild
		strike_each backup ' rename ' "$kind" check_backup
		strike_each restore ' rename ' "$kind" check_restore
	done
	strike_each rebuild ' (open|ftruncate) .*/reg/ledger.sqlite-shm' eio \
	    check_rebuild
	strike_each rebuild 'sync .*-rebuild/ledger.sqlite' eio check_rebuild
	strike_each init 'sync .*/ledger.sqlite' enospc check_init
	strike_each rebuild 'sync .*/ledger.sqlite' enospc check_rebuild
	each_open verify check_verify
	each_open altered check_altered
fi
for scenario in ${GUIWEN_SCENARIOS:-init rebuild backup restore}; do
	strike_all "$scenario" "check_$scenario"
done
done_testing

# faults.sh: commands struck by faults.so at one of their system calls
#
# Sourced after lib.sh. What works on disk lies in $work/at; a scenario NAME
# begins with a copy of $work/from-NAME there, do_NAME runs the command through
# program(), and a check looks at what was said and at what is found.
#
# By default one of $sample calls is struck, in every way; GUIWEN_FAULTS=N
# strikes one of N, so that 1 strikes all.
faults=${B:-$root/build/release}/tests/tools/faults.so
if [ ! -f "$faults" ]; then
	skip "no $faults: make test builds it"
	done_testing
	exit 0
fi
mkdir at
reg=$work/at/reg
export GUIWEN_REGISTRY="$reg"
papers=$samples/papers/shehui-zuzhi
one_of=${GUIWEN_FAULTS:-$sample}
kinds=${GUIWEN_KINDS:-'eio eio+ enospc enospc+ erofs+ short emfile kill-before
	kill-after'}
at= limit= shift=0
: >table

# The program, struck when $at says so, or with a limit of the shell's.
program()
{
	if [ -n "$limit" ]; then
		(ulimit $limit && exec "$guiwen" "$@")
	elif [ -z "$at" ]; then
		"$guiwen" "$@"
	else
		FAULT_UNDER=$work/at FAULT_LOG=$work/log FAULT_AT=$at \
		    FAULT_DO=$kind LD_PRELOAD=$faults "$guiwen" "$@"
	fi
}
quiet()
{
	program "$@" >/dev/null || not_ok "set up: guiwen $*"
}

keep()
{
	cp -a at "from-$1"
}
begin()
{
	rm -rf at && cp -a "from-$1" at
}

# A call without what differs from one time to the next.
call_of()
{
	sed -e "s|^[0-9]* ||" -e "s| $work/at/| |" -e "s| $work| .|" \
	    -e 's|objects/[0-9a-f][0-9a-f]\b|objects/xx|' \
	    -e 's|objects/xx/[0-9a-f]*$|objects/xx/...|' \
	    -e 's|\(tmp[a-z_]*\)_......$|\1_XXXXXX|' \
	    -e 's|pack-[0-9a-f]*|pack-...|' \
	    -e 's|sealed/[0-9a-f]\{64\}|sealed/...|' log
}

bad=0
wrong()
{
	bad=$((bad + 1))
	echo "# $scenario, call $number ($hit), $kind: $1"
	[ ! -s said ] || sed 's/^/#   said: /' said
}
git_is_clean()
{
	git -C "$1/documents.git" fsck --full --strict >fsck 2>&1 ||
	    wrong "git fsck: $(cat fsck)"
	! grep -qv '^dangling ' fsck || wrong "git fsck: $(cat fsck)"
}

# strike NAME N KIND CHECK
strike()
{
	scenario=$1 number=$2 kind=$3
	begin "$scenario"
	rm -f log
	at=$number
	"do_$scenario" >said.out 2>said
	status=$?
	at= hit='no call'
	[ ! -f log ] || hit=$(call_of)
	case $kind,$status in
	kill-*,*) ;;
	*,137) wrong 'killed' ;;
	esac
	"$4"
}

calls_of()
{
	begin "$1"
	rm -f log
	at=0 kind=$2
	"do_$1" >/dev/null 2>&1
	at=
	grep -c . log
}

# strike_each NAME PATTERN KIND CHECK: at each call that is like that.
strike_each()
{
	calls_of "$1" eio >/dev/null
	struck=0 bad=0
	for i in $(grep -E "$2" log | cut -d' ' -f1); do
		strike "$1" "$i" "$3" "$4"
		struck=$((struck + 1))
	done
	[ "$struck" -gt 0 ] || wrong "no call is like $2"
	is "$1: $3 at all $struck calls like $2" "$bad" 0
}

# strike_all NAME CHECK: NAME at one of so many calls, in every way.
strike_all()
{
	changes=$(calls_of "$1" eio)
	for k in $kinds; do
		last=$changes
		[ "$k" != emfile ] || last=$(calls_of "$1" emfile)
		shift=$((shift + 37))
		i=$((1 + shift % one_of))
		[ "$i" -le "$last" ] || i=$((1 + i % last))
		struck=0 bad=0
		while [ "$i" -le "$last" ]; do
			strike "$1" "$i" "$k" "$2"
			struck=$((struck + 1))
			i=$((i + one_of))
		done
		is "$1: $k at $struck of $last calls" "$bad" 0
	done
}

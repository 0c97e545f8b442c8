# lib.sh: for the scripts of tests/cli, which source it: TAP in POSIX sh
#
# The program is $GUIWEN, otherwise build/release/guiwen. Each script works in
# a folder of its own, which is removed at the end; its plan is printed last.
set -u
unset GUIWEN_REGISTRY NO_COLOR
LC_ALL=C.UTF-8 LANGUAGE= TZ=UTC
export LC_ALL LANGUAGE TZ
# What the caller left open would be counted by tests of few descriptors.
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
root=$(cd "$(dirname "$0")/../.." && pwd)
guiwen=${GUIWEN:-$root/build/release/guiwen}
samples=$root/samples
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
n=0

# For a script that speaks of today, as it is in a registry: begins after
# midnight where that is near.
within_one_day()
{
	left=$((86400 - ($(date +%s) + 8 * 3600) % 86400))
	[ "$left" -gt 300 ] || sleep "$left"
}

ok()
{
	n=$((n + 1))
	echo "ok $n - $1"
}

not_ok()
{
	n=$((n + 1))
	echo "not ok $n - $1"
	[ $# -lt 2 ] || printf '%s\n' "$2" | sed 's/^/# /'
}

skip()
{
	n=$((n + 1))
	echo "ok $n # skip $1"
}

# run STATUS WHAT ARGUMENT...: the program ends with that status; out, err
# hold what it said.
run()
{
	wanted=$1 what=$2
	shift 2
	out=$("$guiwen" "$@" 2>"$work/.err")
	status=$?
	err=$(cat "$work/.err")
	if [ "$status" -eq "$wanted" ]; then
		ok "$what"
	else
		not_ok "$what" "status $status, not $wanted
$out
$err"
	fi
}

# refused STATUS WHAT ARGUMENT...: so, with one sentence on standard error (and
# the usage line with status 2), nothing on standard output.
refused()
{
	run "$@"
	lines=$(printf '%s\n' "$err" | grep -c '^guiwen: ')
	if [ "$lines" -eq 1 ] && [ -z "$out" ]; then
		ok "$2: one sentence"
	else
		not_ok "$2: one sentence" "$out
$err"
	fi
}

# is WHAT GOT WANTED
is()
{
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "got:    $2
wanted: $3"
	fi
}

# has WHAT TEXT WORDS: the text has these words.
has()
{
	case $2 in
	*"$3"*) ok "$1" ;;
	*) not_ok "$1" "no \"$3\" in:
$2" ;;
	esac
}

hasnt()
{
	case $2 in
	*"$3"*) not_ok "$1" "\"$3\" in:
$2" ;;
	*) ok "$1" ;;
	esac
}

# The value at a key of the JSON on standard input, as perl reads it:
# json PATH, where PATH is KEY.KEY.INDEX.
json()
{
	perl -MJSON::PP -e '
		my $v = decode_json(join "", <STDIN>);
		for my $k (split /\./, $ARGV[0]) {
			$v = ref $v eq "ARRAY" ? $v->[$k] : $v->{$k};
		}
		binmode STDOUT, ":utf8";
		print ref $v ? encode_json($v) : defined $v ? $v : "null";
	' "$1"
}

done_testing()
{
	echo "1..$n"
}

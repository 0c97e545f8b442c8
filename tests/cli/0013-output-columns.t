#!/bin/sh
# Columns line up with Chinese text; in a pipe nothing is cut or coloured;
# what cannot be written is told.
. "$(dirname "$0")/lib.sh"

# The column in which a word begins, a Chinese character being two.
column()
{
	perl -CSDA -e '
		my ($word) = @ARGV;
		my %at;
		while (<STDIN>) {
			my $i = index($_, $word);
			next if $i < 0;
			my $w = 0;
			for my $c (split //, substr($_, 0, $i)) {
				$w += $c =~ /[\x{1100}-\x{115f}\x{2e80}-\x{a4cf}\x{ac00}-\x{d7a3}\x{f900}-\x{faff}\x{fe30}-\x{fe6f}\x{ff00}-\x{ff60}\x{ffe0}-\x{ffe6}]/ ? 2 : 1;
			}
			$at{$w} = 1;
		}
		print join ",", sort { $a <=> $b } keys %at;
	' "$1"
}
LANGUAGE=zh_CN
export LANGUAGE
run 0 'a table in Chinese' calendar list 2021
has 'is in Chinese' "$out" 周六
is 'kinds stand below their title' \
    "$(printf '%s\n' "$out" | column 节假日)" \
    "$(printf '%s\n' "$out" | column 种类)"
is 'make-up days too' "$(printf '%s\n' "$out" | column 调休上班)" \
    "$(printf '%s\n' "$out" | column 种类)"
is 'names stand in one column' "$(printf "%s\n" "$out" | column 劳动节)" \
    "$(printf "%s\n" "$out" | column 春节)"
LANGUAGE=
run 0 'the same in English' calendar list 2021
is 'names stand in one column' "$(printf "%s\n" "$out" | column 劳动节)" \
    "$(printf "%s\n" "$out" | column 春节)"
hasnt 'nothing is coloured in a pipe' "$out" "$(printf '\033')"

if [ -w /dev/full ]; then
	"$guiwen" help >/dev/full 2>err
	is 'a full disk is status 5' $? 5
	has 'and told' "$(cat err)" 'could not be written'
else
	skip 'there is no /dev/full'
fi
{ "$guiwen" calendar explain 2021-01-01 +1000d 2>err; echo $? >status; } |
    head -n 1 >/dev/null
is 'a reader that goes away is met in silence' "$(cat err)" ''

terminal()
{
	script -qec "$1" /dev/null </dev/null | tr -d '\r'
}
if command -v script >/dev/null 2>&1 &&
    [ -n "$(TERM=xterm terminal 'echo x')" ]; then
	TERM=xterm
	export TERM
	shown=$(terminal "$guiwen help")
	has 'a terminal has colour' "$shown" "$(printf '\033[1m')"
	shown=$(NO_COLOR=1 terminal "$guiwen help")
	hasnt 'unless NO_COLOR is set' "$shown" "$(printf '\033[')"
	shown=$(TERM=dumb terminal "$guiwen help")
	hasnt 'or the terminal is dumb' "$shown" "$(printf '\033[')"
	docs=$samples/documents
	shown=$(terminal "$guiwen diff $docs/binzang.txt $docs/binzang-2.txt")
	has 'deletions are struck out' "$shown" "$(printf '\033[31;9m')"
	shown=$(NO_COLOR=1 terminal \
	    "$guiwen diff $docs/binzang.txt $docs/binzang-2.txt")
	has 'or marked without colour' "$shown" '[-'
	# A control character in an argument does not reach the terminal.
	shown=$(terminal "$guiwen read \"\$(printf 'a\\033]0;x\\007b')\"")
	hasnt 'no control character is passed on' "$shown" "$(printf '\033]0')"
else
	skip 'script(1) is not there'
fi
done_testing

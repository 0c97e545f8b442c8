#!/bin/sh
# What an audit shows on a terminal while it works, and since when a fault is.
. "$(dirname "$0")/lib.sh"
kept=$root/tests/golden/registry/1
mkdir -m 700 reg
(umask 077 && tar -C reg -xpzf "$kept/files.tar.gz" &&
    sqlite3 -bail reg/ledger.sqlite <"$kept/ledger.sql")
GUIWEN_REGISTRY=$work/reg
export GUIWEN_REGISTRY

# on_terminal COMMAND...: standard error is a terminal, standard output a file.
on_terminal()
{
	"$guiwen" "$@" >plain.out 2>plain.err
	perl -e '
		my ($out, @command) = @ARGV;
		open my $master, "+<", "/dev/ptmx" or exit 77;
		my $n = pack "i", 0;
		ioctl $master, 0x80045430, $n or exit 77;	# TIOCGPTN
		my $unlock = pack "i", 0;
		ioctl $master, 0x40045431, $unlock or exit 77;	# TIOCSPTLCK
		open my $slave, "+<", "/dev/pts/" . unpack("i", $n) or exit 77;
		my $pid = fork;
		if ($pid == 0) {
			open STDERR, ">&", $slave;
			open STDOUT, ">", $out;
			exec @command;
		}
		close $slave;
		# until nobody has it open: then there is an error
		while (sysread $master, my $got, 4096) { print $got }
		waitpid $pid, 0;
		my $status = $? >> 8;
		exit $status' terminal.out "$guiwen" "$@" >terminal.err
	status=$?
}

for command in verify 'audit --year 2021'; do
	on_terminal $command
	if [ "$status" -eq 77 ]; then
		skip 'no terminals here'
		continue
	fi
	is "$command: it ends as ever" "$status" 0
	bar=$(tr '\r\033' '\n!' <terminal.err)
	has "$command: the first of so many" "$bar" '] 1 / 62'
	is "$command: and the line is cleared in the end" \
	    "$(printf '%s\n' "$bar" | tail -n 1)" "$(printf '%40s' '')"
	hasnt "$command: by no sequence" "$bar" '!'
	is "$command: the answer is the same" "$(cat terminal.out)" \
	    "$(cat plain.out)"
	is "$command: nothing of it without a terminal" "$(cat plain.err)" ''
done

# A fault says since when, by the record where it is; how it can have come
# about; what it is about.
chmod -R u+w reg/documents.git
sqlite3 reg/ledger.sqlite 'SELECT "DROP TRIGGER " || name || ";"
	FROM sqlite_schema WHERE type = "trigger"' >off
sqlite3 reg/ledger.sqlite .schema | grep '^CREATE TRIGGER' >on
{
	cat off
	echo "UPDATE record SET person = 'sun' WHERE number = 21;"
	cat on
} | sqlite3 reg/ledger.sqlite
run 4 'an altered row' verify
line=$(printf '%s\n' "$out" | grep 'Column person of record 21')
has 'which step' "$line" '2021-0001 step 4 record 21'
has 'where' "$line" '[ledger: record]'
has 'since when' "$line" '(since 2021-02-23 10:03;'
has 'how it can have come about' "$line" 'somebody wrote to ledger.sqlite'
run 4 'for programs' verify --json
is 'since when' "$(printf '%s' "$out" | json faults.0.since)" \
    2021-02-23T10:03:00+08:00
LANGUAGE=zh_CN run 4 'in Chinese' verify
has 'since when' "$out" '2021-02-23 10:03'
done_testing

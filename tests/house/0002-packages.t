#!/bin/sh
# What the code includes is what the Makefile installs: a green run on a
# machine that has more must not hide a missing package.
cd "$(dirname "$0")/../.." || exit 1
wanted=$(sed -n '/^PACKAGES_/,/[^\\]$/p' Makefile)

check()
{
	n=$((n + 1))
	if printf '%s\n' "$wanted" | grep -qwF -- "$2"; then
		echo "ok $n - <$1> is in $2"
	else
		echo "not ok $n - <$1> is in $2, which PACKAGES does not name"
	fi
}

n=0
for header in $(git grep -hoE '^#include <[^>]+>' -- '*.c' '*.h' |
    sed 's/.*<\(.*\)>/\1/' | cut -d/ -f1 | sort -u); do
	case $header in
	libxml) check "$header" libxml2-dev ;;
	libxslt|libexslt) check "$header" libxslt1-dev ;;
	sqlite3.h) check "$header" libsqlite3-dev ;;
	git2.h|git2) check "$header" libgit2-dev ;;
	openssl) check "$header" libssl-dev ;;
	sodium.h) check "$header" libsodium-dev ;;
	zlib.h) check "$header" zlib1g-dev ;;
	libdeflate.h) check "$header" libdeflate-dev ;;
	archive.h|archive_entry.h) check "$header" libarchive-dev ;;
	pcre2.h) check "$header" libpcre2-dev ;;
	utf8proc.h) check "$header" libutf8proc-dev ;;
	cmark-gfm.h) check "$header" libcmark-gfm-dev ;;
	cmark-gfm-core-extensions.h|cmark-gfm-extension_api.h)
		check "$header" libcmark-gfm-extensions-dev ;;
	libical) check "$header" libical-dev ;;
	jansson.h) check "$header" libjansson-dev ;;
	csv.h) check "$header" libcsv-dev ;;
	cmocka.h) check "$header" libcmocka-dev ;;
	linux) check "$header" libc6-dev ;;
	assert.h|ctype.h|dirent.h|dlfcn.h|endian.h|errno.h|fcntl.h|fnmatch.h|glob.h|\
	iconv.h|inttypes.h|langinfo.h|libgen.h|libintl.h|limits.h|locale.h|math.h|\
	poll.h|pthread.h|pwd.h|regex.h|sched.h|setjmp.h|signal.h|spawn.h|stdalign.h|\
	stdarg.h|stdatomic.h|stdbool.h|stddef.h|stdint.h|stdio.h|stdlib.h|\
	stdnoreturn.h|string.h|strings.h|sys|syslog.h|termios.h|time.h|\
	unistd.h|wchar.h|wctype.h|grp.h|ftw.h|getopt.h|malloc.h|sysexits.h) ;;
	*)
		n=$((n + 1))
		echo "not ok $n - <$header> belongs to no known package" ;;
	esac
done
# Programs that the tests call.
while read -r program package; do
	git grep -qw -e "$program" -- 'tests/cli/*.t' 'tests/unit/*.c' || continue
	check "$program" "$package"
done <<'END'
dot graphviz
groff groff-base
jq jq
localedef locales
mandoc mandoc
perl perl
python3 python3
sqlite3 sqlite3
strace strace
ssh-keygen openssh-client
unzip unzip
valgrind valgrind
xxd xxd
xmllint libxml2-utils
END
echo "1..$n"

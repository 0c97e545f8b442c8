#!/bin/sh
# What make install puts into place works from there: the program finds its
# data, man the page in the reader's language; make uninstall takes all away.
. "$(dirname "$0")/lib.sh"

there=$work/there
make_it()
{
	MAKEFLAGS= make -s -C "$root" -o all B="$(dirname "$guiwen")" \
	    DESTDIR="$there" PREFIX=/usr "$1" 2>&1
}
is 'make install says nothing' "$(make_it install)" ''
is 'every page is there, in both languages' \
    "$(cd "$there/usr/share/man" && find . -type f | sort)" \
    "$(cd "$root/cli/man" && find . -type f | sort | sed \
    -e 's|\(.*\)/\(.*\)\(.\)$|\1/man\3/\2\3|' | sort)"
out=$(env -u GUIWEN_DATA "$there/usr/bin/guiwen" \
    workflow list 2>&1)
has 'the program finds its procedures' "$out" normative-document

if ! command -v man >/dev/null 2>&1; then
	skip 'man is not installed'
elif ! localedef -i zh_CN -f UTF-8 "$work/zh_CN.UTF-8" >/dev/null 2>&1; then
	skip 'the Chinese locale cannot be made here'
else
	unset LC_ALL LANGUAGE
	LOCPATH=$work MANPATH=$there/usr/share/man MANWIDTH=80
	export LOCPATH MANPATH MANWIDTH
	is 'man finds the Chinese page in a Chinese locale' \
	    "$(LANG=zh_CN.UTF-8 man -w guiwen-audit)" \
	    "$there/usr/share/man/zh_CN/man1/guiwen-audit.1"
	is 'and the English one in another' "$(LANG=C.UTF-8 man -w guiwen-audit)" \
	    "$there/usr/share/man/man1/guiwen-audit.1"
	has 'it is shown in Chinese' "$(LANG=zh_CN.UTF-8 man guiwen-audit 2>&1)" \
	    'guiwen-audit — 核验历史、程序和报备率'
fi

is 'make uninstall says nothing' "$(make_it uninstall)" ''
is 'nothing is left' "$(find "$there" ! -type d)" ''
done_testing

#!/bin/sh
# guiwen publish DOC FILE: a file that may show people other words than those
# that were approved is refused, each time in one sentence; a plain one is not
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry
advance numbered

page=issued.html
"$guiwen" read "$docs/yanglao-butie-issued.docx" --text >words.txt
{
	echo '<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>'
	sed 's|.*|<p style="text-indent:2em">&</p>|' words.txt
	echo '</body></html>'
} >$page

# spoil NAME SED SENTENCE: the page so changed is refused with the sentence.
spoil()
{
	sed "$2" $page >spoilt.html
	if cmp -s spoilt.html $page; then
		not_ok "$1: nothing was changed"
	fi
	run 3 "$1" publish 2021-0001 spoilt.html --as lin --on 2021-03-29
	has "$1: what it is" "$err" "$3"
}
spoil 'an approved word is there and not seen' \
    's|遵循公开|<span style="opacity:0">遵循</span>公开|' \
    '<span> opacity'
has 'what to do is said' "$err" 'issue the document as .docx'
spoil 'a class and its style' \
    's|</head>|<style>p:first-letter{font-size:0}</style>&|' '<style>'
spoil 'a word that is set back' 's|遵循公开|<bdo dir="rtl">遵循</bdo>公开|' \
    '<bdo>'
spoil 'a title that says more below it' \
    '/补贴办法/s|$|<p>（2021年3月1日通过，第三条不施行）</p>|' 'This stands below the title'
spoil 'a source that nobody asked for' \
    '/文件</s|^|<p>来源：第三条由街道施行</p>|' 'issue the document alone'
spoil 'no number' '/〔2021〕1号/d' 'bears no document number'
spoil 'another number' 's|〔2021〕1号|〔2021〕7号|' 'bears the number'
spoil 'no date' '/^<p[^>]*>2021年3月26日/d' 'bears no date'
spoil 'another masthead' 's|青石区民政局文件|青石区教育局文件|' 'is issued by'
spoil 'another signature' 's|>青石区民政局<|>白石区民政局<|' 'is issued by'

run 0 'all of it told before' read spoilt.html
sed 's|遵循公开|<span style="opacity:0">遵循</span>公开|' $page >spoilt.html
run 0 'reading tells of it' read spoilt.html
has 'by its name' "$out" 'To be mended before the file can be issued:'
run 0 'a draft may have it' diff 2021-0001 spoilt.html
run 0 'the plain page is published' publish 2021-0001 $page --as lin \
    --on 2021-03-29
run 0 'and the history is whole' verify
done_testing

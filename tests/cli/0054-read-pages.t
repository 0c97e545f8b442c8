#!/bin/sh
# guiwen read --html, --pdf: a text as a page for reading and printing
. "$(dirname "$0")/lib.sh"
docs=$samples/documents

squeezed()
{
	perl -CSD -0777 -pe 's/[\s\x{3000}]//g'
}
# The words of a page's text.
shown()
{
	perl -CSD -0777 -ne '
		m{<main[^>]*>(.*)</main>}s or exit 1;
		$_ = $1;
		s{<[^>]*>}{}g;
		s{&lt;}{<}g; s{&gt;}{>}g; s{&quot;}{"}g; s{&nbsp;}{ }g; s{&amp;}{&}g;
		print;' | squeezed
}
for name in binzang-issued.txt hunyin-issued.md yanglao-butie-issued.docx; do
	run 0 "$name as a page" read "$docs/$name" --html page.html
	is 'says so and nothing else' "$out$err" 'written: page.html'
	is 'every word of it' "$(shown <page.html)" \
	    "$("$guiwen" read "$docs/$name" --text | squeezed)"
	is 'nothing is fetched' \
	    "$(grep -oE '(src|href)="[^#"][^"]*"|url\(' page.html)" ''
done
run 0 'a page in Chinese' read "$docs/binzang.txt" --html -
has 'says what was not checked' "$out" 'were not checked against the standard'
refused 2 'two answers at once' read "$docs/binzang.txt" --html - --text
printf '甲<b>办法\n\n第一条　甲<script>alert(1)</script>。\n' >evil.txt
run 0 'markup in a text' read evil.txt --html evil.html
is 'is text' "$(grep -c '<script' evil.html)" 0
has 'all of it' "$(shown <evil.html)" '甲<script>alert(1)</script>。'

# Every word of real documents. A title that only the file's metadata have
# stands above the text; footnotes are marked in another way.
corpus=${GUIWEN_SHARED:-$root/../shared}/data/corpus/documents
missing=
checked=0
for file in "$corpus"/*; do
	[ -f "$file" ] && "$guiwen" read "$file" --html page.html 2>/dev/null ||
		continue
	text=$("$guiwen" read "$file" --text | squeezed)
	page=$(shown <page.html)
	case $page in
	*"$text") ;;
	*) missing="$missing $(basename "$file")" ;;
	esac
	checked=$((checked + 1))
done
if [ "$checked" -gt 0 ]; then
	is "every word of $checked real documents" "$missing" ''
else
	skip 'real documents are not here'
fi
hostile=${GUIWEN_SHARED:-$root/../shared}/data/hostile/files
for file in "$hostile"/h43*; do
	[ -f "$file" ] || continue
	"$guiwen" read "$file" --html h43.html
	is 'markup in a text: no script' "$(grep -ci '<script' h43.html)" 0
	is 'no handler' "$(grep -oiE '<[a-z]+[^>]* on[a-z]+ *=' h43.html)" ''
done

# Without LibreOffice a sentence says so; with it there is a PDF.
mkdir none
old=$PATH
PATH=$work/none
"$guiwen" read "$docs/binzang.txt" --pdf out.pdf 2>err
status=$?
PATH=$old
is 'no PDF without LibreOffice' "$status" 3
has 'says what to install' "$(cat err)" 'apt-get install libreoffice-writer'
[ ! -e out.pdf ] && ok 'nothing is written' || not_ok 'nothing is written'
if command -v soffice >/dev/null 2>&1; then
	mkdir tmp
	TMPDIR=$work/tmp
	export TMPDIR
	run 0 'a PDF' read "$docs/binzang-issued.txt" --pdf out.pdf
	is 'is one' "$(head -c 5 out.pdf)" '%PDF-'
	is 'nothing is left behind' "$(ls -A tmp)" ''
	# Changes are changes for LibreOffice, too: what it saves of a redline
	# has both texts.
	"$guiwen" diff "$docs/yanglao-butie.docx" \
	    "$docs/yanglao-butie-2.docx" --docx redline.docx
	mkdir saved
	timeout 120 soffice --headless \
	    "-env:UserInstallation=file://$work/profile" --convert-to \
	    'docx:MS Word 2007 XML' --outdir saved redline.docx >/dev/null 2>&1
	run 0 'saved by LibreOffice: all taken' diff \
	    "$docs/yanglao-butie-2.docx" saved/redline.docx
	is 'all refused' "$("$guiwen" read saved/redline.docx --original \
	    --json | json text_hash)" \
	    "$("$guiwen" read "$docs/yanglao-butie.docx" --json |
	    json text_hash)"
else
	skip 'LibreOffice is not installed: PDF'
	skip 'LibreOffice is not installed: what it makes of a redline'
fi
done_testing

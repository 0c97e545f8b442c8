#!/bin/sh
# guiwen diff --html: one page that needs nothing else, exact, inert
. "$(dirname "$0")/lib.sh"
docs=$samples/documents

# side del|ins: the words of the redline without what was deleted (inserted),
# without white space.
side()
{
	perl -CSD -Mutf8 -0777 -ne '
		for my $text (m{<div class="text"[^>]*>(.*?)</div>}gs) {
			$text =~ s{<$ENV{GONE}>.*?</$ENV{GONE}>}{}gs;
			$text =~ s{<[^>]*>}{}g;
			$text =~ s{&lt;}{<}g; $text =~ s{&gt;}{>}g;
			$text =~ s{&quot;}{"}g; $text =~ s{&amp;}{&}g;
			$text =~ s{[\s\x{3000}¶]}{}g;
			print $text;
		}'
}
words()
{
	"$guiwen" read "$1" --text | perl -CSD -0777 -pe 's/[\s\x{3000}]//g'
}
run 1 'a page' diff "$docs/binzang.txt" "$docs/binzang-2.txt" --html a.html
is 'says so and nothing else' "$out$err" 'written: a.html'
is 'without the deletions it is the new text' \
    "$(GONE=del side <a.html)" "$(words "$docs/binzang-2.txt")"
is 'without the insertions the old one' \
    "$(GONE=ins side <a.html)" "$(words "$docs/binzang.txt")"
page=$(cat a.html)
has 'the articles are named' "$page" '<b>第六条</b>'
has 'there is a legend' "$page" 'struck through'
has 'the table has both sides' "$page" '<th scope="col">After</th>'
is 'nothing is fetched' "$(grep -oE '(src|href)="[^#"][^"]*"|url\(' a.html)" ''
LC_ALL=zh_CN.UTF-8 LANGUAGE=zh_CN "$guiwen" diff "$docs/binzang.txt" \
    "$docs/binzang-2.txt" --html - >zh.html
has 'in Chinese' "$(cat zh.html)" 修改对照表
has 'and says so' "$(cat zh.html)" '<html lang="zh-CN">'
run 0 'the same twice' diff "$docs/binzang.txt" "$docs/binzang.txt" --html b.html
has 'says so' "$(cat b.html)" 'Both say the same.'
hasnt 'leaves out what is the same' "$(sed 's/.*id="table"//' b.html)" '<td'
run 0 'with --all' diff "$docs/binzang.txt" "$docs/binzang.txt" --all \
    --html b.html
has 'the table has all' "$(sed 's/.*id="table"//' b.html)" '<td'

# Markup in a text is text.
evil='<script>alert(1)</script><img src=x onerror=alert(2)>&amp;]]>'
printf '甲办法%s\n\n第一条　甲事。\n第二条　乙事%s。\n' "$evil" "$evil" >x.txt
printf '甲办法%s\n\n第一条　甲事。\n第二条　丙事%s。</style>\n' "$evil" "$evil" >y.txt
run 1 'hostile words' diff x.txt y.txt --html evil.html
is 'one script of ours' "$(grep -oc '<script' evil.html)" 1
hasnt 'no image' "$(cat evil.html)" '<img'
is 'the words are all there' "$(GONE=del side <evil.html)" "$(words y.txt)"
mv x.txt '<b>x.txt' && run 1 'a hostile name' diff '<b>x.txt' y.txt --html n.html
has 'is a name' "$(cat n.html)" '&lt;b&gt;x.txt'

file=${GUIWEN_SHARED:-$root/../shared}/data/hostile/files
set -- "$file"/h43*
if [ -f "$1" ]; then
	"$guiwen" diff y.txt "$1" --html h43.html --docx h43.docx
	is 'the hostile sample: one script of ours' \
	    "$(grep -oci '<script' h43.html)" 1
	is 'no handler' "$(grep -oiE '<[a-z]+[^>]* on[a-z]+ *=' h43.html)" ''
	run 0 'and its redline is read' diff "$1" h43.docx
	"$guiwen" read "$1" --xml >h43.xml
	xmllint --noout h43.xml && ok 'its text is XML' || not_ok 'its text is XML'
else
	skip 'the hostile sample is not here'
fi

# Both at once, and where the views are.
run 1 'two files at once' diff "$docs/binzang.txt" "$docs/binzang-2.txt" \
    --html a.html --docx a.docx
[ -s a.html ] && [ -s a.docx ] && ok 'both are there' || not_ok 'both'
refused 2 'two answers at once' diff "$docs/binzang.txt" \
    "$docs/binzang-2.txt" --html - --docx -
mkdir -p usr/bin usr/share/guiwen && cp "$guiwen" usr/bin/guiwen
ln -s "$root/cli/views" usr/share/guiwen/views
usr/bin/guiwen diff "$docs/binzang.txt" "$docs/binzang-2.txt" --html i.html
cmp -s a.html i.html && ok 'installed elsewhere' || not_ok 'installed elsewhere'
rm usr/share/guiwen/views && mkdir usr/share/guiwen/views
[ ! -d /usr/local/share/guiwen/views ] || { done_testing; exit; }
usr/bin/guiwen diff "$docs/binzang.txt" "$docs/binzang-2.txt" --html j.html \
    2>err
[ ! -e j.html ] && grep -q 'install it again' err &&
    ok 'views that are missing' || not_ok 'views that are missing' "$(cat err)"
done_testing

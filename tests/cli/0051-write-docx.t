#!/bin/sh
# guiwen read --docx, guiwen diff --docx: Word files that are read again
. "$(dirname "$0")/lib.sh"
docs=$samples/documents

for name in binzang-issued.txt hunyin-issued.md yanglao-butie-issued.docx; do
	run 0 "$name as a Word file" read "$docs/$name" --docx out.docx
	is 'says so and nothing else' "$out$err" 'written: out.docx'
	run 0 'is read again: the same words' diff "$docs/$name" out.docx
	is 'the same text' "$("$guiwen" read out.docx --text)" \
	    "$("$guiwen" read "$docs/$name" --text)"
done
run 0 'to standard output' read "$docs/binzang.txt" --docx -
"$guiwen" read "$docs/binzang.txt" --docx - >a.docx
"$guiwen" read "$docs/binzang.txt" --docx b.docx
cmp -s a.docx b.docx && ok 'the same bytes' || not_ok 'the same bytes'
TZ=Asia/Shanghai "$guiwen" read "$docs/binzang.txt" --docx c.docx
cmp -s a.docx c.docx && ok 'in every time zone' || not_ok 'in every time zone'

run 1 'a redline' diff "$docs/binzang.txt" "$docs/binzang-2.txt" --docx r.docx
is 'says so and nothing else' "$out$err" 'written: r.docx'
run 0 'all changes taken, it is the new text' diff "$docs/binzang-2.txt" r.docx
hash()
{
	"$guiwen" read "$@" --json | json text_hash
}
is 'with the same text hash' "$(hash r.docx)" "$(hash "$docs/binzang-2.txt")"
is 'all refused, it is the old one' "$(hash r.docx --original)" \
    "$(hash "$docs/binzang.txt")"
run 0 'a redline of the same' diff "$docs/binzang.txt" "$docs/binzang.txt" \
    --docx same.docx
run 0 'is the text' diff "$docs/binzang.txt" same.docx
run 1 'with facts beside it' diff "$docs/binzang.txt" "$docs/binzang-2.txt" \
    --docx r.docx --json
is 'on standard output' "$(printf '%s' "$out" | json equal)" false

# What is read is never written over, and nothing is written half.
cp "$docs/binzang-2.txt" mine.txt
refused 3 'over what is read' read mine.txt --docx mine.txt
refused 3 'over the new one' diff "$docs/binzang.txt" mine.txt --docx ./mine.txt
ln -s mine.txt link.txt
refused 3 'by another name' read mine.txt --docx link.txt
cmp -s mine.txt "$docs/binzang-2.txt" && ok 'it is as it was' ||
    not_ok 'it is as it was'
refused 3 'a folder' read mine.txt --docx .
refused 5 'a folder that is not there' read mine.txt --docx none/out.docx
refused 2 'two answers at once' read mine.txt --docx - --json
is 'nothing is left behind' "$(ls -A | grep -c '^\.guiwen')" 0
echo old >replaced.docx && chmod 640 replaced.docx
run 0 'a file that is there' read mine.txt --docx replaced.docx
is 'is replaced, its mode kept' "$(stat -c %a replaced.docx)" 640
run 0 'and is whole' read replaced.docx --text
done_testing

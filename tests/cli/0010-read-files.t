#!/bin/sh
# guiwen read: what is understood, and files that cannot be read.
. "$(dirname "$0")/lib.sh"
docs=$samples/documents

run 0 'a text file' read "$docs/binzang.txt"
has 'its title' "$out" 青石区公益性公墓管理规定
has 'its articles' "$out" 'articles: 9'
run 0 'as JSON' read "$docs/binzang.txt" --json
is 'title' "$(printf "%s\n" "$out" | json title)" 青石区公益性公墓管理规定
is 'articles' "$(printf "%s\n" "$out" | json counts.article)" 9
is 'effective' "$(printf "%s\n" "$out" | json effective)" 2021-08-15
is 'no number yet' "$(printf "%s\n" "$out" | json number)" null
for key in title number issued effective expires counts annexes uncertain \
    warnings format reader text_hash original; do
	has "has the key $key" "$out" "\"$key\":"
done
for key in book chapter section article article_inserted paragraph point \
    indent level1; do
	has "counts.$key" "$out" "\"$key\":"
done
is 'the original is hashed' "$(printf "%s\n" "$out" | json original)" \
    "$(sha256sum "$docs/binzang.txt" | cut -d' ' -f1)"
is 'starts_at_publication' "$(printf "%s\n" "$out" | json starts_at_publication)" false
cat >notice.txt <<'EOF'
青石区民政局关于印发《青石区路灯认养办法》的通知
青民规〔2021〕4号
各镇人民政府：
现将《青石区路灯认养办法》印发给你们，请遵照执行。
附件：1．申请表
2．登记表
青石区民政局
2021年4月20日
青石区路灯认养办法
第一条　为了规范路灯认养，制定本办法。
第二条　本办法自印发之日起施行，有效期5年。
EOF
run 0 'a notice that prints a measure' read notice.txt --json
is 'annexes are those in its list' "$(printf "%s\n" "$out" | json annexes)" 2
is 'one text is printed' "$(printf "%s\n" "$out" | json printed)" 1
is 'valid for' "$(printf "%s\n" "$out" | json validity_months)" 60
run 0 'as Akoma Ntoso' read "$docs/binzang.txt" --xml
has 'an akomaNtoso' "$out" '<akomaNtoso'
run 0 'as text' read "$docs/binzang.txt" --text
has 'with the numbers' "$out" 第六条
run 0 'as outline' read "$docs/binzang.txt" --outline
is 'with how many there are of what there is' \
    "$(printf '%s\n' "$out" | tail -n 1)" "$("$guiwen" read \
    "$docs/binzang.txt" | sed -n 's/^Structure *//p')"
hasnt 'and not of what there is not' "$out" ' 0'
run 0 'a Markdown file' read "$docs/hunyin.md"
run 0 'a Word file' read "$docs/yanglao-butie.docx"
has 'its title' "$out" 养老

cp "$docs/yanglao-butie.docx" renamed.txt
run 0 'a Word file by another name' read renamed.txt
refused 3 'a file that is not there' read nosuch.txt
refused 3 'a folder' read .
: >empty.txt
refused 3 'an empty file' read empty.txt
dd if=/dev/urandom of=noise.docx bs=1024 count=1024 2>/dev/null
refused 3 '1 MB of noise' read noise.docx
cp noise.docx noise.txt
refused 3 'noise as a text' read noise.txt
printf '\320\317\021\340\241\261\032\341' >old.docx
dd if=/dev/zero bs=512 count=8 2>/dev/null >>old.docx
refused 3 'a .doc renamed to .docx' read old.docx
has 'says what to do' "$err" docx
refused 3 'a device' read /dev/zero
if [ "$(id -u)" -ne 0 ]; then
	cp "$docs/binzang.txt" locked.txt && chmod 0 locked.txt
	refused 3 'a file that may not be read' read locked.txt
else
	skip 'root may read everything'
fi
mkfifo pipe
refused 3 'a pipe that nobody writes to' read pipe
has 'says what to do' "$err" 'save what it gives as a file'
refused 3 'a paper that is a pipe' submit "$docs/binzang.txt" \
    --material basis=pipe
perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => "socket",
    Listen => 1) or exit 1'
refused 3 'a socket' read socket
refused 2 'no name' read ''
has 'is said' "$err" 'the name of the file is empty'

# Days that the text gives otherwise than by date.
printf '试验办法\n\n第一条 甲。\n第二条 自印发之日起施行，有效期2年。\n' >from.txt
run 0 'in force from its issue' read from.txt
has 'is said' "$out" 'the day of issue or publication'
has 'so is for how long' "$out" '2 years (the text names no date)'
# The same note again and again is shown some times and counted.
{ printf '试验办法\n\n' && yes '第一条 甲。' | head -n 300; } >same.txt
run 0 'three hundred articles of one number' read same.txt
is 'ten are shown' "$(printf '%s\n' "$out" | grep -c '^  line')" 10
has 'the others counted' "$out" 'and 289 more: The same number'
done_testing

#!/bin/sh
# The denominator of the rates against the office's issuing register.
. "$(dirname "$0")/lib.sh"

export GUIWEN_REGISTRY="$work/registry"
sh -c "cd '$root' && sh samples/play.sh '$guiwen' '$work/registry'" \
    >/dev/null 2>&1
before=$(cd "$work/registry" && find . -type f ! -name 'ledger.sqlite-*' \
    -exec sha256sum {} + | sort)
list=$samples/register-2021.csv
cp "$list" "$work/list.csv"
sum=$(sha256sum <"$list" | cut -d' ' -f1)

# ---- every number explained ----
run 0 'without a register' audit --year 2021
has 'it says so' "$out" 'denominator not reconciled: no issuing register'
hasnt 'and nothing else of it' "$out" 'issuing register ('
run 0 'the register of the year' audit --year 2021 --register "$work/list.csv"
has 'reconciled, with its hash' "$out" \
    "denominator reconciled with $work/list.csv (SHA-256 $sum)"
hasnt 'no longer the other' "$out" 'not reconciled'
has 'each series' "$out" \
    '青民发〔2021〕     3               0              3            0         0          0'
has 'by whom and why, with the row' "$out" \
    'row 8  青民发〔2021〕2号  关于调整局机关值班安排的通知; 周正明: 机关内部工作安排'
has 'void numbers' "$out" 'row 9  青民发〔2021〕3号; 林芳: void: 编号时'
has 'how much of it by one' "$out" '周正明 classified 2'
has 'the last sentence' "$out" 'Every number of the issuing register is expl'
run 0 'the rates alone' audit --rates --year 2021 --register "$work/list.csv"
has 'not verified, reconciled' "$out" "denominator reconciled with $work/list"
run 0 'in JSON' audit --year 2021 --register "$work/list.csv" --json
is 'reconciled' "$(printf %s "$out" | json rates.reconciled)" true
is 'the hash' "$(printf %s "$out" | json rates.register.files.0.sha256)" "$sum"
is 'the standing of a row' "$(printf %s "$out" |
    json rates.register.rows.6.standing)" not-normative
is 'its person' "$(printf %s "$out" | json rates.register.rows.6.person)" 周正明
is 'the same figures without proof' "$("$guiwen" audit --rates --year 2021 \
    --register "$work/list.csv" --json | json rates.register.not_normative)" 3
run 0 'none in JSON' audit --rates --year 2021 --json
hasnt 'nothing of it' "$out" '"register"'
is 'not reconciled' "$(printf %s "$out" | json rates.reconciled)" false

# ---- as offices export it ----
sed '1s/^\xef\xbb\xbf//' "$list" | iconv -t GB18030 >gb.csv
run 0 'GB18030' audit --rates --year 2021 --register gb.csv
sed '1s/^\xef\xbb\xbf//; s/,/\t/g' "$list" | { printf '\377\376'
    iconv -t UTF-16LE; } >tabs.txt
run 0 'UTF-16 with tabs' audit --rates --year 2021 --register tabs.txt
sed 's/,/;/g; s/$/\r/; s/〔/[/; s/〕/]/; s/]\([0-9]\)号/]第00\1号/' "$list" \
    >semicolons.csv
run 0 'semicolons and other brackets' audit --rates --year 2021 \
    --register semicolons.csv
has 'it is the same number' "$out" 'row 7  青民发〔2021〕1号'
sed -n '1p; /青民规/p' "$list" >one.csv
sed -n '1p; /青民发/p' "$list" >other.csv
run 0 'two registers' audit --rates --year 2021 --register one.csv \
    --register other.csv
has 'both are named' "$out" 'reconciled with other.csv'
has 'rows say of which' "$out" '  other.csv, row 2  青民发〔2021〕1号'

# ---- what does not hold ----
{ cat "$list"; echo '9,青民规〔2021〕6号,藏起来的办法,2021-12-01,是,,'; } \
    >hidden.csv
run 1 'a normative document that nobody entered' audit --year 2021 \
    --register hidden.csv
has 'not reconciled' "$out" 'denominator not reconciled with hidden.csv'
has 'it is named' "$out" "row 10  青民规〔2021〕6号  藏起来的办法; normative by the register's own word"
has 'beside what holds' "$out" 'The history is whole, and no due filing is'
has 'the last sentence' "$out" 'does not agree: unexplained 1, left out of'
run 1 'the same of the rates alone' audit --rates --year 2021 \
    --register hidden.csv
run 1 'in JSON' audit --rates --year 2021 --register hidden.csv --json
is 'status' "$(printf %s "$out" | json status)" 1
is 'not reconciled' "$(printf %s "$out" | json rates.reconciled)" false
is 'why' "$(printf %s "$out" | json rates.register.rows.8.why)" \
    normative-and-not-here
sed 's/否,周正明/否,/' "$list" >nobody.csv
run 1 'nobody says that it is none' audit --rates --year 2021 \
    --register nobody.csv
has 'told' "$out" 'not normative, but nobody is named who says so'
sed 's/机关内部工作安排$/不属于规范性文件/' "$list" >why.csv
run 1 'a conclusion is no reason' audit --rates --year 2021 --register why.csv
has 'told' "$out" 'row 8  青民发〔2021〕2号  关于调整局机关值班安排的通知; not normative, but no reason is given'
sed '/〔2021〕2号/d' "$list" >gap.csv
run 1 'rows that were taken out' audit --rates --year 2021 --register gap.csv
has 'a gap' "$out" '  青民发〔2021〕: 2
'
has 'a document that it does not know' "$out" \
    '  2021-0002  青民规〔2021〕2号  青石区社会组织评估管理办法; dated 2021-05-18'
sed 's/公墓管理规定,2021-07-09/公墓管理办法,2021-07-08/' "$list" >title.csv
run 0 'another title, another day' audit --rates --year 2021 \
    --register title.csv
has 'both are told' "$out" 'here 2021-0003 is titled 青石区公益性公墓管理规定; 成文日期 2021-07-08, here 2021-0003 is dated 2021-07-09'
sed 's/周正明,机关/办公室,机关/' "$list" >unit.csv
run 0 'whoever is nobody here' audit --rates --year 2021 --register unit.csv
has 'is told' "$out" '办公室 (no person of this registry)'
{ cat "$list"; echo '9,青民规〔2020〕9号,去年的办法,2020-12-01,是,,'; } >old.csv
run 0 'rows of another year' audit --rates --year 2021 --register old.csv
has 'are counted' "$out" 'rows of other years: 1'
run 1 'but not when all are asked about' audit --rates --register old.csv
run 0 'as things stood' audit --rates --year 2021 --as-of 2021-06-30 \
    --register "$work/list.csv"
has 'what was issued later is counted as such' "$out" \
    '青民规〔2021〕     5               2              0            0         0          0      3'
sed 's/2021-12-01/2999-12-01/' hidden.csv >future.csv
run 1 'a day to come excuses nothing' audit --rates --year 2021 \
    --register future.csv
run 1 'a register of another year' audit --rates --year 2021 \
    --as-of 2021-01-01 --register "$work/list.csv"
run 1 'proves nothing' audit --rates --year 2020 --register "$work/list.csv"
has 'and is not said to' "$out" 'numbers of the issuing register: none is of'
hasnt 'reconcile anything' "$out" 'denominator reconciled'
# A table that was altered is broken evidence, whatever a register says.
cp -r "$work/registry" "$work/altered"
sqlite3 "$work/altered/ledger.sqlite" \
    "UPDATE document SET title = 'X' WHERE number LIKE '%2号'"
run 4 'broken evidence' audit --registry "$work/altered" --year 2021 \
    --register hidden.csv
has 'the register is compared all the same' "$out" 'not reconciled with hidden'
run 4 'and one that would hold' audit --registry "$work/altered" \
    --year 2021 --register "$work/list.csv"
hasnt 'explains nothing then' "$out" 'Every number of the issuing'

# ---- lists that are none: one sentence, and nothing is lost ----
: >empty.csv
head -c 1048576 /dev/urandom >noise.csv
head -c 1048576 /dev/zero >zeros.csv
printf '发文字号,标题\n青民规〔2021〕1号,"没有闭合\n' >open.csv
printf '序号,标题\n1,甲\n' >headless.csv
printf '青民规〔2021〕1号\n' >numbers.csv
printf '<html><table><tr><td>发文字号</td></tr></table>' >page.xls
printf 'PK\003\004xl/workbook.xml' >list.xlsx
truncate -s 300M huge.csv
mkfifo pipe.csv
for bad in empty.csv noise.csv zeros.csv open.csv headless.csv numbers.csv \
    list.xlsx page.xls huge.csv pipe.csv missing.csv "$work" /dev/null; do
	refused 3 "$(basename "$bad")" audit --rates --register "$bad"
	refused 3 "audit: $(basename "$bad")" audit --register "$bad"
done
refused 3 'a workbook' audit --register list.xlsx
has 'says what to do' "$err" 'save the sheet as “CSV UTF-8”'
refused 3 'one number in two lists' audit --rates --register one.csv \
    --register "$list"
has 'where' "$err" '青民规〔2021〕1号 stands in two registers: in one.csv, row 2'
refused 3 'one list twice' audit --rates --register one.csv --register one.csv
refused 2 'no list named' audit --register

is 'the lists are as they were' "$(sha256sum <"$work/list.csv" |
    cut -d' ' -f1)" "$sum"
is 'the registry is as it was' "$(cd "$work/registry" && find . -type f \
    ! -name 'ledger.sqlite-*' -exec sha256sum {} + | sort)" "$before"

# ---- led from outside: its number stands in the lead's register ----
. "$root/tests/cli/people.sh"
make_registry
cat >joint.txt <<'EOT'
　　　　殡葬服务收费管理办法

　　第一条　为了规范殡葬服务收费，制定本办法。
　　第二条　殡葬服务收费应当明码标价。
EOT
quiet submit joint.txt $three --as chen --on 2021-02-22 \
    --issuing-authority 青石区民政局 --lead 青石区发展和改革委员会 \
    --joint 青石区发展和改革委员会
quiet accept 2021-0001 --as zhou --on 2021-02-23
quiet approve 2021-0001 --as zhou --on 2021-03-02 \
    --material legality-opinion=legality-opinion.txt
quiet approve 2021-0001 --as sun --on 2021-03-05 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
quiet act 2021-0001 adopt --as lin --on 2021-03-24 \
    --material minutes=minutes.txt
quiet number 2021-0001 --number 青发改规〔2021〕9号 --signer 王某 \
    --date 2021-03-26 --as lin --on 2021-03-26
head -n 1 "$list" >joint.csv
echo '1,青民发〔2021〕1号,通报,2021-01-18,否,周正明,表彰' >>joint.csv
run 0 'not in ours' audit --rates --year 2021 --register joint.csv
has 'told' "$out" 'an outside lead gave, and that are not in this register: 1'
echo '2,青发改规〔2021〕9号,殡葬服务收费管理办法,2021-03-26,是,,' >>joint.csv
run 0 'in ours, too' audit --rates --year 2021 --register joint.csv
has "no gap in the other's series" "$out" \
    '青发改规〔2021〕     1               1              0            0         0          0'
hasnt 'nothing besides' "$out" 'an outside lead gave'

# ---- in Chinese ----
export LANGUAGE=zh_CN GUIWEN_REGISTRY="$work/registry"
run 1 'in Chinese' audit --rates --year 2021 --register gap.csv
has 'head' "$out" '分母与 gap.csv（SHA-256 '
has 'missing' "$out" '缺号：登记簿跳过的文号'
done_testing

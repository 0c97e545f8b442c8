#!/bin/sh
# What people type: days and names as they write them, a Chinese keyboard's
# signs; what is told of it fits a shell, and is in the language of the rest.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

quiet init "$work/new" --name 文件库 --authority 青石区民政局
refused 3 'the first person by somebody' person add lin --name 林芳 \
    --role office --as lin --registry "$work/new"
has 'is told of as the first' "$err" 'without --as, adds the first person'
run 0 'without' person add lin --name 林芳 --role office \
    --registry "$work/new"
make_registry

# ---- days ----
quiet submit "$docs/yanglao-butie-2.docx" $three --as chen --on 2021年2月22日
quiet accept 2021-0001 --as zhou --on 2021/2/23
quiet approve 2021-0001 --as zhou --on 2021.3.2 \
    --material legality-opinion＝legality-opinion.txt
quiet approve 2021-0001 --as sun --on 2021-3-5 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
quiet act 2021-0001 adopt --as lin --on '2021年3月24日 9:30' \
    --material minutes=minutes.txt
quiet number 2021-0001 --number 青民规〔2021〕1号 --signer 张立国 \
    --date 2021年3月25日 --as lin --on 2021-03-26
run 0 'the days are those that were meant' history 2021-0001
has 'submitted' "$out" '1  2021-02-22 '
has 'accepted' "$out" '2  2021-02-23 '
has 'approved' "$out" '3  2021-03-02 '
has 'reviewed' "$out" '4  2021-03-05 '
has 'adopted' "$out" '5  2021-03-24 '
has 'the document date' "$out" 'document date: 2021-03-25'
refused 2 'a day that there is not' publish 2021-0001 \
    "$docs/yanglao-butie-issued.docx" --as lin --on 2021年2月30日
has 'which it is' "$err" '--on says 2021-02-30, and there is no such day'
refused 2 'what is no day' publish 2021-0001 \
    "$docs/yanglao-butie-issued.docx" --as lin --on 昨天
has 'how it is written' "$err" '--on takes a day or a time, 2021-05-01 or'
refused 2 'a time where a day is asked for' number 2021-0001 --number \
    青民规〔2021〕1号 --signer 张立国 --date 2021-3-26T9:30 --as lin
has 'a day' "$err" '--date takes a day, 2021-05-01;'

run 0 'a period from a day' calendar explain 2021年9月15日 +15wd
is 'is the same from any form of it' "$out" \
    "$("$guiwen" calendar explain 2021-09-15 +15wd)"
run 0 'a role with dates' person add term --name 期某 \
    --role office=2021年1月1日/2021-12-31 --as lin
has 'has them' "$out" '2021-01-01'

# ---- facts by their names ----
run 0 'a fact is corrected by its Chinese name' correct 2021-0001 6 \
    --set 成文日期=2021年3月26日 --reason 笔误 --as lin --on 2021-03-27
run 0 'the corrected step says so' history 2021-0001
has 'what is right and where it was said' "$out" \
    'corrected later: step 7: document date is 2021-03-26'
is 'once' "$(printf '%s\n' "$out" | grep -c 'corrected later')" 1
run 0 'a number by another of its names' correct 2021-0001 6 \
    --set 发文字号=青民规〔2021〕1号 --reason 同上 --as lin --on 2021-03-27
run 0 'what a publication asks for' show 2021-0001
has 'the day, where the text is silent' "$out" \
    'facts to give: in force from, where the text does not say it'
quiet publish 2021-0001 "$docs/yanglao-butie-issued.docx" --as lin \
    --on 2021-03-29
quiet file 2021-0001 --material filing-report=filing-report.txt --as lin \
    --on 2021-04-02
run 0 'what a receipt asks for' show 2021-0001
has 'the registration number, no document number' "$out" \
    'facts to give: registration number'
quiet receipt 2021-0001 --number 青政备〔2021〕1号 --dated 2021年4月9日 \
    --material receipt=receipt.txt --as lin --on 2021-04-12
run 0 'the day of the receipt' history 2021-0001
has 'a day, no midnight' "$out" 'date on the paper: 2021-04-09
'

# ---- acts, papers and commands by their names ----
refused 3 'an act that is not possible, by its Chinese name' \
    act 2021-0001 审议通过 --as lin
has 'is refused as that act' "$err" '“adopt” is not possible now'
refused 2 'what is no act' act 2021-0001 审义通过 --as lin
run 0 'a paper by its name' print 2021-0001 'filing report'
has 'it is that' "$out" 'Filing report on'
refused 2 'what is done to a document is no command' help 送审
has 'but is named' "$err" 'guiwen submit'
quiet draft "$docs/binzang.txt" --as chen --on 2021-05-01
refused 2 'an option without its value' submit 2021-0002 --joint
refused 2 'a material without its kind' submit 2021-0002 --material basis.txt \
    --as chen
has 'how it is written' "$err" \
    'the value of --material has the form KIND=FILE; "basis.txt" has not'
refused 2 'what was stated when it was taken in' submit 2021-0002 $three \
    --joint 青石区财政局 --as chen
has 'is not dropped without a word' "$err" \
    '--joint is stated when a document is first taken in, and 2021-0002 was'
has 'what helps' "$err" 'guiwen act 2021-0002 terminate'
run 0 'and without it' submit 2021-0002 $three --as chen --on 2021-05-02

# ---- what is not there has no number, and a lock is no document ----
refused 3 'one who may not hand in' submit "$docs/hunyin.md" $three --as zhou
has 'is told of the text' "$err" 'is for the role drafter'
hasnt 'not of a document that is not there' "$err" 2026-
hasnt 'of whatever year' "$err" "“submit” on $(date +%Y)-"
cp "$docs/yanglao-butie.docx" '~$养老.docx'
refused 3 'what Word leaves beside an open document' read '~$养老.docx'
has 'is none' "$err" 'beside one that somebody has open'
refused 3 'nor is it a paper' submit "$docs/hunyin.md" --as chen \
    --material 'basis=~$养老.docx'

# ---- what is told can be typed ----
run 0 'a folder with a space' init "$work/a b" --name 文件库 \
    --authority 青石区民政局 --filing 青石区人民政府＝１５日
has 'in quotes' "$out" "--registry '$work/a b'"
has 'days in Chinese' "$out" 'within 15 days'
run 0 'one with a quotation mark' init "$work/it's" --name 文件库 \
    --authority 青石区民政局
has 'is quoted, too' "$out" "--registry '$work/it'\\''s'"
run 0 'a plain one' init "$work/文件库" --name 文件库 --authority 青石区民政局
has 'is not' "$out" "--registry $work/文件库"
done_testing

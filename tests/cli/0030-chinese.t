#!/bin/sh
# In a Chinese locale everything is said in Chinese, in the glossary's words,
# and every sentence has its translation.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
LANGUAGE=zh_CN
export LANGUAGE
po=$root/cli/po/zh_CN.po
is 'no translation is missing or doubtful' \
    "$(LC_ALL=C msgfmt --statistics -o /dev/null "$po" 2>&1 |
    grep -o 'untranslated\|fuzzy')" ''
msgfmt --check-format -o /dev/null "$po" 2>err &&
    ok 'the formats take the same arguments' ||
    not_ok 'the formats take the same arguments' "$(cat err)"
# The template holds every sentence of the sources.
(cd "$root" && eval "$(make -s -n po POT="$work/now.pot" PO= 2>/dev/null)")
grep '^msgid\|^"' now.pot | sort >now.ids
grep '^msgid\|^"' "$root/cli/po/guiwen.pot" | sort >kept.ids
is 'the template holds the sentences of the sources (make po)' \
    "$(wc -l <now.ids) $(comm -3 now.ids kept.ids)" "$(wc -l <kept.ids) "

make_registry
advance accepted
run 0 'the inbox of a reviewer' inbox --as zhou
has 'tells what else can be done, by command and name' "$out" \
    '或者 return（出具“应当予以修改”意见）、reject（出具“不合法”意见）、'
rm -rf reg
make_registry
advance published
run 0 'the list' list
has 'published' "$out" 已公布
has 'to be filed' "$out" 待报备
run 0 'the people' person list
has 'names of a list are parted as in Chinese' "$out" '起草人、合法性审核人员'
run 0 'the inbox' inbox --as lin
has 'overdue' "$out" 超期
has 'not verified' "$out" 未核实
run 1 'the audit' audit --year 2021
has 'the rate' "$out" 报备率
has 'the denominator' "$out" 未提供发文登记簿
english=$(printf '%s\n' "$out" | sed 's/([^)]*)//g; s/“[^”]*”//g
	s/SHA-256//g; s/ git / /g; s/[0-9a-f]\{12,\}//g' |
    grep -o '[A-Za-z][a-z]* [a-z][a-z]*' )
is 'nothing is left in English' "$english" ''
run 0 'show' show 2021-0001
has 'the papers by name' "$out" 合法性审核意见书
run 3 'a refusal' approve 2021-0001 --as zhou
has 'is in Chinese' "$err" 不能办理
has 'the act by its label' "$err" '“出具‘合法’意见（approve）”'
run 3 'a role that is not had' act 2021-0001 take-effect --as zhou
has 'is named in Chinese' "$err" '合法性审核人员'
hasnt 'and not by its identifier' "$err" 'legal-counsel'
has 'the role asked for too' "$err" '办公室'
run 3 'a state' accept 2021-0001 --as zhou
has 'is named in Chinese' "$err" '已公布'
has 'what is possible, by command and label' "$err" 'file（报备）'
run 0 'the reason kept in the record' history 2021-0001 --json
has 'is English' "$out" 'is for the role office'
run 0 'the history' history 2021-0001
has 'the event in Chinese brackets' "$out" '送审（submit）'
has 'the refusal in Chinese' "$out" \
    '限于角色 办公室；周正明（zhou） 的角色是：合法性审核人员'
run 3 'papers missing' submit "$docs/binzang.txt" --as chen
has 'are named in Chinese' "$err" 起草说明
printf 'PK\003\004' >bad.docx
run 5 'where nothing can be made' init /proc/nothing --name 库 --authority 局
has 'why, behind a Chinese colon' "$err" 'nothing：'
run 3 'a damaged file' read bad.docx
has 'how it is damaged' "$err" 缺少末尾
refused 2 'a usage' show
has 'names what is to be given' "$err" '用法：guiwen show 文件编号'
run 0 'the help' submit -h
has 'too' "$out" '--material 种类=文件名'
run 0 'an outline' read "$docs/binzang.txt" --outline
has 'names the units' "$out" '条 第一条'
hasnt 'not in English' "$out" article
last=$(printf '%s\n' "$out" | tail -n 1)
is 'and counts them as the summary does' "$last" \
    "$("$guiwen" read "$docs/binzang.txt" | sed -n 's/^结构 *//p')"
run 0 'the outline of a notice' read "$docs/hunyin.md" --outline
has 'names its headings as it counts them' "$out" '一级标题 一、 预约方式'
has 'and what is below them' "$out" '  项 （一）: 网上预约'
hasnt 'and nothing otherwise' "$out" 层次
run 0 'help' help
hasnt 'names no option that a command refuses' "$out" --on
run 0 'the help of an audit' audit -h
hasnt 'is in Chinese' "$out" CODE
has 'to the end' "$out" '--checkpoint 文件名|存证校验码'
run 0 'a procedure' workflow show normative-document
hasnt 'names nothing twice' "$out" 'done.state.issued done.state.issued'
has 'and parts words and numbers' "$out" '期限 15 个工作日；审核时间不少于 5 个工作日'
run 0 'a period of no days' calendar explain 2021-05-06 +0wd
hasnt 'has no table' "$out" 计数
run 0 'a period' calendar explain 2021-03-01 +15wd
has 'is in Chinese' "$out" '15 个工作日'
run 0 'the kinds of paper' help materials
has 'each by name' "$out" 'unit-opinion                 本单位合法性审核意见'
run 2 'a command line that is wrong' frob
has 'too' "$err" 没有命令
has 'with the usage' "$err" 用法
run 0 'JSON is never translated' show 2021-0001 --json
hasnt 'no word of it' "$out" '"状态"'
run 0 'help' submit -h
has 'has Chinese' "$out" 材料
# What an audit lists is said in words too: events, persons, papers.
mkdir -m 700 kept
(umask 077 && tar -C kept -xpzf "$root/tests/golden/registry/1/files.tar.gz" &&
    sqlite3 kept/ledger.sqlite <"$root/tests/golden/registry/1/ledger.sql")
run 0 'an audit of all kinds of acts' audit --all --registry kept --year 2021
for words in '林芳（lin）（身份：仅凭自报）' '记录由 林芳（lin） 启用了 2022 年日历' \
    '林芳（lin） 申请' '王立（wang） 确认' '（出具“合法”意见）' \
    '由 高远（gao） 代 周正明（zhou） 办理' '（报备）' '林芳（lin）：邮戳日期'; do
	has 'is in words' "$out" "$words"
done
for id in '（approve）' '（file）' '（reject）' '（claimed）' '：claimed' ' 的 other '; do
	hasnt 'has no identifier' "$out" "$id"
done
LC_ALL=zh_CN.UTF-8 LANGUAGE=
run 0 'without that locale on the system' inbox --as lin
has 'it is Chinese too' "$out" 待报备
LC_ALL=C LANGUAGE=
run 0 'in the C locale' inbox --as lin
has 'it is English' "$out" 'to be filed'
done_testing

#!/bin/sh
# play.sh GUIWEN REGISTRY: play the year 2021 of a made-up bureau
#
# Every command is printed before it runs, with its answer. A command that
# does not end with the exit status that the story expects stops the play.
set -u

guiwen=$1
registry=$2
here=$(cd "$(dirname "$0")" && pwd)
docs=$here/documents
papers=$here/papers
expected=0

say()
{
	printf '\n\033[1m== %s\033[0m\n' "$*" | if [ -t 1 ]; then cat; else
		sed 's/\x1b\[[01]m//g'; fi
}

# expect N: the next command ends with status N.
expect()
{
	expected=$1
}

# Print a command the way a person would type it, then run it.
g()
{
	line='$ guiwen'
	for word in "$@"; do
		word=$(printf '%s' "$word" | sed "s|$here|samples|g")
		case $word in
		*[!A-Za-z0-9_./=:,-]*) line="$line '$word'" ;;
		*) line="$line $word" ;;
		esac
	done
	printf '%s\n' "$line"
	"$guiwen" "$@" 2>&1
	status=$?
	if [ "$status" -ne "$expected" ]; then
		echo "play.sh: exit status $status, but the story expects $expected"
		exit 1
	fi
	[ "$status" -eq 0 ] || echo "(exit $status)"
	expected=0
}

# papers_of DOC: the three papers that every submission needs, as options.
three()
{
	set -- "$1" "$papers/$1"
	printf -- '--material explanation=%s/explanation.txt ' "$2"
	printf -- '--material basis=%s/basis.txt ' "$2"
	printf -- '--material consultation=%s/consultation.txt' "$2"
}

GUIWEN_REGISTRY=$registry
export GUIWEN_REGISTRY

say '建库 A registry for a bureau, and its people'
g init "$registry" --settings "$here/settings.xml"
g person add chen --name 陈思远 --unit 养老服务科 --role drafter
g person add wu --name 吴晓岚 --unit 社会事务科 --role drafter
g person add zhou --name 周正明 --unit 政策法规科 --role legal-counsel
g person add sun --name 孙立群 --unit 政策法规科 \
	--role fair-competition-reviewer
g person add lin --name 林芳 --unit 办公室 --role office
g person add he --name 何为民 --unit 督察室 --role auditor --as lin

say '说明 The year 2021 is entered afterwards (补录): every step says its
   stated day, the records say when they were really made, and only papers
   from outside (receipts, postmarks) prove that a filing was in time.'

say '一 A subsidy that favours local firms: sent back by the fair-competition reviewer'
g submit "$docs/yanglao-butie.docx" --as chen --on 2021-02-22 \
	$(three yanglao-butie)
g accept 2021-0001 --as zhou --on 2021-02-23
g approve 2021-0001 --as zhou --on 2021-03-02 \
	--material legality-opinion="$papers/yanglao-butie/legality-opinion-1.txt"
g return 2021-0001 --as sun --on 2021-03-05 \
	--reason '第四条第（四）项和第六条偏向本区企业，限制外地经营者，应当删去。'
g revise 2021-0001 "$docs/yanglao-butie-2.docx" --as chen --on 2021-03-10 \
	--material response="$papers/yanglao-butie/response.txt"
expect 1
g diff 2021-0001 1 2
g accept 2021-0001 --as zhou --on 2021-03-11
g approve 2021-0001 --as zhou --on 2021-03-16 \
	--material legality-opinion="$papers/yanglao-butie/legality-opinion.txt"
g approve 2021-0001 --as sun --on 2021-03-18 \
	--material fair-competition-conclusion="$papers/yanglao-butie/fair-competition-conclusion.txt"
g act 2021-0001 adopt --as lin --on 2021-03-24 \
	--material minutes="$papers/yanglao-butie/minutes.txt"
g number 2021-0001 --number 青民规〔2021〕1号 --signer 张立国 \
	--date 2021-03-26 --as lin --on 2021-03-26
g publish 2021-0001 "$docs/yanglao-butie-issued.docx" --as lin --on 2021-03-29
g file 2021-0001 --as lin --on 2021-04-06 \
	--material filing-report="$papers/yanglao-butie/filing-report.txt" \
	--evidence "$papers/yanglao-butie/delivery-receipt.txt" --dated 2021-04-06
g receipt 2021-0001 --number 青府备登〔2021〕12号 --as lin \
	--on 2021-04-07 --dated 2021-04-07 \
	--material receipt="$papers/yanglao-butie/receipt.txt"
g act 2021-0001 take-effect --as lin --on 2021-05-01

say '二 Papers missing, the wrong person, and an issued text that was changed'
expect 3
g submit "$docs/shehui-zuzhi.docx" --as wu --on 2021-04-12 \
	--material explanation="$papers/shehui-zuzhi/explanation.txt"
g submit "$docs/shehui-zuzhi.docx" --as wu --on 2021-04-12 \
	$(three shehui-zuzhi)
g accept 2021-0002 --as zhou --on 2021-04-13
expect 3
g approve 2021-0002 --as wu --on 2021-04-28 \
	--material legality-opinion="$papers/shehui-zuzhi/legality-opinion.txt"
g approve 2021-0002 --as zhou --on 2021-04-28 \
	--material legality-opinion="$papers/shehui-zuzhi/legality-opinion.txt"
g approve 2021-0002 --as sun --on 2021-04-30 \
	--material fair-competition-conclusion="$papers/shehui-zuzhi/fair-competition-conclusion.txt"
g act 2021-0002 adopt --as lin --on 2021-05-14 \
	--material minutes="$papers/shehui-zuzhi/minutes.txt"
g number 2021-0002 --number 青民规〔2021〕2号 --signer 张立国 \
	--date 2021-05-18 --as lin --on 2021-05-18
expect 3
g publish 2021-0002 "$docs/shehui-zuzhi-altered.docx" --as lin --on 2021-05-20
g publish 2021-0002 "$docs/shehui-zuzhi-issued.docx" --as lin --on 2021-05-20
g file 2021-0002 --as lin --on 2021-05-28 \
	--material filing-report="$papers/shehui-zuzhi/filing-report.txt" \
	--evidence "$papers/shehui-zuzhi/delivery-receipt.txt" --dated 2021-05-28
g receipt 2021-0002 --number 青府备登〔2021〕19号 --as lin \
	--on 2021-05-28 --dated 2021-05-28 \
	--material receipt="$papers/shehui-zuzhi/receipt.txt"

say '三 A fee and a fine that a bureau may not set: rejected, rewritten, published'
g submit "$docs/binzang.txt" --as wu --on 2021-05-24 $(three binzang)
g accept 2021-0003 --as zhou --on 2021-05-25
g reject 2021-0003 --as zhou --on 2021-06-04 \
	--reason '第六条设定收费和罚款。行政处罚法第十六条：其他规范性文件不得设定行政处罚；国办发〔2018〕115号（六）：不得违法设立行政收费。'
g revise 2021-0003 "$docs/binzang-2.txt" --as wu --on 2021-06-15 \
	--material response="$papers/binzang/response.txt"
g accept 2021-0003 --as zhou --on 2021-06-16
g approve 2021-0003 --as zhou --on 2021-06-28 \
	--material legality-opinion="$papers/binzang/legality-opinion.txt"
g approve 2021-0003 --as sun --on 2021-06-30 \
	--material fair-competition-conclusion="$papers/binzang/fair-competition-conclusion.txt"
g act 2021-0003 adopt --as lin --on 2021-07-06 \
	--material minutes="$papers/binzang/minutes.txt"
g number 2021-0003 --number 青民规〔2021〕3号 --signer 张立国 \
	--date 2021-07-09 --as lin --on 2021-07-09
g publish 2021-0003 "$docs/binzang-issued.txt" --as lin --on 2021-07-12

say '四 A notice, kept as a draft, withdrawn once; competition is not touched'
g draft "$docs/hunyin.md" --as wu --on 2021-07-14
g submit 2021-0004 --as wu --on 2021-07-15 $(three hunyin)
g withdraw 2021-0004 --as wu --on 2021-07-16 --reason 补充征求意见的材料
g submit 2021-0004 --as wu --on 2021-07-19
g accept 2021-0004 --as zhou --on 2021-07-20
g approve 2021-0004 --as zhou --on 2021-08-04 \
	--material legality-opinion="$papers/hunyin/legality-opinion.txt"
g act 2021-0004 not-applicable --as sun --on 2021-08-05 \
	--reason 只规定婚姻登记的预约，不涉及经营者经济活动。
g act 2021-0004 adopt --as lin --on 2021-08-17 \
	--material minutes="$papers/hunyin/minutes.txt"
g number 2021-0004 --number 青民规〔2021〕4号 --signer 张立国 \
	--date 2021-08-20 --as lin --on 2021-08-20
g publish 2021-0004 "$docs/hunyin-issued.md" --as lin --on 2021-08-23
g file 2021-0004 --as lin --on 2021-08-30 \
	--material filing-report="$papers/hunyin/filing-report.txt" \
	--evidence "$papers/hunyin/delivery-receipt.txt" --dated 2021-08-30
g receipt 2021-0004 --number 青府备登〔2021〕33号 --as lin \
	--on 2021-08-31 --dated 2021-08-31 \
	--material receipt="$papers/hunyin/receipt.txt"

say '五 Adopted in principle: changed as the meeting asked, reviewed again'
g submit "$docs/linshi-jiuzhu.txt" --as wu --on 2021-09-13 \
	$(three linshi-jiuzhu)
g accept 2021-0005 --as zhou --on 2021-09-14
g approve 2021-0005 --as zhou --on 2021-09-27 \
	--material legality-opinion="$papers/linshi-jiuzhu/legality-opinion-1.txt"
g approve 2021-0005 --as sun --on 2021-09-30 \
	--material fair-competition-conclusion="$papers/linshi-jiuzhu/fair-competition-conclusion.txt"
g act 2021-0005 adopt-in-principle --as lin --on 2021-10-22 \
	--reason 第六条应当允许遭遇重大困难时适当增加救助次数。 \
	--material minutes="$papers/linshi-jiuzhu/minutes-1.txt"
g revise 2021-0005 "$docs/linshi-jiuzhu-2.txt" --as wu --on 2021-10-26 \
	--material response="$papers/linshi-jiuzhu/response.txt"
g accept 2021-0005 --as zhou --on 2021-10-27
g approve 2021-0005 --as zhou --on 2021-11-02 \
	--material legality-opinion="$papers/linshi-jiuzhu/legality-opinion.txt"
g approve 2021-0005 --as sun --on 2021-11-04 \
	--material fair-competition-conclusion="$papers/linshi-jiuzhu/fair-competition-conclusion.txt"
g act 2021-0005 adopt --as lin --on 2021-11-09 \
	--material minutes="$papers/linshi-jiuzhu/minutes-2.txt"
g number 2021-0005 --number 青民规〔2021〕5号 --signer 张立国 \
	--date 2021-11-12 --as lin --on 2021-11-12
g publish 2021-0005 "$docs/linshi-jiuzhu-issued.txt" --as lin --on 2021-11-15
g file 2021-0005 --as lin --on 2021-11-22 \
	--material filing-report="$papers/linshi-jiuzhu/filing-report.txt" \
	--evidence "$papers/linshi-jiuzhu/delivery-receipt.txt" --dated 2021-11-22
g receipt 2021-0005 --number 青府备登〔2021〕51号 --as lin \
	--on 2021-11-23 --dated 2021-11-23 \
	--material receipt="$papers/linshi-jiuzhu/receipt.txt"

say '六 Not adopted by the meeting'
g submit "$docs/zhuican.md" --as chen --on 2021-10-13 $(three zhuican)
g accept 2021-0006 --as zhou --on 2021-10-14
g approve 2021-0006 --as zhou --on 2021-10-28 \
	--material legality-opinion="$papers/zhuican/legality-opinion.txt"
g approve 2021-0006 --as sun --on 2021-11-01 \
	--material fair-competition-conclusion="$papers/zhuican/fair-competition-conclusion.txt"
g act 2021-0006 not-adopt --as lin --on 2021-11-05 \
	--reason 预算没有落实，另行研究。 \
	--material minutes="$papers/zhuican/minutes.txt"

say '清单 Where everything stands, and what is left for the office'
g list
g inbox --as lin

say '第一次审计 The first audit: one published document was not filed'
expect 1
g audit --year 2021

say '补报 It is filed, late, in December'
g file 2021-0003 --as lin --on 2021-12-20 \
	--material filing-report="$papers/binzang/filing-report.txt" \
	--evidence "$papers/binzang/delivery-receipt.txt" --dated 2021-12-20
g receipt 2021-0003 --number 青府备登〔2021〕57号 --as lin \
	--on 2021-12-21 --dated 2021-12-21 \
	--material receipt="$papers/binzang/receipt.txt"

say '第二次审计 The second audit: all filed, the late one named, and every
   number of the office'\''s issuing register accounted for'
g audit --year 2021 --register "$here/register-2021.csv"

say '文书 The opinion that found a fee and a fine, as it is printed and sealed'
g print 2021-0003 opinion 3

say '篡改 Somebody changes a byte in a row of the ledger and one in a git
   object, in a copy of the registry'
copy=$registry-tampered
rm -rf "$copy"
cp -r "$registry" "$copy"
sqlite3 "$copy/ledger.sqlite" "
	SELECT 'DROP TRIGGER \"' || name || '\";' FROM sqlite_master
	WHERE type = 'trigger' AND tbl_name = 'record'" |
	sqlite3 "$copy/ledger.sqlite"
sqlite3 "$copy/ledger.sqlite" "
	UPDATE record SET body = replace(body, '2021-06-04', '2021-06-03')
	WHERE document = '2021-0003' AND event = 'reject'"
object=$(git -C "$copy/documents.git" rev-parse \
	main:documents/2021/00/0001/document.xml)
file=$copy/documents.git/objects/$(echo "$object" | cut -c1-2)/$(
	echo "$object" | cut -c3-)
chmod u+w "$file"
printf 'X' | dd of="$file" bs=1 seek=40 conv=notrunc 2>/dev/null
expect 4
g audit --registry "$copy" --year 2021
rm -rf "$copy"

say '自己看看 The registry is yours to explore'
cat <<EOT
The registry lies in $registry. Say so once:

  export GUIWEN_REGISTRY=$registry

Three commands to try:

  $guiwen history 2021-0003
  $guiwen show 2021-0001
  git clone $registry/documents.git /tmp/documents && git -C /tmp/documents log --stat
EOT

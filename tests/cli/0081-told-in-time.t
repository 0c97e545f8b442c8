#!/bin/sh
# What will be refused in the end, or looks wrong, is told while it can still
# be mended; a sealed paper's marks stand within one another as they should.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
cat >joint.md <<'EOF'
# 青石区民政局 青石区财政局关于印发《青石区社区食堂管理办法》的通知

各镇人民政府，各街道办事处：

现将《青石区社区食堂管理办法》印发给你们，请遵照执行。

青石区民政局 青石区财政局

2021年6月10日

# 青石区社区食堂管理办法

第一条 为规范社区食堂管理，制定本办法。

第二条 社区食堂面向老年人提供助餐服务。

第三条 本办法自2021年6月1日起施行。
EOF

# ---- a joint document ----
run 0 'a joint one that is taken in as one of a single authority' \
    draft joint.md --as chen --on 2021-05-01
has 'is told of at once' "$out" \
    'note: the text is signed by 青石区民政局、青石区财政局, but the'
has 'with what helps' "$out" '--joint (guiwen show 2021-0001)'
run 0 'with the next act' submit 2021-0001 $three --as chen --on 2021-05-01
has 'again' "$out" 'is signed by'
run 0 'whoever acts' accept 2021-0001 --as zhou --on 2021-05-06
has 'is told' "$out" 'is signed by'
quiet withdraw 2021-0001 --as chen --on 2021-05-06
run 0 'at its end' act 2021-0001 terminate --reason 漏列财政局 --as chen \
    --on 2021-05-06
hasnt 'nobody is' "$out" 'is signed by'
run 0 'as what it is' submit joint.md $three --as chen --on 2021-05-01 \
    --joint 青石区财政局 --relation repeals=青民规〔2018〕1号
hasnt 'nothing is told' "$out" 'is signed by'
run 0 'a text that names nobody' draft "$docs/binzang.txt" --as chen \
    --on 2021-05-01
hasnt 'nothing is told either' "$out" 'is signed by'

# ---- in force before it was published ----
quiet accept 2021-0002 --as zhou --on 2021-05-06
quiet approve 2021-0002 --as zhou --on 2021-05-20 \
    --material legality-opinion=legality-opinion.txt
quiet approve 2021-0002 --as sun --on 2021-05-24 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
quiet act 2021-0002 adopt --as lin --on 2021-06-09 \
    --material minutes=minutes.txt
quiet number 2021-0002 --number 青民规〔2021〕2号 --signer 张立国 \
    --date 2021-06-10 --as lin --on 2021-06-10
{ printf '青民规〔2021〕2号\n\n'; cat joint.md; } >issued.md
run 0 'one that is in force before it is published' publish 2021-0002 \
    issued.md --as lin --on 2021-06-11
has 'is told of' "$out" \
    'note: it is in force from 2021-06-01, which is before it was published (2021-06-11)'
has 'and what is to be done with the one that it repeals' "$out" \
    'it repeals 青民规〔2018〕1号, which is still to be recorded'
quiet file 2021-0002 --material filing-report=filing-report.txt --as lin \
    --on 2021-06-15
run 0 'and not again' receipt 2021-0002 --number 青政备〔2021〕2号 \
    --material receipt=receipt.txt --as lin --on 2021-06-20
hasnt 'the note' "$out" 'which is before'

# ---- the filing report ----
out=$(LANGUAGE=zh_CN "$guiwen" print 2021-0002 备案报告)
has 'single marks within double ones' "$out" \
    '关于《青石区民政局 青石区财政局关于印发〈青石区社区食堂管理办法〉的通知》的备案报告'
has 'in the letter, too' "$out" '印发〈青石区社区食堂管理办法〉的通知》（青民规'
has 'and double ones where nothing is around them' "$out" \
    '标题          青石区民政局 青石区财政局关于印发《青石区社区食堂管理办法》的通知'

# ---- before there is a filing ----
refused 3 'a filing that is not owed yet' file 2021-0003 --as lin
err=$(LANGUAGE=zh_CN "$guiwen" file 2021-0003 --as lin 2>&1)
has 'is called by its name' "$err" '现在不能办理“报备（file）”'
done_testing

#!/bin/sh
# guiwen diff --amend: the sentences of an amending decision
. "$(dirname "$0")/lib.sh"
docs=$samples/documents

run 1 'two texts' diff "$docs/binzang.txt" "$docs/binzang-2.txt" --amend
is 'what is said' "$out" '对《青石区公益性公墓管理规定》作如下修改：
一、删去第六条。
二、增加一条，作为第六条：“第六条 公墓管理单位的收费项目和标准，依照价格主管部门的规定执行，不得在规定之外收取任何费用。”'
is 'in Chinese, whoever reads' "$err" ''
run 0 'the same twice' diff "$docs/binzang.txt" "$docs/binzang.txt" --amend
is 'has no sentences' "$out" 'Both say the same.'
run 1 'as JSON' diff "$docs/binzang.txt" "$docs/binzang-2.txt" --amend --json
has 'beside the pairs' "$(printf '%s' "$out" | json amend)" '删去第六条。'
run 1 'with a page' diff "$docs/binzang.txt" "$docs/binzang-2.txt" --amend \
    --html a.html
has 'both' "$out$(cat a.html)" '删去第六条。'
done_testing

#!/bin/sh
# guiwen diff DOC FILE: a document of the registry and a file; who changed it
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry
advance numbered

run 0 'the issued file says what was handed in' diff 2021-0001 \
    "$docs/yanglao-butie-issued.docx"
run 1 'another one does not' diff 2021-0001 "$docs/yanglao-butie.docx"
has 'is named' "$out" '→ '"$docs/yanglao-butie.docx"
refused 3 'a file that is not there' diff 2021-0001 nosuch.docx
refused 3 'only one version' diff 2021-0001
run 3 'a refused publication' publish 2021-0001 "$docs/yanglao-butie.docx" \
    --as lin --on 2021-03-29
has 'says how to see it as a page' "$err" \
    "guiwen diff 2021-0001 $docs/yanglao-butie.docx --html FILE"
run 1 'which is done so' diff 2021-0001 "$docs/yanglao-butie.docx" \
    --html page.html
has 'and has the change' "$(cat page.html)" '<del>'

# The changes of a version are those of the person who handed it in.
quiet publish 2021-0001 "$docs/yanglao-butie-issued.docx" --as lin \
    --on 2021-03-29
run 0 'two versions' diff 2021-0001 1 2 --docx same.docx
quiet submit "$docs/binzang.txt" $three --as chen --on 2021-05-24
quiet withdraw 2021-0002 --as chen --on 2021-05-25
quiet revise 2021-0002 "$docs/binzang-2.txt" --as chen --on 2021-05-26 \
    --material response=response.txt
run 1 'a redline of versions' diff 2021-0002 --docx versions.docx
has 'names the drafter' "$(unzip -p versions.docx word/document.xml)" \
    'w:author="陈思远" w:date="2021-05-26T'
run 0 'a page of the text' read 2021-0001 --html text.html
has 'is that of the document' "$(cat text.html)" 青民规〔2021〕1号
done_testing

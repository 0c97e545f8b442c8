#!/bin/sh
# Names, titles and facts that hold nothing but blanks, of whatever width, are
# refused before anything is recorded.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

make_registry
records() {
	"$guiwen" checkpoint | sed -n 2p
}
before=$(records)
file="$docs/yanglao-butie-2.docx"
ideographic=$(printf '\343\200\200\343\200\200')
no_width=$(printf '\342\200\213')
for blank in ' ' "$ideographic" "$no_width"; do
	refused 2 "a title of \"$blank\"" submit "$file" $three --as chen \
	    --title "$blank"
	has 'which option it is' "$err" '--title was given nothing but blanks'
done
for option in kind issuing-authority drafting-body lead joint; do
	refused 2 "--$option" submit "$file" $three --as chen \
	    --$option "$ideographic"
	has "--$option is named" "$err" "--$option was given nothing but"
done
refused 2 'a target of a relation' submit "$file" $three --as chen \
    --relation "based-on＝$ideographic"
refused 2 'a person' person add wu --name ' ' --role office --as lin
for option in name unit post os-user; do
	refused 2 "--$option of a person" person change zhou \
	    "--$option=$ideographic" --as lin
done
refused 2 'a registry' init other --name "$ideographic" --authority 青石区民政局
refused 2 'a filing authority' init other --name 文件库 \
    --authority 青石区民政局 --filing "$ideographic=15"
[ -e other ] && not_ok 'none was made' || ok 'none was made'
is 'nothing was recorded' "$(records)" "$before"

advance numbered
before=$(records)
refused 2 'a fact' act 2021-0001 expire --set "by= " --as lin
refused 2 'a right value' correct 2021-0001 1 --set title="$ideographic" \
    --reason 笔误 --as lin
refused 2 'a signer' number 2021-0001 --number 青民规〔2021〕1号 \
    --signer "$ideographic" --date 2021-03-26 --as lin
refused 2 'a registration number' receipt 2021-0001 --number "$ideographic" \
    --as lin --material receipt=receipt.txt
is 'nor was anything then' "$(records)" "$before"

# what is empty was not given, or takes something away
run 0 'an empty title' submit "$file" $three --as chen --title '' \
    --drafting-body ''
has 'is the one of the text' "$out" 青石区养老机构运营补贴办法
run 0 'a unit that is taken away' person change zhou --unit '' --as lin
run 0 'a name with blanks within' person change zhou --name '周　正明' --as lin
has 'stays as it is' "$out" '周　正明'
done_testing

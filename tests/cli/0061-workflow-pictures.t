#!/bin/sh
# Pictures of procedures and of the way of a document.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

# well_formed WHAT: what was printed is XML, and nothing in it lies elsewhere.
well_formed()
{
	printf '%s\n' "$out" >picture.svg
	if said=$(xmllint --noout --nonet picture.svg 2>&1); then
		ok "$1: well-formed"
	else
		not_ok "$1: well-formed" "$said"
	fi
	hasnt "$1: no document type" "$out" '<!DOCTYPE'
	is "$1: nothing from elsewhere" "$(printf '%s\n' "$out" |
	    grep -c 'href="\|<image\|@import\|url(')" 0
}

unset GUIWEN_REGISTRY
for name in normative-document filing; do
	run 0 "$name: the graph" workflow show $name --dot
	has "$name: is a digraph" "$out" 'digraph chart {'
	if command -v dot >/dev/null; then
		run 0 "$name" workflow show $name --svg
		well_formed "$name"
		has "$name: its SHA-256" "$out" 'SHA&#45;256'
	else
		skip "$name: Graphviz is not installed"
	fi
done
run 0 'in words' workflow show filing
cp "$root/workflows/filing/chart.scxml" mine.scxml
words=$out
run 0 'in words, said so' workflow show filing --text
is 'is the same' "$out" "$words"
run 0 'a file' workflow show mine.scxml --dot
has 'its label' "$out" 'to be filed'

# Labels that would steer Graphviz are words like others.
cat >hostile.scxml <<'END'
<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0"
  xmlns:gw="urn:guiwen:chart:1" gw:label-en='"]; &lt;IMG SRC="/etc/passwd"/>'>
 <state id="a" gw:label-en="\N &amp;amp; &lt;B>" gw:basis='\G"; \'>
  <transition event="e" gw:label-en="&#10;"/>
  <transition event="f" target="b" gw:label-en="--> &amp;#64; \"/></state>
 <final id="b" gw:label-en=" "/>
</scxml>
END
if command -v dot >/dev/null; then
	run 0 'hostile labels' workflow show ./hostile.scxml --svg
	well_formed 'hostile labels'
	is 'Graphviz has nothing to say' "$err" ''
	has 'a tag is text' "$out" '&lt;IMG'
	has 'its escapes are text' "$out" '>\N &amp;amp; &lt;B&gt;<'
	has 'in hints too' "$out" 'title="a: \​G&quot;; \​"'
	has 'an entity is text' "$out" '&amp;#64; \<'
else
	skip 'hostile labels: Graphviz is not installed'
fi
refused 3 'a file that is not there' workflow show ./none.scxml --dot
refused 3 'a procedure that is not there' workflow show none --dot
refused 2 'two forms' workflow show filing --dot --svg
refused 2 'two forms' workflow show filing --json --svg
refused 2 'a picture of all' workflow list --svg
refused 2 'a document in words' workflow show --document 2021-0001
refused 2 'a way of nothing' workflow show --svg

# The program that lays out: not there, failing, silent, ended from outside.
real=$guiwen
with_path()
{
	printf '#!/bin/sh\nPATH=%s exec "%s" "$@"\n' "$1" "$real" >with-path
	chmod +x with-path
	guiwen=$work/with-path
}

# fake COMMANDS: a dot that does this.
fake()
{
	printf '#!/bin/sh\n%s\n' "$1" >tools/dot
	chmod +x tools/dot
}

mkdir tools
with_path "$work/tools"
refused 3 'without Graphviz' workflow show filing --svg
has 'what to install' "$err" 'apt-get install graphviz'
with_path "$work/tools:$PATH"
fake 'echo "Error: no plugin" >&2; exit 1'
refused 5 'Graphviz fails' workflow show filing --svg
has 'what it said' "$err" 'Error: no plugin'
fake 'exit 0'
refused 5 'Graphviz draws nothing' workflow show filing --svg
fake 'kill -9 $$'
refused 5 'Graphviz is ended' workflow show filing --svg
fake 'cat >/dev/null; echo "<!DOCTYPE svg><svg><a/></svg>"'
run 0 'what it drew' workflow show filing --svg
has 'is what comes out' "$out" '<svg><a/></svg>'
hasnt 'without the document type' "$out" DOCTYPE
# what lies in the folder that one is in does not run
printf '#!/bin/sh\ntouch ran\n' >dot
chmod +x dot
with_path ":.:$PATH"
"$guiwen" workflow show filing --svg >/dev/null 2>&1
[ -e ran ] && not_ok 'a dot that happens to lie here' ||
    ok 'a dot that happens to lie here'
guiwen=$real

export GUIWEN_REGISTRY
GUIWEN_REGISTRY=$work/reg
make_registry
quiet submit "$docs/yanglao-butie.docx" $three --as chen --on 2021-02-22
quiet accept 2021-0001 --as zhou --on 2021-02-23
quiet return 2021-0001 --as zhou --reason '第三条缺少依据' --on 2021-02-25
quiet revise 2021-0001 "$docs/yanglao-butie-2.docx" --as chen \
    --material response=response.txt --on 2021-02-26
quiet accept 2021-0001 --as zhou --on 2021-03-01

# The line of the graph that has these words.
line()
{
	printf '%s\n' "$out" | grep -m 1 -F -- "$1"
}

run 0 'the way of a document' workflow show --document 2021-0001 --dot
has 'the state it is in' "$(line '<B>legality review</B>')" 'now here'
has 'by when' "$(line '<B>legality review</B>')" 'due 2021-03-22'
has 'a thick border' "$(line '<B>legality review</B>')" 'penwidth=4'
has 'how often' "$(line '<B>legality review</B>')" '×2'
has 'who acted last' "$(line '<B>material check</B>')" '周正明 2021-03-01'
has 'what was done twice' "$(line 'accept for review')" '×2'
hasnt 'what was done once' "$(line 'return for changes</B>')" '×'
hasnt 'what was not done' "$(line 'approve: lawful')" '<B>'
hasnt 'where it was not' "$(line '<B>awaiting deliberation')" 'now here'
hasnt 'no filing yet' "$out" 'cluster_1'
run 0 'the same by name' workflow show normative-document \
    --document 2021-0001 --dot
refused 3 'of a procedure it has not come to' workflow show filing \
    --document 2021-0001 --dot
has 'says so' "$err" 'has not come to'
refused 3 'of a document that is not there' workflow show \
    --document 2021-0009 --svg

# A corrected day counts where it is shown.
quiet correct 2021-0001 5 --set stated=2021-02-28 --as zhou \
    --reason '收件日期误记'
run 0 'after a correction' workflow show --document 2021-0001 --dot
has 'the right day' "$(line '<B>material check</B>')" '周正明 2021-02-28'

quiet approve 2021-0001 --as zhou --on 2021-03-02 \
    --material legality-opinion=legality-opinion.txt
quiet approve 2021-0001 --as sun --on 2021-03-05 --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
quiet act 2021-0001 adopt --as lin --on 2021-03-24 \
    --material minutes=minutes.txt
quiet number 2021-0001 --number 青民规〔2021〕1号 --signer 张立国 \
    --date 2021-03-26 --as lin --on 2021-03-26
quiet publish 2021-0001 "$docs/yanglao-butie-issued.docx" --as lin \
    --on 2021-03-29
run 0 'with its filing' workflow show --document 2021-0001 --dot
has 'beside it' "$out" 'subgraph cluster_1 {'
has 'with whom' "$out" 'Filing: 青石区人民政府'
has 'where that is' "$(line '<B>to be filed</B>')" 'now here'
run 0 'the filing alone' workflow show filing --document 2021-0001 --dot
hasnt 'alone' "$out" 'cluster_1'

LANGUAGE=zh_CN
export LANGUAGE
if ! command -v dot >/dev/null; then
	skip 'Graphviz is not installed'
else
	run 0 'in Chinese' workflow show --document 2021-0001 --svg
	well_formed 'in Chinese'
	has 'the states' "$out" 合法性审核中
	has 'the roles' "$out" 合法性审核人员
	has 'the present' "$out" '▶ 当前'
	has 'the limits' "$out" 个工作日
	hasnt 'no English label' "$out" 'legality review'
	has 'fonts that have these' "$out" 'Noto Sans CJK SC'
fi
done_testing

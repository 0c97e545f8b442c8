#!/bin/sh
# A draft in which changes are tracked and comments stand: the text with the
# changes, the one before them, and everybody who looks is told.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry

# A Word document in one XML file: WORDS COMMENTS
word_file()
{
	types=http://schemas.openxmlformats.org/officeDocument/2006/relationships
	cat <<-EOF
	<?xml version="1.0" encoding="UTF-8"?>
	<pkg:package
	xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">
	<pkg:part pkg:name="/_rels/.rels"><pkg:xmlData><Relationships
	xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
	<Relationship Id="a" Type="$types/officeDocument" Target="d.xml"/>
	</Relationships></pkg:xmlData></pkg:part>
	<pkg:part pkg:name="/_rels/d.xml.rels"><pkg:xmlData><Relationships
	xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
	<Relationship Id="a" Type="$types/comments" Target="c.xml"/>
	</Relationships></pkg:xmlData></pkg:part>
	<pkg:part pkg:name="/d.xml"><pkg:xmlData><w:document
	xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
	<w:body><w:p><w:r><w:t>青石区公共自行车管理办法</w:t></w:r></w:p>
	<w:p><w:r><w:t>第一条　自行车由区城管局管理。</w:t></w:r></w:p>
	<w:p><w:r><w:t>第二条　本办法</w:t></w:r>$1</w:p></w:body>
	</w:document></pkg:xmlData></pkg:part>
	<pkg:part pkg:name="/c.xml"><pkg:xmlData><w:comments
	xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
	$2</w:comments></pkg:xmlData></pkg:part></pkg:package>
	EOF
}

word_file '<w:del w:id="1"><w:r><w:delText>自公布之日起施行。</w:delText></w:r>
</w:del><w:ins w:id="2"><w:r><w:t>自2021年5月1日起施行。</w:t></w:r></w:ins>' \
    '<w:comment w:id="1"><w:p><w:r><w:t>请核实日期</w:t></w:r></w:p></w:comment>
' >changed.xml
word_file '<w:r><w:t>自2021年5月1日起施行。</w:t></w:r>' '' >settled.xml

run 0 'with the changes' read changed.xml --text
has 'what was inserted' "$out" 自2021年5月1日起施行
hasnt 'not what was deleted' "$out" 公布之日
run 0 'before them' read changed.xml --original --text
has 'what was deleted' "$out" 自公布之日起施行
hasnt 'not what was inserted' "$out" 5月1日
for how in '' --original; do
	run 0 "told $how" read changed.xml $how
	has 'that they are pending' "$out" 'still pending'
	has 'and the comment' "$out" 请核实日期
	run 0 'for programs' read changed.xml $how --json
	is 'as a fact' "$(printf '%s' "$out" | json changes_pending)" true
	is 'and a number' "$(printf '%s' "$out" | json comments)" 1
done
run 0 'a settled one' read settled.xml --json
is 'has none' "$(printf '%s' "$out" | json changes_pending)" false
is 'nor comments' "$(printf '%s' "$out" | json comments)" 0
is 'its text is that of the changed one' \
    "$(printf '%s' "$out" | json text_hash)" \
    "$("$guiwen" read changed.xml --json | json text_hash)"

run 0 'drafted' draft changed.xml --as chen --on 2021-02-01
has 'what the reader noticed is said at once' "$out" 'the reader noticed'
run 0 'handed in' submit 2021-0001 --as chen --on 2021-02-02 $three
for command in show history; do
	run 0 "$command" $command 2021-0001
	has 'tells counsel of the changes' "$out" 'tracked changes are pending'
	has 'and of the comments' "$out" 'comments: 1'
	LANGUAGE=zh_CN run 0 "$command in Chinese" $command 2021-0001
	has 'in Chinese' "$out" 尚未处理的修订
done
run 0 'for programs' show 2021-0001 --json
is 'of the version' "$(printf '%s' "$out" |
    json versions.0.changes_pending)" true
run 0 'the history for programs' history 2021-0001 --json
has 'tells it too' "$out" '"changes_pending": true'
run 0 'what it said before' read 2021-0001 1 --original --text
has 'from the file that was handed in' "$out" 自公布之日起施行
run 0 'accepted' accept 2021-0001 --as zhou --on 2021-02-03
run 0 'sent back' return 2021-0001 --as zhou --on 2021-02-03 --reason 请接受修订
word_file '<w:r><w:t>由区城管局解释，自2021年5月1日起施行。</w:t></w:r>' '' >settled.xml
run 0 'settled' revise 2021-0001 settled.xml --as chen --on 2021-02-04 \
    --material response=response.txt
run 0 'of both versions' show 2021-0001
has 'the first is told' "$out" 'version 1: tracked'
hasnt 'the second is settled' "$out" 'version 2: tracked'
done_testing

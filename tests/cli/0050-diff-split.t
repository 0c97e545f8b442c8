#!/bin/sh
# guiwen diff: articles that were split, and such as were merged, by content
. "$(dirname "$0")/lib.sh"

a='养老机构应当公示服务项目和收费标准，不得另行收费。'
b='护理人员应当经过培训，每年接受一次健康检查。'
c='预收的费用应当存入专用账户，由银行监管。'
printf '养老服务办法\n\n第一条　%s%s\n第二条　%s\n第三条　%s\n' "$a" "$b" "$c" \
    '本办法自公布之日起施行。' >old.txt
printf '养老服务办法\n\n第一条　%s\n第二条　%s\n第三条　%s\n第四条　%s\n' "$a" "$b" \
    "$c" '本办法自公布之日起施行。' >new.txt

# "old>new status", a pair a line, from the JSON.
pairs()
{
	perl -MJSON::PP -e '
		my $d = decode_json(join "", <STDIN>);
		binmode STDOUT, ":utf8";
		print join(" ", map { ($_->{old} // "-") . ">" .
		    ($_->{new} // "-") . "=" . $_->{status} } @{$d->{pairs}});'
}
run 1 'one article became two' diff old.txt new.txt --json
is 'each of the two with the old one' "$(printf '%s' "$out" | pairs)" \
    '标题>标题=same 第一条>第一条=split 第一条>第二条=split 第二条>第三条=renumbered 第三条>第四条=renumbered'
run 1 'two articles became one' diff new.txt old.txt --json
is 'each of the two with the new one' "$(printf '%s' "$out" | pairs)" \
    '标题>标题=same 第一条>第一条=merged 第二条>第一条=merged 第三条>第二条=renumbered 第四条>第三条=renumbered'
run 1 'for people' diff old.txt new.txt
has 'the second share' "$out" '第一条 → 第二条  split
{+第二条 +}'"$b"
has 'are counted' "$out" 'unchanged 1, renumbered 2, split 2'

sed 's/办法$/规定/' old.txt >titled.txt
cmp -s old.txt titled.txt && not_ok 'it has another title'
run 1 'another title' diff old.txt titled.txt
has 'is called a title' "$out" 'title  changed'
run 1 'for programs' diff old.txt titled.txt --json
has 'as ever' "$(printf '%s' "$out" | pairs)" \
    '标题>标题=changed 第一条>第一条=same 第二条>第二条=same 第三条>第三条=same'
done_testing

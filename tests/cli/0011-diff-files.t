#!/bin/sh
# guiwen diff OLD NEW: two files, without a registry.
. "$(dirname "$0")/lib.sh"
docs=$samples/documents

run 1 'two texts that differ' diff "$docs/binzang.txt" "$docs/binzang-2.txt"
has 'what was taken away is marked' "$out" '[-'
has 'what was put in is marked' "$out" '{+'
has 'the article is named' "$out" 第六条
hasnt 'no colour in a pipe' "$out" "$(printf '\033')"
hasnt 'what is the same is left out' "$out" 第一条
run 1 '--all shows the rest' diff --all "$docs/binzang.txt" \
    "$docs/binzang-2.txt"
has 'the first article' "$out" 第一条
run 0 'a text and itself' diff "$docs/binzang.txt" "$docs/binzang.txt"
run 1 'as JSON' diff "$docs/binzang.txt" "$docs/binzang-2.txt" --json
is 'not equal' "$(printf "%s\n" "$out" | json equal)" false
has 'pairs' "$out" '"pairs"'
has 'runs' "$out" '"op": "delete"'
# Taking away the insertions gives the old text of every pair, and so on.
printf "%s\n" "$out" | perl -MJSON::PP -e '
	my $d = decode_json(join "", <STDIN>);
	for my $p (@{$d->{pairs}}) {
		my $old = join "", map { $_->{op} ne "insert" ? $_->{text} : "" }
		    @{$p->{runs}};
		exit 1 if $p->{status} eq "new" && $old ne "";
		exit 1 if $p->{status} ne "new" && !defined $p->{old};
		exit 1 if $p->{status} eq "gone" && defined $p->{new};
	}' && ok 'the pairs agree with their runs' ||
    not_ok 'the pairs agree with their runs'
run 1 'a Word file and its next version' diff "$docs/yanglao-butie.docx" \
    "$docs/yanglao-butie-2.docx"
run 0 'the issued file says what was approved' diff \
    "$docs/yanglao-butie-2.docx" "$docs/yanglao-butie-issued.docx"
run 1 'the altered one does not' diff \
    "$docs/shehui-zuzhi.docx" "$docs/shehui-zuzhi-altered.docx"
refused 3 'a file that is not there' diff "$docs/binzang.txt" nosuch
refused 3 'a document without a registry' diff 2021-0001 1 2
has 'says how to name one' "$err" --registry
refused 2 'one file alone' diff "$docs/binzang.txt"
has 'the second is asked for' "$err" 'name the second file'
done_testing

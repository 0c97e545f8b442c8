#!/bin/sh
# The texts and papers of a document, opened from the registry: the same
# bytes that were handed in, and nothing outside the folder.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry
papers=$samples/papers/yanglao-butie
first=$docs/yanglao-butie.docx second=$docs/yanglao-butie-2.docx
run 0 'a draft' draft "$first" --as chen --on 2021-02-01
run 0 'handed in, with two papers of one name' submit 2021-0001 --as chen \
    --on 2021-02-02 --material "explanation=$papers/explanation.txt" \
    --material "basis=$papers/basis.txt" --material basis=basis.txt \
    --material "consultation=$papers/consultation.txt"
run 0 'accepted' accept 2021-0001 --as zhou --on 2021-02-03
run 0 'sent back' return 2021-0001 --as zhou --on 2021-02-03 \
    --reason 补充依据
run 0 'another text' revise 2021-0001 "$second" --as chen \
    --on 2021-02-04 --material response=response.txt

# The views of a version are those of its file.
for view in --text --outline; do
	"$guiwen" read "$first" $view >file.1
	"$guiwen" read "$second" $view >file.2
	for v in 1 2; do
		"$guiwen" read 2021-0001 $v $view >version.$v
		cmp -s file.$v version.$v && ok "version $v $view" ||
		    not_ok "version $v $view" "$(diff file.$v version.$v)"
	done
done
run 0 'the last one is shown' read 2021-0001 --text
is 'without a number' "$out" "$("$guiwen" read "$second" --text)"
run 0 'Akoma Ntoso' read 2021-0001 1 --xml
is 'of version 1' "$out" "$("$guiwen" read "$first" --xml)"
run 0 'facts for programs' read 2021-0001 1 --json
for key in original text_hash title; do
	is "$key of version 1" "$(printf '%s' "$out" | json $key)" \
	    "$("$guiwen" read "$first" --json | json $key)"
done
run 0 'the summary' read 2021-0001
refused 3 'a version that is not there' read 2021-0001 3
refused 2 'a version that is none' read 2021-0001 two
refused 2 'a version of a file' read "$first" 1
refused 3 'a document that is not there' read 2021-0999

# same FILE SAVED
same()
{
	cmp -s "$1" "out/$2" && ok "$2 has the bytes of its file" ||
	    not_ok "$2 has the bytes of its file" "$(ls -l out)"
}
run 0 'saved' show 2021-0001 --save out
is 'what is told is what is there' "$(echo "$out" | sort)" \
    "$(find out -type f | sort)"
is 'two texts and five papers' "$(ls out | wc -l)" 7
same "$first" v1-yanglao-butie.docx
same "$second" v2-yanglao-butie-2.docx
same "$papers/explanation.txt" 0002-explanation-explanation.txt
same "$papers/basis.txt" 0002-basis-basis.txt
same basis.txt 0002-basis-2-basis.txt
same "$papers/consultation.txt" 0002-consultation-consultation.txt
same response.txt 0005-response-response.txt
refused 3 'not where something is' show 2021-0001 --save out
: >file
refused 3 'not into a file' show 2021-0001 --save file
mkdir empty
run 0 'into an empty folder, for programs' show 2021-0001 --save empty --json
is 'with the hash' "$(printf '%s' "$out" | json saved.0.sha256)" \
    "$(sha256sum <"$first" | cut -d' ' -f1)"
is 'the same files' "$(ls empty)" "$(ls out)"
refused 3 'of a document that is not there' show 2021-0999 --save none
[ -e none ] && not_ok 'makes no folder' || ok 'makes no folder'

# A name that would lead elsewhere, or is too long, does not.
odd='..\a:b*?|<>"c.txt' long=$(printf '字%.0s' $(seq 80)).txt
echo odd >"$odd" && echo long >"$long"
run 0 'papers with odd names' submit "$docs/hunyin.md" --as chen \
    --on 2021-02-05 --material "explanation=$odd" \
    --material "basis=$long" --material consultation=consultation.txt
before=$(ls -A | wc -l)
run 0 'are saved' show 2021-0002 --save odd
is 'under names that are cleaned' "$(find odd -name '0001-expl*')" \
    'odd/0001-explanation-.._a_b______c.txt'
is 'and cut' "$(cat odd/0001-basis-字*字.txt)" long
is 'nowhere else' "$(ls -A | wc -l)" $((before + 1))
run 0 'nothing has changed' verify
done_testing

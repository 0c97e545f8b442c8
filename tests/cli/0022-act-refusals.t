#!/bin/sh
# Acts that are refused: role, separation of duties, state, reasons, time,
# what has moved on. Each is recorded and changes nothing else.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"
make_registry
advance submitted
before=$(picture)

refused 3 'a wrong role' accept 2021-0001 --as chen --on 2021-02-23
has 'names the document' "$err" 2021-0001
refused 3 'a wrong state' approve 2021-0001 --as zhou --on 2021-02-23 \
    --material legality-opinion=legality-opinion.txt
has 'says what is possible' "$err" accept
refused 3 'an event that is none' act 2021-0001 frobnicate --as zhou
refused 3 'a stated day before the last' accept 2021-0001 --as zhou \
    --on 2021-02-01
refused 3 'a role that is not mine' accept 2021-0001 --as zhou \
    --role office --on 2021-02-23
record=$("$guiwen" show 2021-0001 --json | json record)
quiet accept 2021-0001 --as zhou --on 2021-02-23
refused 3 'what has moved on' return 2021-0001 --as zhou --on 2021-02-24 \
    --reason x --seen "$record"
has 'says so' "$err" 'moved on'
LANGUAGE=zh_CN
refused 3 'nor then' return 2021-0001 --as zhou \
    --on 2021-02-24 --seen "$record"
LANGUAGE=
has 'it was refused' "$err" '未予办理'
has 'what was done meanwhile is named in Chinese' "$err" \
    '办理“出具‘应当予以修改’意见（return）”'
refused 3 'no reason' return 2021-0001 --as zhou --on 2021-02-24
refused 3 'no opinion' approve 2021-0001 --as zhou --on 2021-02-24
run 3 'for programs' approve 2021-0001 --as zhou --on 2021-02-24 --json
is 'the opinion is missing' "$(printf '%s' "$out" | json missing.0)" \
    legality-opinion
is 'it was recorded' "$(printf '%s' "$out" | json recorded)" true

quiet submit "$docs/binzang.txt" $three --as both --on 2021-03-01
refused 3 'who drafted does not accept' accept 2021-0002 --as both \
    --on 2021-03-02
has 'in any role' "$err" 'any role'

run 0 'the history tells the refusals' history 2021-0001 --json
is 'all of them' "$(printf '%s' "$out" | grep -c '"done": false')" 10
run 0 'for people too' history 2021-0001
has 'with the sentence' "$out" 'refused: '
is 'no rate was changed' "$(picture | tail -n 1)" \
    "$(printf '%s\n' "$before" | tail -n 1)"
run 0 'the history is whole' verify
refused 3 'replaces what is not there' draft "$docs/hunyin.md" --as chen \
    --relation replaces=2019-0001
has 'says which' "$err" 'no document 2019-0001'
run 0 'an audit' audit --all
is 'counts what was done alone, in its head and in its list' \
    "$(printf '%s\n' "$out" | sed -n \
    -e 's/^  \([0-9]*\) late entries.*/\1/p' \
    -e 's/.* \([0-9]* of the [0-9]* acts on [-0-9]*\) were.*/\1/p' | xargs)" \
    '3 2 of the 2 acts on 2021-0001 1 of the 1 acts on 2021-0002'
done_testing

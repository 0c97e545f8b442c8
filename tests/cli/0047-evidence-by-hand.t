#!/bin/sh
# What guiwen-evidence(7) says can be typed without the program, typed.
. "$(dirname "$0")/lib.sh"

unset SSH_AUTH_SOCK GUIWEN_KEY
HOME=$work XDG_CONFIG_HOME=$work/config
export HOME XDG_CONFIG_HOME
export GUIWEN_REGISTRY="$work/bureau"
papers=$samples/papers/binzang
run 0 'a registry' init "$GUIWEN_REGISTRY" --settings "$samples/settings.xml"
run 0 'a drafter' person add wu --name 吴晓岚 --unit 社会事务科 --role drafter
run 0 'counsel' person add zhou --name 周正明 --unit 法规科 \
    --role legal-counsel
run 0 'the office' person add lin --name 林芳 --unit 办公室 --role office
ssh-keygen -q -t ed25519 -N '' -C zhou -f zhou
run 0 'a key' key add zhou zhou.pub --as lin
run 0 'handed in' submit "$samples/documents/binzang.txt" --as wu \
    --on 2021-05-24 --material explanation="$papers/explanation.txt" \
    --material basis="$papers/basis.txt" \
    --material consultation="$papers/consultation.txt"
run 0 'accepted, signed' accept 2021-0001 --as zhou --key zhou
"$guiwen" checkpoint >kept.checkpoint 2>/dev/null
"$guiwen" proof 2021-0001 2 >accept.tlog-proof

# Each block of the page is one step; its commands run one after the other in
# one shell, and the first that fails is told.
commands()
{
	awk '/^\.Bd/ { on = 1; next } /^\.Ed/ { on = 0 }
	    on && /^[$>] / { line = substr($0, 3); gsub(/\\e/, "\\", line)
		if ($0 ~ /^\$ /) print "# typed"
		print line }' "$1"
}
forget()
{
	rm -rf copy act commit* key.der text sig extra record.xml
}
GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
export GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0
# In Chinese, then in English.
for page in zh_CN/guiwen-evidence.7 guiwen-evidence.7; do
	commands "$root/cli/man/$page" >typed
	is "$page has commands" "$([ "$(grep -c '^# typed' typed)" -gt 25 ] &&
	    echo yes)" yes
	has 'among them ssh-keygen and openssl' "$(cat typed)" 'openssl pkeyutl'
	{
		echo 'set -eu'
		cat typed
	} >typed.sh
	forget
	if out=$(sh typed.sh 2>&1); then
		ok 'typed as it stands, all holds'
	else
		not_ok 'typed as it stands, all holds' "$out"
	fi
	hasnt 'the chain is whole' "$out" 'broken'
	hasnt 'the chain is whole in Chinese' "$out" '断开'
	is 'the person, the commit, and nothing less' \
	    "$(printf '%s\n' "$out" | grep -c '^Good ".*" signature for')" 3
	has 'the checkpoint' "$out" 'Signature Verified Successfully'
done

# And it can fail: each thing altered is noticed by what is typed.
altered()
{
	forget
	if out=$(sh typed.sh 2>&1) && case $out in *broken*) false ;; esac
	then
		not_ok "$1 is noticed"
	else
		ok "$1 is noticed"
	fi
}
cp kept.checkpoint was && sed '2s/[0-9]*/3/' was >kept.checkpoint
altered 'an altered checkpoint'
mv was kept.checkpoint
cp accept.tlog-proof was && sed 's/^index [0-9]*/index 1/' was \
    >accept.tlog-proof
altered 'a proof of another place'
mv was accept.tlog-proof
sqlite3 bureau/ledger.sqlite "DROP TRIGGER record_update;
    UPDATE record SET hash = zeroblob(32) WHERE number = 7"
altered 'another last hash'
done_testing

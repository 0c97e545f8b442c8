#!/bin/sh
# Who has a key signs every act, with a file or with an agent; ssh-keygen and
# git accept the signatures in a plain clone, the audit asks for each of them.
. "$(dirname "$0")/lib.sh"
. "$root/tests/cli/people.sh"

unset SSH_AUTH_SOCK GUIWEN_KEY
HOME=$work XDG_CONFIG_HOME=$work/config
export HOME XDG_CONFIG_HOME
make_registry
for key in zhou zhou2 lin other; do
	ssh-keygen -q -t ed25519 -N '' -C "$key" -f "$key"
done
ssh-keygen -q -t ed25519 -N secret -C locked -f locked
ssh-keygen -q -t rsa -b 2048 -N '' -f rsa
advance submitted

# registering
refused 3 'not by himself: the first key' key add zhou zhou.pub --as zhou
run 0 'the office registers a key' key add zhou zhou.pub --as lin
has 'it is shown by its fingerprint' "$out" \
    "$(ssh-keygen -lf zhou.pub | cut -d' ' -f2)"
refused 3 'not twice' key add zhou zhou.pub --as lin
refused 3 'not for another person' key add sun zhou.pub --as lin
refused 3 'no RSA key' key add zhou rsa.pub --as lin
refused 3 'no private key' key add zhou zhou --as lin
has 'it says which file' "$err" 'zhou.pub'
refused 3 'no such file' key add zhou nothing.pub --as lin
refused 3 'nobody of that id' key add nemo other.pub --as lin
refused 2 'no file' key add zhou --as lin
refused 2 'no such thing' key lose zhou --as lin
is 'as JSON' "$("$guiwen" key list zhou --json | json 0.state)" valid

# who has a key signs
refused 3 'unsigned' accept 2021-0001 --as zhou --on 2021-02-23
has 'says what to do' "$err" '--key'
run 0 'and is recorded' history 2021-0001 --json
is 'as a refusal' "$(printf %s "$out" | json 1.done)" false
refused 3 'with another key' accept 2021-0001 --as zhou --key other
has 'whose it is not' "$err" 'none of those registered for'
is 'is recorded too' "$("$guiwen" history 2021-0001 --json | json 2.done)" false
run 0 'and verified' verify
refused 3 'with a key that is none' accept 2021-0001 --as zhou --key rsa
refused 3 'with a file that is not there' accept 2021-0001 --as zhou \
    --key nothing
mkdir -p folder
refused 3 'with a folder' accept 2021-0001 --as zhou --key folder
has 'it says so' "$err" 'folder is a folder'
refused 3 'a key for who has none registered' accept 2021-0001 --as sun \
    --key zhou
run 0 'signed' accept 2021-0001 --as zhou --on 2021-02-23 --key zhou --json
is 'by key' "$(printf %s "$out" | json authenticated)" key
has 'the history names it' "$("$guiwen" history 2021-0001)" \
    "signed with the key $(ssh-keygen -lf zhou.pub | cut -d' ' -f2)"

# a rotated key: $GUIWEN_KEY, then the setting
export GUIWEN_KEY=$work/zhou
run 0 'he rotates it himself' key rotate zhou zhou2.pub --as zhou
refused 3 'the old one signs no more' return 2021-0001 --as zhou \
    --on 2021-03-01 --reason 理由 \
    --material legality-opinion=legality-opinion.txt
refused 3 'nor when it is named' return 2021-0001 --as zhou --key zhou \
    --on 2021-03-01 --reason 理由 \
    --material legality-opinion=legality-opinion.txt
has 'says which' "$err" 'the key in zhou is none of those registered for'
is 'both refusals are recorded' "$("$guiwen" history 2021-0001 --json |
    grep -c '"event": "return"')" 2
unset GUIWEN_KEY
mkdir -p config/guiwen
echo "$work/zhou2" >config/guiwen/key
run 0 'the setting names the new one' approve 2021-0001 --as zhou \
    --on 2021-03-02 --material legality-opinion=legality-opinion.txt
rm config/guiwen/key

# an agent
eval "$(ssh-agent -s)" >/dev/null
trap 'kill $SSH_AGENT_PID; rm -rf "$work"' EXIT
run 0 'the office has a key' key add lin lin.pub --as lin
refused 3 'from then on it signs too' person change sun --post 科员 --as lin
has 'and is told so' "$err" 'has a registered key'
ssh-add -q lin 2>/dev/null
run 0 'by the agent' person change sun --post 科员 --as lin
run 0 'a key with a passphrase' key add sun locked.pub --as lin
refused 3 'is not opened' approve 2021-0001 --as sun --on 2021-03-05 \
    --key locked --material \
    fair-competition-conclusion=fair-competition-conclusion.txt
has 'but goes through the agent' "$err" 'ssh-add'
cat >askpass <<-'EOF'
	#!/bin/sh
	echo secret
EOF
chmod +x askpass
SSH_ASKPASS=$work/askpass SSH_ASKPASS_REQUIRE=force ssh-add -q locked \
    2>/dev/null </dev/null
run 0 'which signs' approve 2021-0001 --as sun --on 2021-03-05 --key locked \
    --material fair-competition-conclusion=fair-competition-conclusion.txt
SSH_AUTH_SOCK=$work/askpass refused 3 'no agent there' person change sun \
    --post 科长 --as lin

# a revoked key
refused 2 'a reason is needed' key revoke zhou --as lin
refused 3 'another cannot' key revoke zhou zhou2.pub --as chen \
    --reason 遗失
refused 3 'which is not there' key revoke zhou \
    SHA256:0000000000000000000000000000000000000000000 --as lin --reason 遗失
refused 2 'not the only one left of several, unless it is named' \
    key revoke zhou --as lin --reason 遗失
has 'it names it' "$err" "$(ssh-keygen -lf zhou2.pub | cut -d' ' -f2) is the"
run 0 'the office revokes it' key revoke zhou zhou2.pub --as lin --reason 遗失
has 'it says so' "$out" revoked
has 'and that he cannot act now' "$err" 'has no valid key any more and does'
refused 3 'never again' key add zhou zhou2.pub --as lin
refused 3 'and without it he does not act' act 2021-0001 return --as zhou
has 'it says who helps' "$err" 'the office registers another'
refused 3 'nobody takes away his own last key' key revoke lin --as lin \
    --reason 遗失
run 0 'the history is whole' audit --json
has 'a key that another took away is to be known' "$out" \
    'revoked a key of'
is 'the signatures are counted' "$(printf %s "$out" | json history.signed)" \
    7

# without the program
git -c safe.directory='*' clone -q "$GUIWEN_REGISTRY/documents.git" copy
cd copy || exit 1
git config gpg.format ssh
git config gpg.ssh.allowedSignersFile allowed_signers
git verify-commit HEAD 2>../.err && ok 'git verify-commit' ||
    not_ok 'git verify-commit' "$(cat ../.err)"
has 'git log --show-signature' "$(git log -1 --show-signature)" \
    'Good "git" signature for registry@guiwen.invalid'

# verify RECORD PERSON [TIME]: ssh-keygen accepts the signature.
verify()
{
	perl -0777 -ne 'print $1 if m{(<act .*?</act>)}s' "$1" >../act
	time=$(sed -n 's/.* recorded="\([^"]*\)".*/\1/p' "$1" | head -n 1)
	time=$(date -u -d "${3:-$time}" +%Y%m%d%H%M%SZ)
	ssh-keygen -Y verify -f allowed_signers -I "$2@guiwen.invalid" \
	    -n guiwen-act -O verify-time="$time" -s "$1.sig" <../act \
	    >../.out 2>&1
}
for signature in $(find documents registry -name '*.sig' | sort); do
	record=${signature%.sig}
	person=$(sed -n 's/.* kind="[a-z]*"[^>]* person="\([a-z]*\)".*/\1/p' \
	    "$record" | head -n 1)
	verify "$record" "$person" && ok "ssh-keygen verifies $record" ||
	    not_ok "ssh-keygen verifies $record" "$(cat ../.out)"
done
record=documents/2021/00/0001/record/0003-accept.xml
verify $record sun && not_ok 'as another' || ok 'not as another'
verify $record zhou '2099-01-01' && not_ok 'after its time' ||
    ok 'not after its time'
perl -pi -e 's/2021-02-23/2021-02-24/ if /<act/' $record
verify $record zhou && not_ok 'with altered bytes' ||
    ok 'not with altered bytes'
done_testing

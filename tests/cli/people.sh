# people.sh: a registry "reg" with one person for each role, and papers
#
# Sourced after lib.sh. Persons: chen (drafter), zhou (legal counsel), sun
# (fair-competition reviewer), lin (office), he (auditor), both (drafter and
# legal counsel).
docs=$samples/documents
GUIWEN_REGISTRY=$work/reg
export GUIWEN_REGISTRY

quiet()
{
	"$guiwen" "$@" >/dev/null || not_ok "set up: guiwen $*"
}

make_registry()
{
	quiet init "$GUIWEN_REGISTRY" --name 文件库 --authority 青石区民政局 \
	    --filing 青石区人民政府=15
	quiet person add chen --name 陈思远 --unit 养老科 --role drafter
	quiet person add zhou --name 周正明 --unit 法规科 --role legal-counsel
	quiet person add sun --name 孙立群 --unit 法规科 \
	    --role fair-competition-reviewer
	quiet person add both --name 兼职人 --unit 法规科 --role drafter \
	    --role legal-counsel
	quiet person add lin --name 林芳 --unit 办公室 --role office
	quiet person add he --name 何为民 --role auditor --as lin
	for paper in explanation basis consultation legality-opinion \
	    fair-competition-conclusion minutes response filing-report \
	    receipt notice repeal-basis; do
		echo "$paper" >"$work/$paper.txt"
	done
}

three="--material explanation=explanation.txt --material basis=basis.txt
	--material consultation=consultation.txt"

# The document 2021-0001 as far as: accepted, reviewed, adopted, numbered,
# published. Stated times in 2021. With a TEXT of its own, and the FILE that is
# issued: advance STATE [TEXT [FILE]].
advance()
{
	quiet submit "${2-$docs/yanglao-butie-2.docx}" $three --as chen \
	    --on 2021-02-22
	[ "$1" = submitted ] && return
	quiet accept 2021-0001 --as zhou --on 2021-02-23
	[ "$1" = accepted ] && return
	quiet approve 2021-0001 --as zhou --on 2021-03-02 \
	    --material legality-opinion=legality-opinion.txt
	quiet approve 2021-0001 --as sun --on 2021-03-05 --material \
	    fair-competition-conclusion=fair-competition-conclusion.txt
	[ "$1" = reviewed ] && return
	quiet act 2021-0001 adopt --as lin --on 2021-03-24 \
	    --material minutes=minutes.txt
	[ "$1" = adopted ] && return
	quiet number 2021-0001 --number 青民规〔2021〕1号 --signer 张立国 \
	    --date 2021-03-26 --as lin --on 2021-03-26
	[ "$1" = numbered ] && return
	quiet publish 2021-0001 "${3-$docs/yanglao-butie-issued.docx}" \
	    --as lin --on 2021-03-29
}

# Everything that a later look could differ in.
picture()
{
	"$guiwen" list --json | perl -0pe 's/"(record|step)": \d+,?//g'
	"$guiwen" audit --json 2>/dev/null |
	    perl -MJSON::PP -e 'my $v = decode_json(join "", <STDIN>);
		print JSON::PP->new->canonical->encode($v->{rates})'
}

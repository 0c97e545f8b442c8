<?xml version="1.0" encoding="UTF-8"?>
<!-- diff.xsl: a comparison as one page: the redline, then the two texts side
     by side (修改对照表); the model is written by cli/diff_view.c -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="html" encoding="UTF-8" indent="no"
    doctype-system="about:legacy-compat"/>
<xsl:strip-space elements="view words counts diff redline table step pair
    before after text notes"/>
<xsl:key name="word" match="/view/words/word" use="@key"/>

<xsl:template match="/view">
<html lang="{@lang}">
<head>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<title><xsl:value-of select="diff/@title"/> · <xsl:value-of
    select="key('word', 'page')"/></title>
<style><xsl:value-of select="css"/><xsl:call-template name="css"/></style>
</head>
<body>
<a class="skip" href="#redline"><xsl:value-of select="key('word', 'skip')"/></a>
<xsl:apply-templates select="diff"/>
<script><xsl:call-template name="script"/></script>
</body>
</html>
</xsl:template>

<xsl:template match="diff">
<input type="checkbox" id="only" class="screen"/>
<input type="checkbox" id="marks" class="screen"/>
<header>
<h1 lang="zh-CN"><xsl:value-of select="@title"/></h1>
<p class="sides"><span><xsl:value-of select="@old"/></span> → <span><xsl:value-of
    select="@new"/></span></p>
<xsl:apply-templates select="counts"/>
<p class="legend"><xsl:value-of select="key('word', 'legend')"/><xsl:text> </xsl:text>
<del><xsl:value-of select="key('word', 'deleted')"/></del><xsl:text> </xsl:text>
<ins><xsl:value-of select="key('word', 'inserted')"/></ins></p>
<p class="legend other"><xsl:value-of select="key('word', 'legend')"/><xsl:text> </xsl:text>
<del><xsl:value-of select="key('word', 'waved')"/></del><xsl:text> </xsl:text>
<ins><xsl:value-of select="key('word', 'boxed')"/></ins></p>
</header>
<nav class="screen" aria-label="{key('word', 'changes')}">
<label for="only"><xsl:value-of select="key('word', 'only')"/></label>
<label for="marks"><xsl:value-of select="key('word', 'marks')"/></label>
<a href="#c1" data-go="-1"><xsl:value-of select="key('word', 'previous')"/><kbd>p</kbd></a>
<a href="#c1" data-go="1"><xsl:value-of select="key('word', 'next')"/><kbd>n</kbd></a>
<output></output>
<a href="#table"><xsl:value-of select="key('word', 'table')"/></a>
</nav>
<main>
<section id="redline">
<h2><xsl:value-of select="key('word', 'redline')"/></h2>
<xsl:if test="not(element) and not(redline/step[not(@status = 'same')])">
<p class="note"><xsl:value-of select="key('word', 'equal')"/></p>
</xsl:if>
<xsl:apply-templates select="redline/step"/>
<xsl:apply-templates select="element"/>
<xsl:for-each select="blind">
<p class="note"><xsl:value-of select="."/></p>
</xsl:for-each>
</section>
<section id="table">
<h2><xsl:value-of select="key('word', 'table')"/></h2>
<xsl:if test="table/@left-out">
<p class="note"><xsl:value-of select="key('word', 'left-out')"/></p>
</xsl:if>
<xsl:if test="table/renumbered">
<p class="note"><xsl:value-of select="key('word', 'renumbered')"/><xsl:for-each
    select="table/renumbered"><xsl:text> </xsl:text><span lang="zh-CN" class="pair"><xsl:value-of
    select="."/></span></xsl:for-each></p>
</xsl:if>
<xsl:if test="table/pair">
<table>
<thead><tr>
<th scope="col"><xsl:value-of select="key('word', 'before')"/></th>
<th scope="col"><xsl:value-of select="key('word', 'after')"/></th>
<th scope="col" class="what"><xsl:value-of select="key('word', 'remark')"/></th>
</tr></thead>
<tbody><xsl:apply-templates select="table/pair"/></tbody>
</table>
</xsl:if>
</section>
</main>
</xsl:template>

<xsl:template match="counts">
<ul class="counts">
<xsl:for-each select="count">
<li><span><xsl:value-of select="@word"/></span><xsl:text> </xsl:text><b><xsl:value-of
    select="@n"/></b></li>
</xsl:for-each>
</ul>
</xsl:template>

<!-- One part of the text where it stands; what changed can be gone to. -->
<xsl:template match="step">
<div class="step {@status} {@kind}">
<xsl:if test="@change">
<xsl:attribute name="id">c<xsl:value-of select="@change"/></xsl:attribute>
<xsl:attribute name="tabindex">-1</xsl:attribute>
<p class="what"><b><xsl:value-of select="@label"/></b><xsl:text> </xsl:text><span><xsl:value-of
    select="@word"/></span>
<xsl:if test="following-sibling::step[@change]"><xsl:text> </xsl:text><a
    class="screen" href="#c{@change + 1}" aria-label="{key('word', 'next')}">↓</a></xsl:if></p>
</xsl:if>
<xsl:apply-templates select="note"/>
<div class="text" lang="zh-CN"><xsl:apply-templates select="p"/></div>
</div>
</xsl:template>

<!-- Who signs, where that is another. -->
<xsl:template match="element">
<div class="step changed">
<p class="what"><b><xsl:value-of select="@label"/></b><xsl:text> </xsl:text><span><xsl:value-of
    select="@word"/></span></p>
<p lang="zh-CN"><del><xsl:value-of select="d"/></del><ins><xsl:value-of
    select="i"/></ins></p>
</div>
</xsl:template>

<xsl:template match="pair">
<tr class="{@status}">
<td lang="zh-CN"><xsl:apply-templates select="before/p"/></td>
<td lang="zh-CN"><xsl:apply-templates select="after/p"/></td>
<td class="what"><p><xsl:value-of select="@label"/></p><p><xsl:value-of
    select="@word"/></p><xsl:apply-templates select="note"/></td>
</tr>
</xsl:template>

<xsl:template match="note">
<p class="note {@follow}"><xsl:value-of select="."/></p>
</xsl:template>

<xsl:template match="p"><p><xsl:apply-templates/></p></xsl:template>
<xsl:template match="k"><xsl:value-of select="."/></xsl:template>
<xsl:template match="d"><del><xsl:value-of select="."/></del></xsl:template>
<xsl:template match="i"><ins><xsl:value-of select="."/></ins></xsl:template>

<xsl:template name="css"><xsl:text>
header, nav, main { max-width: 74rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 1.5rem; }
h1 { font: 700 1.6rem/1.4 var(--serif); margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .75rem; padding-bottom: .3rem;
	border-bottom: 2px solid var(--ink); }
.sides { margin: 0; color: var(--soft); overflow-wrap: anywhere; }
.counts { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0;
	margin: .75rem 0; list-style: none; }
.legend { margin: .5rem 0; }
ins { color: var(--ins); background: var(--ins-wash); font-weight: 700;
	text-decoration: underline; text-underline-offset: .2em; }
del { color: var(--del); background: var(--del-wash);
	text-decoration: line-through; }
nav { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap;
	gap: .5rem 1.25rem; align-items: center; padding-top: .5rem;
	padding-bottom: .5rem; background: var(--paper);
	border-bottom: 1px solid var(--line); }
#only, #marks { position: absolute; left: .5rem; top: .5rem; opacity: 0; }
nav label { cursor: pointer; }
nav label::before { content: "☐ "; }
#only:checked ~ nav label[for="only"]::before,
#marks:checked ~ nav label[for="marks"]::before { content: "☑ "; }
#only:focus-visible ~ nav label[for="only"],
#marks:focus-visible ~ nav label[for="marks"] {
	outline: 3px solid var(--accent); }
.legend.other, #marks:checked ~ header .legend { display: none; }
#marks:checked ~ header .legend.other { display: block; }
#marks:checked ~ * ins { text-decoration: none; font-weight: inherit;
	border: 1.5px solid; padding: 0 .1em; }
#marks:checked ~ * del { text-decoration: underline wavy; }
#only:checked ~ main .step.same { display: none; }
kbd { font: .8rem/1 var(--sans); border: 1px solid var(--line);
	border-radius: .2rem; padding: .05rem .3rem; margin-left: .35rem;
	color: var(--soft); }
.text, td[lang] { font-family: var(--serif); }
.text p, td p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.step { padding: .1rem 0 .1rem 1rem; border-left: 4px solid transparent; }
.step[id] { margin: .9rem 0; padding: .5rem 1rem;
	border-left-color: var(--accent); background: var(--wash);
	scroll-margin-top: 4rem; }
.step.new { border-left-style: solid; border-left-color: var(--ins); }
.step.gone { border-left-style: double; border-left-color: var(--del); }
.step.title .text { font-size: 1.25rem; font-weight: 700; text-align: center; }
.step.heading .text { font-weight: 700; text-align: center; }
.text { max-width: 56em; }
.title .text, .heading .text { max-width: none; }
.step.article .text p:not(:first-child) { padding-left: 2em; }
.what { font-size: .9rem; color: var(--soft); }
.step > .what a { margin-left: .5rem; text-decoration: none; }
.pair { white-space: nowrap; margin-right: .75em; display: inline-block; }
.step > .what { margin: 0 0 .25rem; }
.step > .what b { color: var(--ink); margin-right: .35rem; }
.note { font-size: .9rem; color: var(--soft); margin: .25rem 0; }
.note.stale, .note.elsewhere { color: var(--warn); background: var(--warn-wash);
	padding: .1rem .5rem; border: 1px solid; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th, td { border: 1px solid var(--line); padding: .45rem .6rem; text-align: left;
	vertical-align: top; }
th { background: var(--wash); }
th.what { width: 11rem; }
td:empty { background: repeating-linear-gradient(135deg, transparent 0 6px,
	var(--line) 6px 7px); }
@media (max-width: 44rem) {
	th.what { width: 5.5rem; }
	th, td { padding: .3rem; }
}
@media print {
	@page { size: A4; margin: 20mm 18mm; }
	body { font-size: 10.5pt; }
	header, main { max-width: none; padding: 0; }
	table { font-size: 10pt; }
	thead { display: table-header-group; }
	.step, tr { break-inside: auto; }
	.step .what, h2 { break-after: avoid; }
	#table { break-before: page; }
	del, ins { -webkit-print-color-adjust: economy; }
}
</xsl:text></xsl:template>

<xsl:template name="script"><xsl:text>
(function () {
	var stops = document.querySelectorAll(".step[id]"), at = -1;
	var out = document.querySelector("nav output");
	function go(by) {
		if (stops.length === 0)
			return;
		at = Math.max(0, Math.min(stops.length - 1, at + by));
		stops[at].focus({ preventScroll: true });
		stops[at].scrollIntoView({ block: "center" });
		out.textContent = (at + 1) + " / " + stops.length;
	}
	document.querySelectorAll("[data-go]").forEach(function (a) {
		a.addEventListener("click", function (e) {
			e.preventDefault();
			go(Number(a.dataset.go));
		});
	});
	document.addEventListener("keydown", function (e) {
		if (e.ctrlKey || e.altKey || e.metaKey)
			return;
		if (e.key === "n" || e.key === "j")
			go(1);
		else if (e.key === "p" || e.key === "k")
			go(-1);
	});
	out.textContent = stops.length;
}());
</xsl:text></xsl:template>
</xsl:stylesheet>

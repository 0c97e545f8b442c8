<?xml version="1.0" encoding="UTF-8"?>
<!-- paper.xsl: a paper to be sealed and kept, on A4; the model is written by
     cli/paper_page.c -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="html" encoding="UTF-8" indent="no"
    doctype-system="about:legacy-compat"/>
<xsl:strip-space elements="*"/>
<xsl:key name="word" match="/view/words/word" use="@key"/>

<xsl:template match="/view">
<html lang="{@lang}">
<head>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<title><xsl:value-of select="paper/@title"/></title>
<style><xsl:value-of select="css"/><xsl:call-template name="css"/>
@media print { @page { @bottom-left { content: "<xsl:value-of
    select="paper/@running"/>"; font-size: 9pt; } } }
</style>
</head>
<body>
<main><xsl:apply-templates select="paper"/></main>
</body>
</html>
</xsl:template>

<xsl:template match="paper">
<h1><xsl:value-of select="@title"/></h1>
<xsl:if test="@subtitle != ''"><p class="number"><xsl:value-of
    select="@subtitle"/></p></xsl:if>
<xsl:apply-templates/>
</xsl:template>

<xsl:template match="words"><p class="words"><xsl:value-of
    select="row/cell/line"/></p></xsl:template>

<xsl:template match="facts | places | table">
<section>
<xsl:if test="@heading"><h2><xsl:value-of select="@heading"/></h2></xsl:if>
<table class="{local-name()}">
<xsl:if test="column">
<colgroup><xsl:for-each select="column"><col style="width: {@width}"/></xsl:for-each></colgroup>
<thead><tr><xsl:for-each select="column"><th scope="col"><xsl:value-of
    select="."/></th></xsl:for-each></tr></thead>
</xsl:if>
<tbody><xsl:apply-templates select="row"/></tbody>
</table>
</section>
</xsl:template>

<xsl:template match="facts/row">
<tr><th scope="row"><xsl:apply-templates select="cell[1]"/></th><td><xsl:if
    test="cell[2]/@hash"><xsl:attribute name="class">hash</xsl:attribute></xsl:if><xsl:apply-templates
    select="cell[2]"/></td></tr>
</xsl:template>
<xsl:template match="places/row">
<tr><th scope="row"><xsl:apply-templates select="cell"/></th><td></td><th><xsl:value-of
    select="key('word', 'date')"/></th><td></td></tr>
</xsl:template>
<xsl:template match="table/row">
<tr><xsl:for-each select="cell"><td><xsl:apply-templates
    select="."/></td></xsl:for-each></tr>
</xsl:template>
<xsl:template match="cell"><xsl:for-each select="line"><div><xsl:value-of
    select="."/></div></xsl:for-each></xsl:template>

<xsl:template match="foot">
<footer><xsl:for-each select="line"><p><xsl:value-of
    select="."/></p></xsl:for-each></footer>
</xsl:template>

<xsl:template name="css"><xsl:text>
/* A4, the block of an official document: 156 by 225 mm. */
main { width: 156mm; max-width: calc(100% - 2.5rem); margin: 2rem auto;
	font-family: "仿宋_GB2312", FangSong, STFangsong, "FZFangSong-Z02",
	    "Noto Serif CJK SC", "Songti SC", serif;
	font-size: 10.5pt; line-height: 1.5; overflow-wrap: anywhere; }
h1 { margin: 0 0 5mm; text-align: center; text-wrap: balance; font-size: 22pt; line-height: 1.4;
	font-weight: 700; font-family: "方正小标宋简体", "FZXiaoBiaoSong-B05S",
	    STZhongsong, var(--serif); }
h2 { margin: 4mm 0 1.5mm; font-size: 12pt; font-weight: 700; font-family:
	"黑体", SimHei, STHeiti, var(--sans); break-after: avoid; }
.number { margin: 0 0 2mm; text-align: right; font-size: 12pt; }
.words { margin: 3mm 0; font-size: 14pt; line-height: 1.8; text-indent: 2em;
	text-align: justify; }
section { margin: 0 0 4mm; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th, td { border: .5pt solid var(--ink); padding: 1mm 2mm; height: 8mm; }
th { font-weight: 400; text-align: center; font-family: "黑体", SimHei,
	STHeiti, var(--sans); }
td { vertical-align: middle; }
tr { break-inside: avoid; }
.facts tr > th { width: 22%; }
.facts .hash { font-size: 9pt; }
.facts th, .facts td { height: 7mm; padding: .5mm 2mm; }
.places tr > th:first-child { width: 33%; }
.places td, .places th { height: 14mm; }
.places tr > td:nth-child(2) { width: 35%; }
.places tr > th:nth-child(3) { width: 10%; }
.places { break-inside: avoid; }
footer { margin-top: 5mm; padding-top: 2mm; border-top: .5pt solid var(--ink);
	font-size: 9pt; break-inside: avoid; }
footer p { margin: 0; }
@media print {
	@page { size: A4; margin: 25mm 26mm 28mm 28mm;
		@bottom-right { content: "— " counter(page) " —";
			font-size: 12pt; } }
	main { width: auto; max-width: none; margin: 0; }
	thead { display: table-header-group; }
}
</xsl:text></xsl:template>
</xsl:stylesheet>

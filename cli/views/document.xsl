<?xml version="1.0" encoding="UTF-8"?>
<!-- document.xsl: a text in Akoma Ntoso as one page, to be read and printed on
     the page of an official document (GB/T 9704); the model is written by
     cli/render.c -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:a="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
    exclude-result-prefixes="a">
<xsl:output method="html" encoding="UTF-8" indent="no"
    doctype-system="about:legacy-compat"/>
<xsl:strip-space elements="view words a:akomaNtoso a:act a:doc a:body a:mainBody
    a:preface a:conclusions a:attachments a:attachment a:book a:part a:chapter
    a:section a:article a:paragraph a:point a:indent a:level a:hcontainer
    a:content a:intro a:wrapUp a:table a:tr a:td a:toc a:quotedStructure"/>
<xsl:key name="word" match="/view/words/word" use="@key"/>

<xsl:template match="/view">
<html lang="{@lang}">
<head>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<title><xsl:value-of select="title"/></title>
<style><xsl:value-of select="css"/><xsl:call-template name="css"/></style>
</head>
<body>
<main lang="zh-CN"><xsl:apply-templates select="a:akomaNtoso/*"/></main>
<xsl:if test="remark">
<footer class="told"><xsl:value-of select="remark"/></footer>
</xsl:if>
<footer class="screen"><xsl:value-of select="key('word', 'page')"/></footer>
</body>
</html>
</xsl:template>

<xsl:template match="a:act | a:doc">
<xsl:if test="not(a:preface/a:p[@class = 'title']) and not(parent::a:attachment)
    and /view/title != ''">
<h1><xsl:value-of select="/view/title"/></h1>
</xsl:if>
<xsl:apply-templates select="a:preface | a:body | a:mainBody | a:conclusions |
    a:attachments"/>
</xsl:template>

<xsl:template match="a:attachment">
<section class="attachment" id="{@eId}"><xsl:apply-templates
    select="a:act | a:doc"/></section>
</xsl:template>

<!-- What stands around the text. Page headers are no text. -->
<xsl:template match="a:preface">
<header><xsl:apply-templates select="a:p | a:toc"/></header>
</xsl:template>
<xsl:template match="a:tocItem">
<p class="toc level{@level}"><a href="{@href}"><xsl:apply-templates/></a></p>
</xsl:template>
<xsl:template match="a:conclusions">
<div class="conclusions"><xsl:apply-templates select="a:p"/></div>
</xsl:template>
<xsl:template match="a:p[@class]">
<p class="{@class}"><xsl:apply-templates/></p>
</xsl:template>
<xsl:template match="a:p[@class = 'header']"/>
<xsl:template match="a:p[@class = 'number'][preceding-sibling::a:p[@class =
    'masthead']]">
<p class="number ruled"><xsl:apply-templates/></p>
</xsl:template>
<xsl:template match="a:p[@class = 'title']"/>
<xsl:template match="a:p[@class = 'title'][not(preceding-sibling::a:p[@class =
    'title'])]">
<h1><xsl:for-each select=". | following-sibling::a:p[@class = 'title']">
<xsl:if test="position() &gt; 1"><br/></xsl:if><xsl:apply-templates/>
</xsl:for-each></h1>
</xsl:template>

<!-- Units. -->
<xsl:template match="a:book | a:part | a:chapter | a:section">
<section class="{local-name()}" id="{@eId}">
<h2><xsl:apply-templates select="a:num | a:heading"/></h2>
<xsl:apply-templates select="*[not(self::a:num or self::a:heading)]"/>
</section>
</xsl:template>

<!-- The first paragraph stands on the line of its article. -->
<xsl:template match="a:article">
<div class="article" id="{@eId}">
<xsl:choose>
<xsl:when test="a:heading or a:intro or a:content or not(a:paragraph)">
<p><xsl:apply-templates select="a:num | a:heading"/><xsl:apply-templates
    select="a:intro/a:p/node() | a:content/a:p/node()"/></p>
<xsl:apply-templates select="*[not(self::a:num or self::a:heading or
    self::a:intro or self::a:content)]"/>
</xsl:when>
<xsl:otherwise>
<xsl:apply-templates select="a:paragraph[1]"><xsl:with-param name="num"
    select="a:num"/></xsl:apply-templates>
<xsl:apply-templates select="a:paragraph[1]/following-sibling::*"/>
</xsl:otherwise>
</xsl:choose>
</div>
</xsl:template>

<xsl:template match="a:paragraph | a:point | a:indent | a:level | a:hcontainer">
<xsl:param name="num" select="/.."/>
<xsl:choose>
<xsl:when test="a:content/a:table"><xsl:apply-templates
    select="a:content/a:table"/></xsl:when>
<xsl:otherwise>
<xsl:if test="$num or a:num or a:heading or a:intro or a:content/a:p/node()">
<p id="{@eId}">
<xsl:attribute name="class"><xsl:value-of select="local-name()"/><xsl:if
    test="a:heading"> heading depth<xsl:value-of
    select="count(ancestor-or-self::a:level)"/></xsl:if><xsl:if
    test="self::a:hcontainer and not(preceding-sibling::*) and
    substring(a:content/a:p, string-length(a:content/a:p)) = '：'">
    salutation</xsl:if></xsl:attribute>
<xsl:apply-templates select="$num"/><xsl:apply-templates
    select="a:num | a:heading"/><xsl:apply-templates
    select="a:intro/a:p/node() | a:content/a:p/node()"/>
</p>
</xsl:if>
</xsl:otherwise>
</xsl:choose>
<xsl:apply-templates select="*[not(self::a:num or self::a:heading or
    self::a:intro or self::a:content)]"/>
</xsl:template>
<xsl:template match="a:wrapUp"><p><xsl:apply-templates
    select="a:p/node()"/></p></xsl:template>

<xsl:template match="a:num"><b class="num"><xsl:apply-templates/></b></xsl:template>
<xsl:template match="a:heading"><span class="head"><xsl:apply-templates/></span><xsl:if
    test="parent::a:article">　</xsl:if></xsl:template>
<xsl:template match="a:body/a:p | a:mainBody/a:p"/>

<xsl:template match="a:table">
<table><xsl:for-each select="a:tr"><tr><xsl:for-each select="a:td"><td><xsl:apply-templates
    select="a:p/node()"/></td></xsl:for-each></tr></xsl:for-each></table>
</xsl:template>

<!-- What stands beside the text; hidden words are not shown. -->
<xsl:template match="a:authorialNote"><small class="aside">[<xsl:if
    test="@marker"><xsl:value-of select="@marker"/><xsl:text> </xsl:text></xsl:if><xsl:for-each
    select="a:p"><xsl:if test="position() &gt; 1"><br/></xsl:if><xsl:apply-templates/></xsl:for-each>]</small></xsl:template>
<xsl:template match="a:authorialNote[@class = 'box']"><span class="box"><xsl:for-each
    select="a:p"><xsl:if test="position() &gt; 1"><br/></xsl:if><xsl:apply-templates/></xsl:for-each></span></xsl:template>
<xsl:template match="a:del"><s><xsl:apply-templates/></s></xsl:template>
<xsl:template match="a:span[@class = 'hidden']"/>

<xsl:template name="css"><xsl:text>
/* A4; 37 mm above and 28 mm on the left of 156 by 225 mm; 22 lines of 28
 * characters of 16 points (5.644 mm, each set closer by 0.073 mm). */
main { width: 156mm; max-width: calc(100% - 2.5rem); margin: 2rem auto;
	font-family: "仿宋_GB2312", FangSong, STFangsong, "FZFangSong-Z02",
	    "Noto Serif CJK SC", "Songti SC", serif;
	font-size: 16pt; line-height: 10.227mm; letter-spacing: -.073mm;
	overflow-wrap: anywhere; }
p { margin: 0; text-indent: 2em; text-align: justify; white-space: pre-wrap; }
h1 { margin: 10mm 0; text-align: center; font-size: 22pt; line-height: 1.45;
	font-weight: 700; letter-spacing: 0; white-space: pre-wrap;
	font-family: "方正小标宋简体", "FZXiaoBiaoSong-B05S", STZhongsong,
	    var(--serif); }
h2 { margin: 5mm 0; text-align: center; font-size: inherit; font-weight: 400;
	font-family: "黑体", SimHei, STHeiti, var(--sans); white-space: pre-wrap; }
.section > h2 { font-family: "楷体_GB2312", KaiTi, STKaiti, var(--serif); }
.num { font-weight: 400; }
.article .num, .article .head, .depth1, .depth1 .num {
	font-family: "黑体", SimHei, STHeiti, var(--sans); }
.depth2, .depth2 .num { font-family: "楷体_GB2312", KaiTi, STKaiti,
	var(--serif); }
.point .num, .indent .num, .level .num { font-family: inherit; }
.masthead { text-indent: 0; text-align: center; color: #c00000;
	font: 700 36pt/1.5 "方正小标宋简体", STZhongsong, var(--serif); }
.number, .caption { text-indent: 0; text-align: center; }
.number.ruled { border-bottom: 1.5pt solid #c00000; padding-bottom: 2mm; }
.mark, .signer, .toc, .salutation { text-indent: 0; }
.toc a { color: inherit; text-decoration: none; }
.label { text-indent: 0; font-family: "黑体", SimHei, STHeiti, var(--sans); }
.signature, .date { text-indent: 0; text-align: right; padding-right: 4em; }
.conclusions { margin-top: 10mm; break-inside: avoid; }
.conclusions .annex-list, .conclusions .remark { text-indent: 2em; }
.imprint { text-indent: 0; padding: 0 1em; font-size: 14pt;
	border-top: 1px solid; }
.attachment { margin-top: 20mm; padding-top: 10mm; border-top: 1px dashed
	var(--line); }
table { width: 100%; border-collapse: collapse; margin: 3mm 0; font-size: 12pt;
	line-height: 1.5; letter-spacing: 0; }
td { border: 1px solid var(--ink); padding: 1mm 2mm; vertical-align: top;
	text-indent: 0; }
small.aside { font-size: .7em; color: var(--soft); }
.box { display: block; border: 1px solid var(--line); padding: 2mm; }
footer { width: 156mm; max-width: calc(100% - 2.5rem); margin: 0 auto 2rem;
	color: var(--soft); font-size: .8rem; border-top: 1px solid var(--line);
	padding-top: .5rem; }
@media print {
	@page { size: A4; margin: 37mm 26mm 35mm 28mm;
		@bottom-center { content: "— " counter(page) " —"; font-size: 14pt; } }
	main { width: auto; max-width: none; margin: 0; }
	h2, .heading { break-after: avoid; }
	.attachment { break-before: page; border: 0; margin: 0; padding: 0; }
	p { orphans: 2; widows: 2; }
}
</xsl:text></xsl:template>
</xsl:stylesheet>

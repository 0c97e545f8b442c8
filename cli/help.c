/* help.c: help texts, made from the tables that the parser reads */
#include "cli/cmd.h"

#include "cli/table.h"

#include <ctype.h>
#include <string.h>

#define OPTION_INDENT 2

/* What stands for something else in usages: "DOC [VERSION]", "KIND=FILE". */
static const char *const placeholders[] = {
	N_("ACCOUNT"), N_("ADDRESS"), N_("AUTHORITY"),
	N_("AUTHORITY=DAYS"), N_("BACKUPS"), N_("CLASS"), N_("CODE"),
	N_("COMMAND"), N_("COMMIT"), N_("DATE"), N_("DAYS"), N_("DIR"),
	N_("DOC"), N_("EVENT"), N_("FILE"), N_("HASH"), N_("ID"), N_("KEY"),
	N_("KEY=VALUE"), N_("KIND"), N_("KIND=FILE"), N_("N"),
	N_("NAME"), N_("NEW"), N_("NUMBER"), N_("OLD"), N_("MATERIAL"),
	N_("OTHER"), N_("PAPER"), N_("PERIOD"), N_("PERSON"), N_("PHONE"),
	N_("RECORD"), N_("REGISTRATION"), N_("REPOSITORY"), N_("ROLE"),
	N_("STATE"), N_("STEP"),
	N_("TARGET"), N_("TEXT"), N_("TYPE"), N_("TYPE=TARGET"),
	N_("VERSION"), N_("WORDS"),
	N_("YEAR"), NULL
};

static const char *
placeholder(const char *word, size_t len)
{
	size_t i;

	for (i = 0; placeholders[i] != NULL; i++)
		if (strlen(placeholders[i]) == len &&
		    strncmp(placeholders[i], word, len) == 0)
			return _(placeholders[i]);
	return NULL;
}

void
help_operands(const char *operands, struct text *out)
{
	const char *shown;
	size_t len, whole;

	while (*operands != '\0') {
		len = whole = 0;
		while (isupper((unsigned char)operands[len]))
			len++;
		while (isupper((unsigned char)operands[whole]) ||
		    (whole > 0 && operands[whole] == '='))
			whole++;
		if ((shown = placeholder(operands, whole)) != NULL)
			len = whole;
		else
			shown = placeholder(operands, len);
		if (shown != NULL)
			text_adds(out, shown);
		else
			text_add(out, operands, len > 0 ? len : 1);
		operands += len > 0 ? len : 1;
	}
}

static const struct option *const global_tables[] = { global_options, NULL };

void
help_usage(const struct cmd *cmd, struct output *out)
{
	struct text operands = TEXT_INIT;

	help_operands(cmd != NULL ? cmd->operands : "COMMAND ...", &operands);
	output_addf(out, _("usage: guiwen %s"), cmd != NULL ? cmd->name :
	    operands.ptr);
	if (cmd != NULL && operands.len > 0)
		output_addf(out, " %s", operands.ptr);
	text_release(&operands);
	if (cmd != NULL && cmd->options[0] != NULL)
		output_addf(out, " %s", _("[options]"));
	output_adds(out, "\n");
}

static void
option_words(const struct option *option, struct text *out)
{
	text_addf(out, "--%s", option->name);
	if (option->value == NULL)
		return;
	text_adds(out, " ");
	help_operands(option->value, out);
}

/* The widest of the options, so that all explanations start in one column. */
static size_t
option_column(const struct option *const *tables, size_t column)
{
	const struct option *option;
	struct text words = TEXT_INIT;

	for (; *tables != NULL; tables++)
		for (option = *tables; option->name != NULL; option++) {
			text_reset(&words);
			option_words(option, &words);
			if (text_columns(words.ptr) > column)
				column = text_columns(words.ptr);
		}
	text_release(&words);
	return column;
}

/* `cmd` may be one that takes no --on; NULL: what every one takes. */
static void
print_options(const struct option *const *tables, size_t column,
    const struct cmd *cmd, struct output *out)
{
	const struct option *option;
	struct text words = TEXT_INIT;
	size_t indent = OPTION_INDENT + column + 2;

	for (; *tables != NULL; tables++)
		for (option = *tables; option->name != NULL; option++) {
			if (*tables == global_options &&
			    strcmp(option->name, GLOBAL_ON) == 0 &&
			    (cmd == NULL || !cmd_takes_day(cmd)))
				continue;
			text_reset(&words);
			option_words(option, &words);
			output_adds(out, "  ");
			output_padded(out, words.ptr, column + 2);
			text_reset(&words);
			text_adds(&words, _(option->help));
			if (option->many)
				text_addf(&words, " %s", _("(repeatable)"));
			output_wrapped(out, words.ptr, indent, 78 - indent);
			output_adds(out, "\n");
		}
	text_release(&words);
}

void
help_command(const struct cmd *cmd, struct output *out)
{
	size_t column = option_column(cmd->options,
	    option_column(global_tables, 0));

	help_usage(cmd, out);
	output_addf(out, "\n%s\n", _(cmd->summary));
	if (cmd->options[0] != NULL) {
		output_addf(out, "\n%s\n", _("Options:"));
		print_options(cmd->options, column, cmd, out);
	}
	output_addf(out, "\n%s\n", _("Options of every command:"));
	print_options(global_tables, column, cmd, out);
	output_addf(out, _("\nThe manual page: man guiwen-%s\n"), cmd->name);
}

static const char *
group_title(enum cmd_group group)
{
	switch (group) {
	case GROUP_START:
		return _("Set up");
	case GROUP_ACT:
		return _("Act on a document");
	case GROUP_LOOK:
		return _("Look");
	case GROUP_PROVE:
		return _("Prove");
	case GROUP_TEXT:
		return _("Texts, calendars, procedures (no registry needed)");
	}
	return "";
}

void
help_all(struct output *out)
{
	static const enum cmd_group order[] = {
		GROUP_START, GROUP_ACT, GROUP_LOOK, GROUP_PROVE, GROUP_TEXT
	};
	size_t g, i;

	help_usage(NULL, out);
	output_addf(out, "\n%s\n", _("guiwen (规文) takes administrative "
	    "normative documents through drafting, review, publication and "
	    "filing, and keeps the proof."));
	for (g = 0; g < sizeof(order) / sizeof(order[0]); g++) {
		output_adds(out, "\n");
		output_styled(out, STYLE_BOLD, group_title(order[g]));
		output_adds(out, "\n");
		for (i = 0; commands[i] != NULL; i++) {
			if (commands[i]->group != order[g])
				continue;
			output_adds(out, "  ");
			output_padded(out, commands[i]->name, 12);
			output_wrapped(out, _(commands[i]->summary), 14, 64);
			output_adds(out, "\n");
		}
	}
	output_addf(out, "\n%s\n", _("Options of every command:"));
	print_options(global_tables, option_column(global_tables, 0), NULL,
	    out);
	output_adds(out, _("\nguiwen COMMAND -h says more; so does "
	    "man guiwen-COMMAND.\n"));
}

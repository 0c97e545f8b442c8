/* cmd_help.c: guiwen help: the commands, one of them, the kinds of material */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/table.h"
#include "cli/words.h"

#include <string.h>

static const struct option *const no_options[] = { NULL };

/* The kinds of paper that --material takes. */
static void
print_materials(struct call *call)
{
	const struct column columns[] = {
		{ _("kind"), false, false }, { _("material"), false, true },
	};
	struct table *table = table_new(columns, 2);
	size_t i;

	for (i = 0; material_kind(i) != NULL; i++) {
		table_cell(table, material_kind(i));
		table_cell(table, word_material(material_kind(i)));
	}
	table_print(table, &call->out);
	table_free(table);
}

static void
print_materials_json(struct call *call)
{
	json_t *all = json_array(), *o;
	size_t i;

	for (i = 0; material_kind(i) != NULL; i++) {
		o = json_object();
		json_object_set_new(o, "kind", json_words(material_kind(i)));
		json_array_append_new(all, o);
	}
	json_print(&call->out, all);
}

static int
run_help(struct call *call)
{
	const char *name = call_operand(call, 0);
	const struct cmd *cmd;

	if (name == NULL) {
		help_all(&call->out);
		return STATUS_YES;
	}
	if (strcmp(name, "materials") == 0) {
		if (call_json(call))
			print_materials_json(call);
		else
			print_materials(call);
		return STATUS_YES;
	}
	cmd = cmd_find(name);
	if (cmd == NULL)
		return cmd_unknown(call, name);
	help_command(cmd, &call->out);
	return STATUS_YES;
}

const struct cmd cmd_help = {
	"help", GROUP_TEXT, "[COMMAND | materials]",
	N_("list the commands, explain one, or list the kinds of material"),
	no_options, 0, 1, run_help
};

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

/* ---- the commands, for programs: in English, as all JSON ---- */

static const char *
group_name(enum cmd_group group)
{
	static const char *const names[] = {
		[GROUP_START] = "start",
		[GROUP_ACT] = "act",
		[GROUP_LOOK] = "look",
		[GROUP_PROVE] = "prove",
		[GROUP_TEXT] = "text"
	};

	return names[group];
}

static json_t *
command_json(const struct cmd *cmd)
{
	json_t *o = json_object();

	json_object_set_new(o, "name", json_words(cmd->name));
	json_object_set_new(o, "group", json_words(group_name(cmd->group)));
	json_object_set_new(o, "operands", json_words(cmd->operands));
	json_object_set_new(o, "summary", json_words(cmd->summary));
	return o;
}

static void
add_options_json(json_t *list, const struct cmd *cmd,
    const struct option *option)
{
	bool of_every_one = option == global_options;
	json_t *o;

	for (; option->name != NULL; option++) {
		if (of_every_one && strcmp(option->name, GLOBAL_ON) == 0 &&
		    !cmd_takes_day(cmd))
			continue;
		o = json_object();
		json_object_set_new(o, "name", json_words(option->name));
		json_object_set_new(o, "value", option->value == NULL ?
		    json_null() : json_words(option->value));
		json_object_set_new(o, "repeatable",
		    json_boolean(option->many));
		json_object_set_new(o, "help", json_words(option->help));
		json_array_append_new(list, o);
	}
}

static void
print_command_json(struct call *call, const struct cmd *cmd)
{
	const struct option *const *table;
	json_t *o = command_json(cmd), *options = json_array();

	for (table = cmd->options; *table != NULL; table++)
		add_options_json(options, cmd, *table);
	add_options_json(options, cmd, global_options);
	json_object_set_new(o, "options", options);
	json_print(&call->out, o);
}

static void
print_commands_json(struct call *call)
{
	json_t *all = json_array();
	size_t i;

	for (i = 0; commands[i] != NULL; i++)
		json_array_append_new(all, command_json(commands[i]));
	json_print(&call->out, all);
}

static int
run_help(struct call *call)
{
	const char *name = call_operand(call, 0);
	const struct cmd *cmd;

	if (name == NULL) {
		if (call_json(call))
			print_commands_json(call);
		else
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
	if (call_json(call))
		print_command_json(call, cmd);
	else
		help_command(cmd, &call->out);
	return STATUS_YES;
}

const struct cmd cmd_help = {
	"help", GROUP_TEXT, "[COMMAND | materials]",
	N_("list the commands, explain one, or list the kinds of material"),
	no_options, 0, 1, run_help
};

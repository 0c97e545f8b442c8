/* run.c: one call of the program, from its arguments to its exit status */
#include "cli/cmd.h"
#include "cli/commands.h"
#include "cli/named.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct option *const global_tables[] = { global_options, NULL };

#define TABLES_MAX 8

const struct cmd *
cmd_find(const char *name)
{
	size_t i;

	for (i = 0; commands[i] != NULL; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

int
cmd_unknown(struct call *call, const char *name)
{
	const char *names[64], *near;
	struct err err = ERR_INIT;
	char *event = named_shipped_event(call, name);
	size_t i;

	for (i = 0; commands[i] != NULL && i < 63; i++)
		names[i] = commands[i]->name;
	names[i] = NULL;
	near = near_name(name, names);
	if (event != NULL)
		err_set(&err, ERR_USAGE, "\"%s\" is no command but what is "
		    "done to a document: guiwen %s%s", name, cmd_find(event) !=
		    NULL ? event : "act DOC ", cmd_find(event) != NULL ? "" :
		    event);
	else if (near != NULL)
		err_set(&err, ERR_USAGE, "there is no command \"%s\"; perhaps "
		    "%s is meant", name, near);
	else
		err_set(&err, ERR_USAGE, "there is no command \"%s\"; guiwen "
		    "help lists them", name);
	free(event);
	return call_usage(call, &err);
}

static int
check_operands(const struct call *call, struct err *err)
{
	const struct cmd *cmd = call->cmd;
	struct text operands = TEXT_INIT;
	int n = (int)call->options.noperands;

	if (n < cmd->least) {
		help_operands(cmd->operands, &operands);
		err_set(err, ERR_USAGE, "guiwen %s needs %s", cmd->name,
		    operands.ptr);
		text_release(&operands);
		return -1;
	}
	if (cmd->most >= 0 && n > cmd->most)
		return err_set(err, ERR_USAGE, "\"%s\" is one argument too "
		    "many for guiwen %s",
		    call->options.operands[cmd->most], cmd->name);
	return 0;
}

bool
cmd_takes_day(const struct cmd *cmd)
{
	return cmd->group == GROUP_ACT || cmd == &cmd_inbox ||
	    cmd == &cmd_list || cmd == &cmd_workflow;
}

/* A day that is passed over in silence would be believed. */
static int
check_day(const struct call *call, struct err *err)
{
	const struct cmd *cmd = call->cmd;

	if (!options_has(&call->options, GLOBAL_ON) || cmd_takes_day(cmd))
		return 0;
	return err_set(err, ERR_USAGE, "guiwen %s takes no --on: only what is "
	    "done to a document has a day of its own, and guiwen inbox and "
	    "guiwen list --due count from one", cmd->name);
}

/* The options after the verb, against the command's tables and the global
 * one. */
static int
parse_rest(struct call *call, int argc, char *const *argv, struct err *err)
{
	const struct option *tables[TABLES_MAX];
	size_t n = 0;

	while (call->cmd->options[n] != NULL && n < TABLES_MAX - 2) {
		tables[n] = call->cmd->options[n];
		n++;
	}
	tables[n++] = global_options;
	tables[n] = NULL;
	return options_parse(&call->options, tables, argc, argv, err);
}

static int
run_command(struct call *call, const char *name, int argc, char *const *argv)
{
	struct err err = ERR_INIT;
	int status;

	call->cmd = cmd_find(name);
	if (call->cmd == NULL)
		return cmd_unknown(call, name);
	if (parse_rest(call, argc, argv, &err) != 0)
		return call_usage(call, &err);
	if (call->options.help) {
		help_command(call->cmd, &call->out);
		return STATUS_YES;
	}
	if (check_operands(call, &err) != 0 || check_day(call, &err) != 0)
		return call_usage(call, &err);
	status = call->cmd->run(call);
	if (call->registry != NULL) {
		call->outcome = store_outcome(registry_store(call->registry));
		registry_close(call->registry);
	}
	call->registry = NULL;
	return status;
}

static int
dispatch(struct call *call, int argc, char *const *argv)
{
	struct err err = ERR_INIT;
	int used;

	/* As everywhere else. */
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return run_command(call, "version", 0, argv + 2);
	if (options_parse_front(&call->options, global_tables, argc - 1,
	    argv + 1, &used, &err) != 0)
		return call_usage(call, &err);
	if (used == argc - 1 && call->options.help) {
		help_all(&call->out);
		return STATUS_YES;
	}
	if (used == argc - 1) {
		err_set(&err, ERR_USAGE, "say what to do: guiwen help lists "
		    "the commands");
		return call_usage(call, &err);
	}
	return run_command(call, argv[used + 1], argc - used - 2,
	    argv + used + 2);
}

int
run(const struct place *place, int argc, char *const *argv, int out_fd,
    FILE *talk)
{
	struct call call;
	struct err err = ERR_INIT;
	int status, failed;

	memset(&call, 0, sizeof(call));
	call.place = place;
	call.options = (struct options)OPTIONS_INIT;
	call.talk = talk;
	call.now_s = (int64_t)time(NULL);
	output_init(&call.out, out_fd);
	status = dispatch(&call, argc, argv);
	options_release(&call.options);
	/* An answer that did not arrive is no answer. */
	if (output_finish(&call.out, &err) != 0) {
		failed = call_fail(&call, &err);
		if (status == STATUS_YES || status == STATUS_NO)
			status = failed;
	}
	return status;
}

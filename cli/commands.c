/* commands.c: the list of the commands, in the order of the help */
#include "cli/commands.h"

const struct cmd *const commands[] = {
	&cmd_init, &cmd_person,
	&cmd_draft, &cmd_submit, &cmd_accept, &cmd_approve, &cmd_return,
	&cmd_reject, &cmd_withdraw, &cmd_revise, &cmd_number, &cmd_publish,
	&cmd_file, &cmd_receipt, &cmd_act, &cmd_correct,
	&cmd_inbox, &cmd_list, &cmd_show, &cmd_history,
	&cmd_audit, &cmd_verify, &cmd_checkpoint, &cmd_proof, &cmd_rebuild,
	&cmd_diff, &cmd_read, &cmd_calendar, &cmd_workflow, &cmd_help,
	&cmd_version, NULL
};

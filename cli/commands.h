/* commands.h: every command, one constant each */
#ifndef GUIWEN_CLI_COMMANDS_H
#define GUIWEN_CLI_COMMANDS_H

#include "cli/cmd.h"

/* Set up */
extern const struct cmd cmd_init;
extern const struct cmd cmd_person;
extern const struct cmd cmd_key;
/* Act on a document */
extern const struct cmd cmd_draft;
extern const struct cmd cmd_submit;
extern const struct cmd cmd_accept;
extern const struct cmd cmd_approve;
extern const struct cmd cmd_return;
extern const struct cmd cmd_reject;
extern const struct cmd cmd_withdraw;
extern const struct cmd cmd_revise;
extern const struct cmd cmd_number;
extern const struct cmd cmd_publish;
extern const struct cmd cmd_file;
extern const struct cmd cmd_receipt;
extern const struct cmd cmd_act;
extern const struct cmd cmd_correct;
extern const struct cmd cmd_destroy;
extern const struct cmd cmd_tick;
/* Look */
extern const struct cmd cmd_inbox;
extern const struct cmd cmd_note;
extern const struct cmd cmd_list;
extern const struct cmd cmd_show;
extern const struct cmd cmd_history;
/* Prove */
extern const struct cmd cmd_audit;
extern const struct cmd cmd_verify;
extern const struct cmd cmd_checkpoint;
extern const struct cmd cmd_print;
extern const struct cmd cmd_proof;
extern const struct cmd cmd_rebuild;
extern const struct cmd cmd_backup;
extern const struct cmd cmd_restore;
/* Texts, calendars, procedures */
extern const struct cmd cmd_diff;
extern const struct cmd cmd_read;
extern const struct cmd cmd_calendar;
extern const struct cmd cmd_workflow;
extern const struct cmd cmd_help;
extern const struct cmd cmd_version;

#endif

/* signals.h: what the system sends a process without being asked */
#ifndef GUIWEN_CLI_SIGNALS_H
#define GUIWEN_CLI_SIGNALS_H

/*
 * Once, when the language is known. Errors that write() returns as well are
 * left to it. Files of the registry are mapped: where one becomes shorter
 * while it is read, or the disk cannot give a page of it, the process says
 * so in a sentence and ends with STATUS_FAILED, as no result may stand on it.
 * So it does where memory runs out: the system takes back each lock, and the
 * registry is as a process leaves it that was killed.
 */
void signals_prepare(void);
/* The exit status of the program, which ends by itself. Returns it. */
int signals_end(int status);

#endif

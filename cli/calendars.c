/* calendars.c: the registry's calendar, or the shipped ones */
#include "cli/calendars.h"

#include "cli/input.h"

static int
load_one(struct calendar *calendar, const char *folder, const char *name,
    struct err *err)
{
	struct text path = TEXT_INIT, bytes = TEXT_INIT;
	int result;

	text_addf(&path, "%s/%s", folder, name);
	result = input_read(path.ptr, &bytes, err);
	if (result == 0)
		result = calendar_load(calendar, bytes.ptr, bytes.len, name,
		    err);
	text_release(&path);
	text_release(&bytes);
	return result;
}

static int
load_shipped(struct call *call, struct calendar **out, struct err *err)
{
	struct calendar *calendar = calendar_new();
	struct text folder = TEXT_INIT;
	char **list = NULL;
	const char *data;
	int result;
	size_t i;

	if (call_data(call, &data, err) != 0) {
		calendar_free(calendar);
		return -1;
	}
	text_addf(&folder, "%s/calendars", data);
	result = input_list(folder.ptr, ".ics", &list, err);
	for (i = 0; result == 0 && list[i] != NULL; i++)
		result = load_one(calendar, folder.ptr, list[i], err);
	input_list_free(list);
	text_release(&folder);
	if (result != 0)
		calendar_free(calendar);
	else
		*out = calendar;
	return result;
}

int
calendars_load(struct call *call, const struct calendar **out,
    struct calendar **own, struct err *err)
{
	const struct procedure_context *context;
	int found = call_open_if_any(call, err);

	if (found < 0)
		return -1;
	if (found > 0) {
		if (registry_context(call->registry, &context, err) != 0)
			return -1;
		*out = context->calendar;
		return 0;
	}
	if (load_shipped(call, own, err) != 0)
		return -1;
	*out = *own;
	return 0;
}

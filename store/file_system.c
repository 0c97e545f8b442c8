/* file_system.c: file systems on which a ledger cannot live */
#include "store/file.h"

#include "engine/base/mem.h"

#include <sys/statfs.h>

/* statfs(2), "The f_type field". FUSE is not among them: it is what local
 * disks of other systems come by as well. */
static const struct {
	unsigned long type;
	const char *name;
} networks[] = {
	{ 0x6969, "NFS" }, { 0x517b, "SMB" }, { 0xfe534d42, "SMB2" },
	{ 0xff534d42, "CIFS" }, { 0x01021997, "9P" }, { 0x5346414f, "AFS" },
	{ 0x6b414653, "AFS" }, { 0x73757245, "Coda" }, { 0x564c, "NCP" },
	{ 0x00c36400, "Ceph" }, { 0x0bd00bd0, "Lustre" },
	{ 0x7461636f, "OCFS2" }, { 0x01161970, "GFS2" },
};

const char *
file_system_network(unsigned long type)
{
	size_t i;

	for (i = 0; i < MEM_COUNT(networks); i++)
		if (networks[i].type == type)
			return networks[i].name;
	return NULL;
}

int
file_system_check(const char *dir, struct err *err)
{
	const char *name;
	struct statfs fs;

	/* What cannot be asked is told by what is done next. */
	if (statfs(dir, &fs) != 0)
		return 0;
	name = file_system_network((unsigned long)fs.f_type & 0xffffffff);
	if (name == NULL)
		return 0;
	return err_set(err, ERR_UNSUPPORTED, "%s lies on a network file "
	    "system (%s), on which SQLite's WAL does not work: keep the "
	    "registry on a disk of this machine.", dir, name);
}

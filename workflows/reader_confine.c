/* reader_confine.c: the system calls that are left to a reading process */
#include "workflows/reader_int.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <errno.h>
#include <stddef.h>

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define MACHINE AUDIT_ARCH_RISCV64
#elif defined(__loongarch64)
#define MACHINE AUDIT_ARCH_LOONGARCH64
#endif

/* The low word of an argument stands first: the machines above all are
 * little-endian. */
#define LOAD(field) \
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, \
	    (unsigned)offsetof(struct seccomp_data, field))
#define RESULT(action) BPF_STMT(BPF_RET | BPF_K, (action))
/* When the loaded number is this one, the next instruction, else the one
 * after it. */
#define ALLOW(number) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(number), 0, 1), \
	RESULT(SECCOMP_RET_ALLOW)

/* When the loaded number is this one, it fails. */
#define DENY(number) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(number), 0, 1), \
	RESULT(SECCOMP_RET_ERRNO | EPERM)

#ifdef MACHINE
static int
filter(const struct sock_filter *list, size_t n)
{
	struct sock_fprog program = {
		(unsigned short)n, (struct sock_filter *)list
	};

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
#endif

/*
 * An allow-list: what is not named fails with EPERM, so no file is opened, no
 * socket made, no program started, no other process touched, whatever the
 * libraries were talked into. Failing is kinder than killing: libraries that
 * merely try something (a configuration file) go on without it.
 */
int
reader_confine(void)
{
#ifdef MACHINE
	static const struct sock_filter list[] = {
		LOAD(arch),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0),
		RESULT(SECCOMP_RET_KILL_PROCESS),
		LOAD(nr),
		ALLOW(SYS_read),
		ALLOW(SYS_write),
		ALLOW(SYS_brk),
		ALLOW(SYS_mmap),
		ALLOW(SYS_munmap),
		ALLOW(SYS_mremap),
		ALLOW(SYS_mprotect),
		ALLOW(SYS_madvise),
		ALLOW(SYS_futex),
		ALLOW(SYS_close),
		ALLOW(SYS_lseek),
		ALLOW(SYS_fstat),
		ALLOW(SYS_rt_sigaction),
		ALLOW(SYS_rt_sigprocmask),
		ALLOW(SYS_rt_sigreturn),
		ALLOW(SYS_sigaltstack),
		ALLOW(SYS_getpid),
		ALLOW(SYS_gettid),
		ALLOW(SYS_clock_gettime),
		ALLOW(SYS_gettimeofday),
		ALLOW(SYS_getrandom),
		ALLOW(SYS_sched_yield),
		ALLOW(SYS_exit),
		ALLOW(SYS_exit_group),
		/* until reader_confine_more() */
		ALLOW(SYS_clone),
		ALLOW(SYS_set_robust_list),
		ALLOW(SYS_wait4),
		ALLOW(SYS_sendto),
		ALLOW(SYS_prctl),
		ALLOW(SYS_prlimit64),
		ALLOW(SYS_tgkill),
		RESULT(SECCOMP_RET_ERRNO | EPERM),
	};

	return filter(list, sizeof(list) / sizeof(list[0]));
#else
	return -1;
#endif
}

/*
 * A second list, of what the first allows to a process that has children. It
 * is short because it is installed for every file, and what installing costs
 * grows with each line: the kernel tries every call through it.
 */
int
reader_confine_more(void)
{
#ifdef MACHINE
	const struct sock_filter list[] = {
		LOAD(nr),
		DENY(SYS_clone),
		DENY(SYS_wait4),
		DENY(SYS_sendto),
		DENY(SYS_prctl),
		DENY(SYS_prlimit64),
		/* abort() signals itself; nobody else may be signalled */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_tgkill, 0, 3),
		LOAD(args[0]),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)getpid(), 1, 0),
		RESULT(SECCOMP_RET_ERRNO | EPERM),
		RESULT(SECCOMP_RET_ALLOW),
	};

	return filter(list, sizeof(list) / sizeof(list[0]));
#else
	return -1;
#endif
}

/* Lets the nth of some system calls fail, or kills the program there, or puts the clock back. Loaded with LD_PRELOAD.
 *
 * FAULT_UNDER   only files whose path holds this count
 * FAULT_CALLS   which calls count, by name: "open write fsync"
 * FAULT_AT      the number of the call that is hit, from 1; all from there on with FAULT_ON=1
 * FAULT_ERRNO   what it fails with; 0 kills the program before the call, -1 behind it
 * FAULT_HIT     a file that is made when a call is hit, in which its name is written
 * FAULT_CLOCK   so many seconds are taken from the clock more at every look at it */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static atomic_long count;

static long number(const char *name, long otherwise) {
	const char *value = getenv(name);
	return value ? atol(value) : otherwise;
}

static void hit(const char *call) {
	const char *path = getenv("FAULT_HIT");
	if (!path)
		return;
	int fd = syscall(SYS_openat, AT_FDCWD, path, O_CREAT | O_WRONLY | O_APPEND, 0644);
	syscall(SYS_write, fd, call, strlen(call));
	syscall(SYS_write, fd, "\n", 1);
	syscall(SYS_close, fd);
}

static int counts(const char *call, const char *path) {
	const char *calls = getenv("FAULT_CALLS"), *under = getenv("FAULT_UNDER");
	if (!calls || !under || !path || !strstr(path, under))
		return 0;
	for (const char *at = calls; (at = strstr(at, call)); at++) {
		char before = at == calls ? ' ' : at[-1], after = at[strlen(call)];
		if (before == ' ' && (after == ' ' || !after))
			return 1;
	}
	return 0;
}

static const char *of(int fd, char *room) {
	char link[64];
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	long n = syscall(SYS_readlinkat, AT_FDCWD, link, room, PATH_MAX - 1);
	if (n < 0)
		return NULL;
	room[n] = 0;
	return room;
}

static void die(void) {
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

/* 0: the call is made; 1: it fails; 2: it is made, and then the program dies. */
static int fault(const char *call, const char *path) {
	if (!counts(call, path))
		return 0;
	long at = number("FAULT_AT", 0), now = atomic_fetch_add(&count, 1) + 1;
	if (now != at && !(number("FAULT_ON", 0) && at && now > at))
		return 0;
	long error = number("FAULT_ERRNO", EIO);
	hit(call);
	if (error == 0)
		die();
	if (error < 0)
		return 2;
	errno = error;
	return 1;
}

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name))
#define GUARD(call, path, made) \
	do { \
		int what = fault(call, path); \
		if (what == 1) \
			return -1; \
		__typeof__(made) result = made; \
		if (what == 2) \
			die(); \
		return result; \
	} while (0)

#define OPEN(name) \
	int name(const char *path, int flags, ...) { \
		va_list more; \
		va_start(more, flags); \
		mode_t mode = va_arg(more, mode_t); \
		va_end(more); \
		GUARD(flags & (O_WRONLY | O_RDWR) ? "create" : "open", path, REAL(int, name, const char *, int, ...)(path, flags, mode)); \
	}
OPEN(open)
OPEN(open64)

ssize_t read(int fd, void *into, size_t n) {
	char room[PATH_MAX];
	GUARD("read", of(fd, room), REAL(ssize_t, read, int, void *, size_t)(fd, into, n));
}

/* Half of what is written comes to disk before the program dies there. */
ssize_t write(int fd, const void *from, size_t n) {
	char room[PATH_MAX];
	int what = fault("write", of(fd, room));
	if (what == 1)
		return -1;
	if (what == 2)
		n = (n + 1) / 2;
	ssize_t done = REAL(ssize_t, write, int, const void *, size_t)(fd, from, n);
	if (what == 2)
		die();
	return done;
}

int fsync(int fd) {
	char room[PATH_MAX];
	GUARD("fsync", of(fd, room), REAL(int, fsync, int)(fd));
}

int fdatasync(int fd) {
	char room[PATH_MAX];
	GUARD("fsync", of(fd, room), REAL(int, fdatasync, int)(fd));
}

#define TRUNCATE(name, type) \
	int name(int fd, type length) { \
		char room[PATH_MAX]; \
		GUARD("truncate", of(fd, room), REAL(int, name, int, type)(fd, length)); \
	}
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int rename(const char *from, const char *to) {
	GUARD("rename", to, REAL(int, rename, const char *, const char *)(from, to));
}

int link(const char *from, const char *to) {
	GUARD("link", to, REAL(int, link, const char *, const char *)(from, to));
}

int linkat(int a, const char *from, int b, const char *to, int flags) {
	GUARD("link", to, REAL(int, linkat, int, const char *, int, const char *, int)(a, from, b, to, flags));
}

int unlink(const char *path) {
	GUARD("unlink", path, REAL(int, unlink, const char *)(path));
}

int mkdir(const char *path, mode_t mode) {
	GUARD("mkdir", path, REAL(int, mkdir, const char *, mode_t)(path, mode));
}

int chmod(const char *path, mode_t mode) {
	GUARD("chmod", path, REAL(int, chmod, const char *, mode_t)(path, mode));
}

int clock_gettime(clockid_t which, struct timespec *now) {
	static atomic_long looks;
	int result = syscall(SYS_clock_gettime, which, now);
	long back = number("FAULT_CLOCK", 0);
	/* What is monotonic is so by definition. */
	if (back && which == CLOCK_REALTIME)
		now->tv_sec -= back * (atomic_fetch_add(&looks, 1) + 1);
	return result;
}

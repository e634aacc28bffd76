/* Loaded before libc in tests: while the file named by STALL_FLAG is there,
   whatever writes to a file whose path contains STALL_PATH waits. Where the flag
   holds words, the calls of these kinds fail with EIO instead and the others are
   done: read, write, sync. CLOCK_FILE holds seconds that are added to the wall
   clock. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

/* True: the call is to fail. */
static int is_broken(int fd, const char *kind, int may_wait) {
    const char *flag = getenv("STALL_FLAG"), *part = getenv("STALL_PATH");
    char name[64], path[4096], kinds[64] = "";
    if (!flag || !part || access(flag, F_OK) != 0) return 0;
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(name, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    if (!strstr(path, part)) return 0;
    FILE *file = fopen(flag, "r");
    if (!file) return 0;
    int has_words = fgets(kinds, sizeof kinds, file) != NULL;
    fclose(file);
    if (has_words) {
        if (!strstr(kinds, kind)) return 0;
        errno = EIO;
        return 1;
    }
    while (may_wait && access(flag, F_OK) == 0) usleep(20000);
    return 0;
}

#define REAL(name) if (!real) real = dlsym(RTLD_NEXT, name)

int fsync(int fd) {
    static int (*real)(int);
    REAL("fsync");
    return is_broken(fd, "sync", 1) ? -1 : real(fd);
}

int fdatasync(int fd) {
    static int (*real)(int);
    REAL("fdatasync");
    return is_broken(fd, "sync", 1) ? -1 : real(fd);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    REAL("pwrite");
    return is_broken(fd, "write", 1) ? -1 : real(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    REAL("pwrite64");
    return is_broken(fd, "write", 1) ? -1 : real(fd, bytes, count, at);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    REAL("write");
    return is_broken(fd, "write", 0) ? -1 : real(fd, bytes, count);
}

ssize_t pread(int fd, void *bytes, size_t count, off_t at) {
    static ssize_t (*real)(int, void *, size_t, off_t);
    REAL("pread");
    return is_broken(fd, "read", 0) ? -1 : real(fd, bytes, count, at);
}

ssize_t pread64(int fd, void *bytes, size_t count, off64_t at) {
    static ssize_t (*real)(int, void *, size_t, off64_t);
    REAL("pread64");
    return is_broken(fd, "read", 0) ? -1 : real(fd, bytes, count, at);
}

ssize_t read(int fd, void *bytes, size_t count) {
    static ssize_t (*real)(int, void *, size_t);
    REAL("read");
    return is_broken(fd, "read", 0) ? -1 : real(fd, bytes, count);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, now);
    const char *name = getenv("CLOCK_FILE");
    if (result == 0 && name && clock == CLOCK_REALTIME) {
        FILE *file = fopen(name, "r");
        long seconds = 0;
        if (file) {
            if (fscanf(file, "%ld", &seconds) == 1) now->tv_sec += seconds;
            fclose(file);
        }
    }
    return result;
}

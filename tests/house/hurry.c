/* Loaded before libc in tests: this program's clocks run HURRY times as fast,
   the wall clock from HURRY_FROM (seconds since 1970), and every wait is that
   much shorter, at least a millisecond. Of each day only the first HURRY_DAY
   seconds pass so, the rest HURRY_NIGHT times as fast. Processor time stays
   what it is. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <linux/futex.h>
#include <poll.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL
#define DAY (86400 * SECOND)

static long long began_ns, from_ns, rate = 1, night = 1, day_ns = DAY;

static long raw(long number, long a, long b, long c, long d, long e, long f) {
    long result;
    register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
    return result;
}

static long long real_ns(void) {
    struct timespec now;
    raw(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&now, 0, 0, 0, 0);
    return now.tv_sec * SECOND + now.tv_nsec;
}

static long long number(const char *name, long long otherwise) {
    const char *said = getenv(name);
    return said ? atoll(said) : otherwise;
}

__attribute__((constructor)) static void begin(void) {
    struct timespec now;
    raw(SYS_clock_gettime, CLOCK_REALTIME, (long)&now, 0, 0, 0, 0);
    rate = number("HURRY", 1);
    night = number("HURRY_NIGHT", rate);
    day_ns = number("HURRY_DAY", 86400) * SECOND;
    from_ns = number("HURRY_FROM", now.tv_sec) * SECOND;
    began_ns = real_ns();
}

/* What has passed for this program in `real` nanoseconds, and the other way. */
static long long hurried(long long real) {
    long long lit = day_ns / rate, whole = lit + (DAY - day_ns) / night, rest = real % whole;
    return real / whole * DAY + (rest < lit ? rest * rate : day_ns + (rest - lit) * night);
}

static long long unhurried(long long past) {
    long long lit = day_ns / rate, whole = lit + (DAY - day_ns) / night, rest = past % DAY;
    return past / DAY * whole + (rest < day_ns ? rest / rate : lit + (rest - day_ns) / night);
}

/* The real wait for one of `wait` nanoseconds of this program's. */
static long long shorter(long long wait) {
    long long now = real_ns() - began_ns;
    return wait <= 0 ? wait : unhurried(hurried(now) + wait) - now;
}

static struct timespec split(long long ns) {
    return (struct timespec){.tv_sec = ns / SECOND, .tv_nsec = ns % SECOND};
}

static long long joined(const struct timespec *time) { return time->tv_sec * SECOND + time->tv_nsec; }

static int shorter_ms(int wait) { return wait <= 0 ? wait : (int)((shorter(wait * 1000000LL) + 999999) / 1000000); }

int clock_gettime(clockid_t clock, struct timespec *now) {
    long long past = hurried(real_ns() - began_ns);
    switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
        *now = split(from_ns + past);
        return 0;
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_MONOTONIC_RAW:
    case CLOCK_BOOTTIME:
        *now = split(began_ns + past);
        return 0;
    default:
        return (int)raw(SYS_clock_gettime, clock, (long)now, 0, 0, 0, 0);
    }
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec time;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &time);
    now->tv_sec = time.tv_sec;
    now->tv_usec = time.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *seconds) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (seconds) *seconds = now.tv_sec;
    return now.tv_sec;
}

int epoll_wait(int epoll, struct epoll_event *events, int room, int wait) {
    static int (*real)(int, struct epoll_event *, int, int);
    if (!real) real = dlsym(RTLD_NEXT, "epoll_wait");
    return real(epoll, events, room, shorter_ms(wait));
}

int poll(struct pollfd *files, nfds_t count, int wait) {
    static int (*real)(struct pollfd *, nfds_t, int);
    if (!real) real = dlsym(RTLD_NEXT, "poll");
    return real(files, count, shorter_ms(wait));
}

int nanosleep(const struct timespec *wait, struct timespec *left) {
    struct timespec less = split(shorter(joined(wait)));
    return raw(SYS_nanosleep, (long)&less, (long)left, 0, 0, 0, 0) < 0 ? -1 : 0;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *wait, struct timespec *left) {
    struct timespec now;
    long long ns = joined(wait);
    if (flags & TIMER_ABSTIME) {
        clock_gettime(clock, &now);
        ns -= joined(&now);
    }
    if (ns <= 0) return 0;
    struct timespec less = split(shorter(ns));
    return (int)-raw(SYS_nanosleep, (long)&less, (long)left, 0, 0, 0, 0);
}

/* Threads wait for each other by futex: to a point in time, or for a while. */
long syscall(long number, ...) {
    va_list rest;
    va_start(rest, number);
    long a = va_arg(rest, long), b = va_arg(rest, long), c = va_arg(rest, long);
    long d = va_arg(rest, long), e = va_arg(rest, long), f = va_arg(rest, long);
    va_end(rest);
    struct timespec until;
    if (number == SYS_futex && d) {
        const struct timespec *asked = (const struct timespec *)d;
        long command = b & FUTEX_CMD_MASK;
        if (command == FUTEX_WAIT) {
            until = split(shorter(joined(asked)));
            d = (long)&until;
        } else if (command == FUTEX_WAIT_BITSET) {
            long long base = b & FUTEX_CLOCK_REALTIME ? from_ns : began_ns;
            until = split(began_ns + unhurried(joined(asked) - base));
            b &= ~(long)FUTEX_CLOCK_REALTIME;
            d = (long)&until;
        }
    }
    long result = raw(number, a, b, c, d, e, f);
    if (result < 0 && result > -4096) {
        extern int *__errno_location(void);
        *__errno_location() = (int)-result;
        return -1;
    }
    return result;
}

/* Preloaded into a process: writes down what it does to the files below a folder, in the order in which it does it.
 *
 * cc -shared -fPIC -O2 -o write_trace.so write_trace.c -ldl
 * TRACE_FOLDER=/a/folder TRACE_LOG=/a/log LD_PRELOAD=./write_trace.so program
 *
 * A record: one letter, inode, offset, two lengths (little endian: 1, 8, 8, 4, 4 bytes), then that many bytes of a
 * path and of data. C create (offset 1: the file was there), W write, T truncate (offset: the length), S sync (its path then),
 * R rename (path, new path in data), U unlink, M mkdir, D rmdir.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_fd = -2;
static char folder[PATH_MAX];
static size_t folder_length;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void begin(void) {
    if (log_fd != -2) return;
    const char *where = getenv("TRACE_LOG"), *below = getenv("TRACE_FOLDER");
    log_fd = -1;
    if (!where || !below) return;
    log_fd = REAL(open)(where, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    strncpy(folder, below, PATH_MAX - 1);
    folder_length = strlen(folder);
}

static int is_ours(const char *path) {
    return log_fd >= 0 && path && !strncmp(path, folder, folder_length) && path[folder_length] == '/';
}

static int resolve(int at, const char *path, char *out) {
    if (path[0] == '/') return snprintf(out, PATH_MAX, "%s", path) < PATH_MAX;
    char place[64], base[PATH_MAX];
    if (at == AT_FDCWD) {
        if (!getcwd(base, PATH_MAX)) return 0;
    } else {
        snprintf(place, sizeof place, "/proc/self/fd/%d", at);
        ssize_t n = readlink(place, base, PATH_MAX - 1);
        if (n < 0) return 0;
        base[n] = 0;
    }
    return snprintf(out, PATH_MAX, "%s/%s", base, path) < PATH_MAX;
}

static void put(char kind, uint64_t inode, uint64_t offset, const char *path, const void *data, uint32_t size) {
    char head[25];
    uint32_t length = path ? strlen(path) : 0;
    head[0] = kind;
    memcpy(head + 1, &inode, 8);
    memcpy(head + 9, &offset, 8);
    memcpy(head + 17, &length, 4);
    memcpy(head + 21, &size, 4);
    if (REAL(write)(log_fd, head, 25) != 25) return;
    if (length && REAL(write)(log_fd, path, length) < 0) return;
    if (size && REAL(write)(log_fd, data, size) < 0) return;
}

static __thread char last_path[PATH_MAX];

/* The inode of a descriptor of a file or folder of ours, its path in last_path; 0 for any other. */
static uint64_t inode_of(int fd, int folders) {
    begin();
    if (log_fd < 0 || fd == log_fd) return 0;
    struct stat about;
    if (fstat(fd, &about) || !(S_ISREG(about.st_mode) || (folders && S_ISDIR(about.st_mode)))) return 0;
    char place[64], *path = last_path;
    snprintf(place, sizeof place, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(place, path, PATH_MAX - 1);
    if (n < 0) return 0;
    path[n] = 0;
    return is_ours(path) || !strcmp(path, folder) ? about.st_ino : 0;
}

static int opened(int at, const char *path, int flags, mode_t mode) {
    char whole[PATH_MAX];
    begin();
    int ours = resolve(at, path, whole) && is_ours(whole) && (flags & (O_WRONLY | O_RDWR));
    if (!ours) return REAL(openat)(at, path, flags, mode);
    pthread_mutex_lock(&lock);
    struct stat about;
    int there = !stat(whole, &about);
    int fd = REAL(openat)(at, path, flags, mode);
    int kept = errno;
    if (fd >= 0 && !fstat(fd, &about)) {
        if (flags & O_CREAT) put('C', about.st_ino, there, whole, 0, 0);
        if (there && (flags & O_TRUNC)) put('T', about.st_ino, 0, 0, 0, 0);
    }
    pthread_mutex_unlock(&lock);
    errno = kept;
    return fd;
}

#define OPEN(name)                                   \
    int name(const char *path, int flags, ...) {     \
        va_list more;                                \
        va_start(more, flags);                       \
        mode_t mode = va_arg(more, mode_t);          \
        va_end(more);                                \
        return opened(AT_FDCWD, path, flags, mode);  \
    }
#define OPENAT(name)                                       \
    int name(int at, const char *path, int flags, ...) {   \
        va_list more;                                      \
        va_start(more, flags);                             \
        mode_t mode = va_arg(more, mode_t);                \
        va_end(more);                                      \
        return opened(at, path, flags, mode);              \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat64)

ssize_t write(int fd, const void *data, size_t size) {
    uint64_t inode = inode_of(fd, 0);
    if (!inode) return REAL(write)(fd, data, size);
    pthread_mutex_lock(&lock);
    off_t at = lseek(fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
    ssize_t done = REAL(write)(fd, data, size);
    int kept = errno;
    if (done > 0) put('W', inode, at, 0, data, done);
    pthread_mutex_unlock(&lock);
    errno = kept;
    return done;
}

#define PWRITE(name)                                                          \
    ssize_t name(int fd, const void *data, size_t size, off_t at) {           \
        uint64_t inode = inode_of(fd, 0);                                     \
        if (!inode) return REAL(pwrite)(fd, data, size, at);                  \
        pthread_mutex_lock(&lock);                                            \
        ssize_t done = ((ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, #name))(fd, data, size, at); \
        int kept = errno;                                                     \
        if (done > 0) put('W', inode, at, 0, data, done);                     \
        pthread_mutex_unlock(&lock);                                          \
        errno = kept;                                                         \
        return done;                                                          \
    }
PWRITE(pwrite64)

#define AFTER(inode, call, ...)            \
    pthread_mutex_lock(&lock);             \
    int done = call;                       \
    int kept = errno;                      \
    if (!done && inode) put(__VA_ARGS__);  \
    pthread_mutex_unlock(&lock);           \
    errno = kept;                          \
    return done;

int ftruncate64(int fd, off_t length) {
    uint64_t inode = inode_of(fd, 0);
    AFTER(inode, REAL(ftruncate)(fd, length), 'T', inode, length, 0, 0, 0)
}
int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }
int fsync(int fd) {
    uint64_t inode = inode_of(fd, 1);
    AFTER(inode, REAL(fsync)(fd), 'S', inode, 0, last_path, 0, 0)
}
int fdatasync(int fd) {
    uint64_t inode = inode_of(fd, 1);
    AFTER(inode, REAL(fdatasync)(fd), 'S', inode, 0, last_path, 0, 0)
}
int renameat(int from_at, const char *from, int to_at, const char *to) {
    char one[PATH_MAX], two[PATH_MAX];
    begin();
    int ours = resolve(from_at, from, one) && resolve(to_at, to, two) && (is_ours(one) || is_ours(two));
    AFTER(ours, REAL(renameat)(from_at, from, to_at, to), 'R', 0, 0, one, two, strlen(two))
}
int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }
int unlinkat(int at, const char *path, int flags) {
    char whole[PATH_MAX];
    begin();
    int ours = resolve(at, path, whole) && is_ours(whole);
    AFTER(ours, REAL(unlinkat)(at, path, flags), flags & AT_REMOVEDIR ? 'D' : 'U', 0, 0, whole, 0, 0)
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
int mkdirat(int at, const char *path, mode_t mode) {
    char whole[PATH_MAX];
    begin();
    int ours = resolve(at, path, whole) && is_ours(whole);
    AFTER(ours, REAL(mkdirat)(at, path, mode), 'M', 0, 0, whole, 0, 0)
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
/* Copies by way of the kernel alone would not be seen: who asks for one writes instead. */
ssize_t sendfile64(int to, int from, off_t *at, size_t size) {
    errno = ENOSYS;
    return -1;
}
ssize_t sendfile(int to, int from, off_t *at, size_t size) { return sendfile64(to, from, at, size); }

/* What a process is answered once the kernel has made its disk read-only: EROFS, for every write to a file of the folder
 * READ_ONLY_FOLDER while the file READ_ONLY_WHILE exists.
 *
 * A folder whose files are open cannot be mounted read-only; a kernel does it by itself when a disk is failing.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int stands(void) {
    const char *while_it_exists = getenv("READ_ONLY_WHILE");
    return while_it_exists && getenv("READ_ONLY_FOLDER") && !access(while_it_exists, F_OK);
}

static int is_within(const char *path) {
    const char *folder = getenv("READ_ONLY_FOLDER");
    return !strncmp(path, folder, strlen(folder));
}

static int refused(int fd) {
    char link[64], path[4096];
    ssize_t length;
    if (!stands()) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if ((length = readlink(link, path, sizeof path - 1)) < 0) return 0;
    path[length] = 0;
    if (!is_within(path)) return 0;
    errno = EROFS;
    return 1;
}

#define NEXT(name, kind) ((kind)dlsym(RTLD_NEXT, name))

ssize_t write(int fd, const void *from, size_t count) {
    if (refused(fd)) return -1;
    return NEXT("write", ssize_t (*)(int, const void *, size_t))(fd, from, count);
}

ssize_t pwrite(int fd, const void *from, size_t count, off_t at) {
    if (refused(fd)) return -1;
    return NEXT("pwrite", ssize_t (*)(int, const void *, size_t, off_t))(fd, from, count, at);
}

ssize_t pwrite64(int fd, const void *from, size_t count, off64_t at) {
    if (refused(fd)) return -1;
    return NEXT("pwrite64", ssize_t (*)(int, const void *, size_t, off64_t))(fd, from, count, at);
}

int ftruncate(int fd, off_t length) {
    if (refused(fd)) return -1;
    return NEXT("ftruncate", int (*)(int, off_t))(fd, length);
}

int ftruncate64(int fd, off64_t length) {
    if (refused(fd)) return -1;
    return NEXT("ftruncate64", int (*)(int, off64_t))(fd, length);
}

#define OPENS(name) \
    int name(const char *path, int flags, ...) { \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = flags & O_CREAT ? va_arg(more, mode_t) : 0; \
        va_end(more); \
        if (flags & (O_WRONLY | O_RDWR | O_CREAT) && stands() && is_within(path)) { \
            errno = EROFS; \
            return -1; \
        } \
        return NEXT(#name, int (*)(const char *, int, ...))(path, flags, mode); \
    }

OPENS(open)
OPENS(open64)

/* What a disk holds after the power is lost: of each file, what it held at its last fsync.
 *
 * Preloaded into a process, it copies every file of the folder POWER_LOSS_FROM that is fsynced to POWER_LOSS_TO, in one
 * step. Files that were removed are removed there too. Killing the process then leaves in POWER_LOSS_TO what a
 * power cut would leave at the earliest; a real disk may hold more, never less.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int copied(const char *from, const char *to) {
    char piece[65536];
    ssize_t got = -1;
    int in = open(from, O_RDONLY), out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    while (in >= 0 && out >= 0 && (got = read(in, piece, sizeof piece)) > 0)
        if (write(out, piece, got) != got) got = -1;
    if (in >= 0) close(in);
    if (out >= 0) close(out);
    return got == 0;
}

static void forget_removed(const char *from, const char *to) {
    char here[4200], there[4200];
    struct dirent *entry;
    DIR *folder = opendir(to);
    while (folder && (entry = readdir(folder))) {
        if (entry->d_name[0] == '.') continue;
        snprintf(here, sizeof here, "%s/%s", from, entry->d_name);
        snprintf(there, sizeof there, "%s/%s", to, entry->d_name);
        if (access(here, F_OK)) unlink(there);
    }
    if (folder) closedir(folder);
}

static void is_durable(int fd) {
    const char *from = getenv("POWER_LOSS_FROM"), *to = getenv("POWER_LOSS_TO");
    char link[64], path[4096], part[4200], kept[4200];
    ssize_t length;
    if (!from || !to) return;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if ((length = readlink(link, path, sizeof path - 1)) < 0) return;
    path[length] = 0;
    size_t prefix = strlen(from);
    if (!strncmp(path, from, prefix) && path[prefix] == '/' && !strchr(path + prefix + 1, '/')) {
        snprintf(part, sizeof part, "%s/.part-%ld", to, (long)syscall(SYS_gettid));
        snprintf(kept, sizeof kept, "%s/%s", to, path + prefix + 1);
        if (copied(path, part)) rename(part, kept);
    }
    forget_removed(from, to);
}

int fsync(int fd) {
    int failed = ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
    if (!failed) is_durable(fd);
    return failed;
}

int fdatasync(int fd) {
    int failed = ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
    if (!failed) is_durable(fd);
    return failed;
}

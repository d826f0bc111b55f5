/* Preloaded into a program under test: a disk that loses what was not synced, and syncs that fail.
 *
 * PL_DIR     only files below this folder are looked at
 * PL_SHADOW  what a power cut would leave. inodes/<n> holds the bytes of inode n as of its last successful sync; names/<path>
 *            holds the number of the inode that name leads to, as of the last sync of its folder ('/' is written '%').
 * PL_FAIL_AT the Nth sync below PL_DIR fails with EIO; later ones of that file succeed, and keep nothing: what the kernel does
 * PL_FAILED  a file made when that happened
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

static atomic_int g_syncs, g_serial;
static atomic_ullong g_lost_inode;

static int is_watched(int fd, char *path, size_t size) {
  char link[64];
  const char *dir = getenv("PL_DIR");
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, path, size - 1);
  if (length < 0 || dir == NULL) return 0;
  path[length] = 0;
  return strncmp(path, dir, strlen(dir)) == 0;
}

/* Replaces a file of the shadow in one step: the program may be killed at any moment. */
static void put(const char *target, int from, const char *text) {
  char temporary[1300];
  snprintf(temporary, sizeof temporary, "%s/tmp-%d-%d", getenv("PL_SHADOW"), (int)getpid(), atomic_fetch_add(&g_serial, 1));
  const int out = open(temporary, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  if (out < 0) abort();
  if (text != NULL) {
    if (write(out, text, strlen(text)) < 0) abort();
  } else {
    struct stat info;
    off_t at = 0;
    if (fstat(from, &info) != 0) abort();
    while (at < info.st_size)
      if (sendfile(out, from, &at, (size_t)(info.st_size - at)) <= 0) break;
  }
  close(out);
  if (rename(temporary, target) != 0) abort();
}

static void name_file(char *out, size_t size, const char *path) {
  const int length = snprintf(out, size, "%s/names/", getenv("PL_SHADOW"));
  const char *rest = path + strlen(getenv("PL_DIR"));
  snprintf(out + length, size - (size_t)length, "%s", rest);
  for (char *c = out + length; *c != 0; ++c)
    if (*c == '/') *c = '%';
}

static void keep_directory(const char *path) {
  DIR *folder = opendir(path);
  if (folder == NULL) return;
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    if (entry->d_type != DT_REG) continue;
    char full[1300], name[1600], number[32];
    snprintf(full, sizeof full, "%s/%s", path, entry->d_name);
    name_file(name, sizeof name, full);
    snprintf(number, sizeof number, "%llu", (unsigned long long)entry->d_ino);
    put(name, -1, number);
  }
  closedir(folder);
}

static void keep(int fd, const char *path) {
  struct stat info;
  char target[1200];
  if (getenv("PL_SHADOW") == NULL || fstat(fd, &info) != 0 || atomic_load(&g_lost_inode) == info.st_ino) return;
  if (S_ISDIR(info.st_mode)) return keep_directory(path);
  if (!S_ISREG(info.st_mode)) return;
  snprintf(target, sizeof target, "%s/inodes/%llu", getenv("PL_SHADOW"), (unsigned long long)info.st_ino);
  const int from = open(path, O_RDONLY | O_CLOEXEC);
  if (from < 0) return;
  put(target, from, NULL);
  close(from);
}

static int sync_with(int fd, const char *function) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, function);
  char path[1024];
  if (!is_watched(fd, path, sizeof path)) return real(fd);
  /* SQLite, which syncs by fdatasync, goes on when a folder's sync fails; the store has synced that folder by then. */
    struct stat info;
  if (fstat(fd, &info) != 0) return real(fd);
  const int is_ignored = function[1] == 'd' && S_ISDIR(info.st_mode);
  const char *fail_at = getenv("PL_FAIL_AT");
  if (fail_at != NULL && !is_ignored && atomic_fetch_add(&g_syncs, 1) + 1 == atoi(fail_at)) {
    atomic_store(&g_lost_inode, (unsigned long long)info.st_ino);
    const int mark = open(getenv("PL_FAILED"), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (mark >= 0) close(mark);
    errno = EIO;
    return -1;
  }
  const int result = real(fd);
  if (result == 0) keep(fd, path);
  return result;
}

int fsync(int fd) { return sync_with(fd, "fsync"); }
int fdatasync(int fd) { return sync_with(fd, "fdatasync"); }

/* A name that is gone is gone at once: a stale journal must not come back. */
int unlink(const char *path) {
  int (*real)(const char *) = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
  const char *dir = getenv("PL_DIR");
  const int result = real(path);
  if (result == 0 && dir != NULL && getenv("PL_SHADOW") != NULL && strncmp(path, dir, strlen(dir)) == 0 ) {
    char name[1600];
    name_file(name, sizeof name, path);
    real(name);
  }
  return result;
}

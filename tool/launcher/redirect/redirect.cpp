// libtelinject-redirect.so: `telinject cc` preloads it into the compiler. It presents the rewritten texts under the
// original names, so that paths, __FILE__, dependency files, debug information and all forms of #include stay unchanged
// (docs/adr/0003-launcher.md).
//
// TELINJECT_REDIRECT names a table with one line per replaced file: "DEVICE INODE DEVICE INODE SIZE NANOSECONDS
// REWRITTEN PATH". These are the identity of the original and of the copy, the copy's size, the nanoseconds to report
// in its times, whether it is a rewritten source, and the copy's path. Files are identified by device and inode,
// whatever name is opened. Opening the first rewritten source creates the file TABLE.used, which informs the launcher.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace {

struct Entry {
  unsigned long original_device, original_inode, copy_device, copy_inode;
  long size, nanoseconds;
  int is_rewritten;
  char path[4096];
};

constexpr int kMostEntries = 4096;
Entry *entries;
int entry_count;
char used_path[4200];
pthread_once_t once = PTHREAD_ONCE_INIT;

int plain_open(int folder, const char *path, int flags, unsigned mode) {
  return static_cast<int>(syscall(SYS_openat, folder, path, flags, mode));
}

// Uses system calls, because this library replaces the corresponding functions.
int plain_fstat(int file, struct stat *facts) {
  return static_cast<int>(syscall(SYS_newfstatat, file, "", facts, AT_EMPTY_PATH));
}

void read_table() {
  const char *table = getenv("TELINJECT_REDIRECT");
  if (!table || strlen(table) > 4096)
    return;
  snprintf(used_path, sizeof used_path, "%s.used", table);
  const int file = plain_open(AT_FDCWD, table, O_RDONLY | O_CLOEXEC, 0);
  if (file < 0)
    return;
  struct stat facts;
  char *text = nullptr;
  if (plain_fstat(file, &facts) == 0 && facts.st_size < (64 << 20))
    text = static_cast<char *>(calloc(1, static_cast<size_t>(facts.st_size) + 1));
  if (text && read(file, text, static_cast<size_t>(facts.st_size)) == facts.st_size) {
    entries = static_cast<Entry *>(calloc(kMostEntries, sizeof(Entry)));
    for (char *line = text; entries && line && *line && entry_count < kMostEntries;) {
      Entry &e = entries[entry_count];
      if (sscanf(line, "%lu %lu %lu %lu %ld %ld %d %4095[^\n]", &e.original_device, &e.original_inode, &e.copy_device,
                 &e.copy_inode, &e.size, &e.nanoseconds, &e.is_rewritten, e.path) == 8)
        ++entry_count;
      line = strchr(line, '\n');
      if (line)
        ++line;
    }
  }
  free(text);
  close(file);
}

const Entry *find(unsigned long device, unsigned long inode, bool copy) {
  for (int i = 0; i < entry_count; ++i) {
    const Entry &e = entries[i];
    if (copy ? e.copy_device == device && e.copy_inode == inode
             : e.original_device == device && e.original_inode == inode)
      return &e;
  }
  return nullptr;
}

// Returns the opened file, or its copy if it was rewritten.
int redirect(int file, int flags) {
  if (file < 0 || (flags & O_ACCMODE) != O_RDONLY || (flags & (O_DIRECTORY | O_PATH)))
    return file;
  pthread_once(&once, read_table);
  if (entry_count == 0)
    return file;
  const int saved = errno;
  struct stat facts;
  if (plain_fstat(file, &facts) == 0 && S_ISREG(facts.st_mode)) {
    if (const Entry *e = find(facts.st_dev, facts.st_ino, false)) {
      const int copy = plain_open(AT_FDCWD, e->path, flags & ~(O_CREAT | O_EXCL), 0);
      if (copy >= 0) {
        close(file);
        file = copy;
        const int used = e->is_rewritten ? plain_open(AT_FDCWD, used_path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600) : -1;
        if (used >= 0)
          close(used);
      }
    }
  }
  errno = saved;
  return file;
}

// Replaces the facts of a copy by those of the original.
bool stat_original(const Entry *e, struct stat *original) {
  char name[4200];
  snprintf(name, sizeof name, "%s.original", e->path);
  const int saved = errno;
  const int result = static_cast<int>(syscall(SYS_newfstatat, AT_FDCWD, name, original, 0));
  errno = saved;
  return result == 0;
}

// Sets the original's identity and times, the rewritten text's size, and a change time that depends on the text.
template <class Stat> void patch_stat(Stat *facts) {
  pthread_once(&once, read_table);
  if (entry_count == 0)
    return;
  const auto device = static_cast<unsigned long>(facts->st_dev), inode = static_cast<unsigned long>(facts->st_ino);
  const Entry *e = find(device, inode, false);
  if (e) {
    facts->st_size = e->size;
    facts->st_blocks = (e->size + 511) / 512;
  } else if ((e = find(device, inode, true))) {
    struct stat original;
    // The copy's own times are the launcher's.
    if (stat_original(e, &original)) {
      facts->st_mtim = original.st_mtim;
      facts->st_ctim = original.st_ctim;
      facts->st_mode = original.st_mode;
    }
    facts->st_dev = e->original_device;
    facts->st_ino = e->original_inode;
  }
  if (e)
    facts->st_mtim.tv_nsec = facts->st_ctim.tv_nsec = e->nanoseconds;
}

// Does the same for statx.
void patch_statx(struct statx *facts) {
  pthread_once(&once, read_table);
  if (entry_count == 0)
    return;
  const unsigned long device = makedev(facts->stx_dev_major, facts->stx_dev_minor), inode = facts->stx_ino;
  const Entry *e = find(device, inode, false);
  if (e) {
    facts->stx_size = static_cast<unsigned long>(e->size);
    facts->stx_blocks = static_cast<unsigned long>((e->size + 511) / 512);
  } else if ((e = find(device, inode, true))) {
    struct stat original;
    if (stat_original(e, &original)) {
      facts->stx_mtime = {original.st_mtim.tv_sec, static_cast<unsigned>(original.st_mtim.tv_nsec), {0}};
      facts->stx_ctime = {original.st_ctim.tv_sec, static_cast<unsigned>(original.st_ctim.tv_nsec), {0}};
      facts->stx_mode = static_cast<unsigned short>(original.st_mode);
    }
    facts->stx_dev_major = major(e->original_device);
    facts->stx_dev_minor = minor(e->original_device);
    facts->stx_ino = e->original_inode;
  }
  if (e)
    facts->stx_mtime.tv_nsec = facts->stx_ctime.tv_nsec = static_cast<unsigned>(e->nanoseconds);
}

template <class Function> Function next(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  Function function;
  memcpy(&function, &found, sizeof function);
  return function;
}

unsigned mode_of(int flags, va_list arguments) {
  return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, unsigned) : 0;
}

} // namespace

#define TELINJECT_R_EXPORT extern "C" __attribute__((visibility("default")))

#define TELINJECT_R_OPEN(name, extra) \
  TELINJECT_R_EXPORT int name(const char *path, int flags, ...) { \
    va_list arguments; \
    va_start(arguments, flags); \
    const unsigned mode = mode_of(flags, arguments); \
    va_end(arguments); \
    return redirect(plain_open(AT_FDCWD, path, flags | (extra), mode), flags); \
  }
TELINJECT_R_OPEN(open, 0)
TELINJECT_R_OPEN(open64, O_LARGEFILE)

#define TELINJECT_R_OPENAT(name, extra) \
  TELINJECT_R_EXPORT int name(int folder, const char *path, int flags, ...) { \
    va_list arguments; \
    va_start(arguments, flags); \
    const unsigned mode = mode_of(flags, arguments); \
    va_end(arguments); \
    return redirect(plain_open(folder, path, flags | (extra), mode), flags); \
  }
TELINJECT_R_OPENAT(openat, 0)
TELINJECT_R_OPENAT(openat64, O_LARGEFILE)

TELINJECT_R_EXPORT int __open_2(const char *path, int flags) {
  return redirect(plain_open(AT_FDCWD, path, flags, 0), flags);
}
TELINJECT_R_EXPORT int __open64_2(const char *path, int flags) {
  return redirect(plain_open(AT_FDCWD, path, flags, 0), flags);
}

#define TELINJECT_R_FOPEN(name) \
  TELINJECT_R_EXPORT FILE *name(const char *path, const char *mode) { \
    static const auto real = next<FILE *(*)(const char *, const char *)>(#name); \
    if (mode[0] != 'r' || strchr(mode, '+')) \
      return real(path, mode); \
    const int file = open(path, O_RDONLY | (strchr(mode, 'e') ? O_CLOEXEC : 0)); \
    return file < 0 ? nullptr : fdopen(file, mode); \
  }
TELINJECT_R_FOPEN(fopen)
TELINJECT_R_FOPEN(fopen64)

#define TELINJECT_R_STAT(name, type, parameters, arguments) \
  TELINJECT_R_EXPORT int name parameters { \
    static const auto real = next<int(*) parameters>(#name); \
    const int result = real ? real arguments : (errno = ENOSYS, -1); \
    if (result == 0) \
      patch_stat(facts); \
    return result; \
  }
TELINJECT_R_STAT(stat, struct stat, (const char *path, struct stat *facts), (path, facts))
TELINJECT_R_STAT(stat64, struct stat64, (const char *path, struct stat64 *facts), (path, facts))
TELINJECT_R_STAT(fstat, struct stat, (int file, struct stat *facts), (file, facts))
TELINJECT_R_STAT(fstat64, struct stat64, (int file, struct stat64 *facts), (file, facts))
TELINJECT_R_STAT(fstatat, struct stat, (int folder, const char *path, struct stat *facts, int flags),
                 (folder, path, facts, flags))
TELINJECT_R_STAT(fstatat64, struct stat64, (int folder, const char *path, struct stat64 *facts, int flags),
                 (folder, path, facts, flags))
TELINJECT_R_STAT(__xstat, struct stat, (int version, const char *path, struct stat *facts), (version, path, facts))
TELINJECT_R_STAT(__xstat64, struct stat64, (int version, const char *path, struct stat64 *facts),
                 (version, path, facts))
TELINJECT_R_STAT(__fxstat, struct stat, (int version, int file, struct stat *facts), (version, file, facts))
TELINJECT_R_STAT(__fxstat64, struct stat64, (int version, int file, struct stat64 *facts), (version, file, facts))
TELINJECT_R_STAT(lstat, struct stat, (const char *path, struct stat *facts), (path, facts))
TELINJECT_R_STAT(lstat64, struct stat64, (const char *path, struct stat64 *facts), (path, facts))
TELINJECT_R_STAT(__lxstat, struct stat, (int version, const char *path, struct stat *facts), (version, path, facts))
TELINJECT_R_STAT(__lxstat64, struct stat64, (int version, const char *path, struct stat64 *facts),
                 (version, path, facts))
TELINJECT_R_STAT(__fxstatat, struct stat, (int version, int folder, const char *path, struct stat *facts, int flags),
                 (version, folder, path, facts, flags))
TELINJECT_R_STAT(__fxstatat64, struct stat64,
                 (int version, int folder, const char *path, struct stat64 *facts, int flags),
                 (version, folder, path, facts, flags))

TELINJECT_R_EXPORT int statx(int folder, const char *path, int flags, unsigned mask, struct statx *facts) {
  static const auto real = next<int (*)(int, const char *, int, unsigned, struct statx *)>("statx");
  const int result = real ? real(folder, path, flags, mask, facts) : (errno = ENOSYS, -1);
  if (result == 0)
    patch_statx(facts);
  return result;
}

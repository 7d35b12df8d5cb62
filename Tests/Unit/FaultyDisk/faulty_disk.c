#include "faulty_disk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES_MAX = 1024, COPY_BYTES = 64 * 1024 };

typedef struct Directory {
  struct Directory *next;
  char path[PATH_BYTES_MAX];
  char durable[PATH_BYTES_MAX];
  DiskFault fault;
  int waiting;
  int operations_left;
} Directory;

enum { WITHOUT_END = -1 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static Directory *directories;

// ---- The directories; `mutex` is held.

static Directory *directory_of(const char *file) {
  const char *end = file ? strrchr(file, '/') : NULL;
  for (Directory *each = directories; end && each; each = each->next) {
    const size_t length = strlen(each->path);
    if ((size_t)(end - file) == length && memcmp(file, each->path, length) == 0) { return each; }
  }
  return NULL;
}

static Directory *directory_at(const char *path) {
  for (Directory *each = directories; each; each = each->next) {
    if (strcmp(each->path, path) == 0) { return each; }
  }
  Directory *added = calloc(1, sizeof *added);
  if (!added) { abort(); }
  snprintf(added->path, sizeof added->path, "%s", path);
  added->operations_left = WITHOUT_END;
  added->next = directories;
  directories = added;
  return added;
}

static void copy_file(const char *from, const char *to) {
  FILE *source = fopen(from, "rb");
  FILE *target = source ? fopen(to, "wb") : NULL;
  if (!target) { abort(); }
  static char bytes[COPY_BYTES];
  for (size_t count; (count = fread(bytes, 1, sizeof bytes, source)) > 0;) {
    if (fwrite(bytes, 1, count, target) != count) { abort(); }
  }
  fclose(source);
  if (fclose(target) != 0) { abort(); }
}

static void keep_durable(const Directory *directory, const char *file) {
  char copy[2 * PATH_BYTES_MAX];
  snprintf(copy, sizeof copy, "%s%s", directory->durable, strrchr(file, '/'));
  copy_file(file, copy);
}

// ---- What happens to one access.

static bool is_dead(Directory *directory) {
  if (!directory || directory->operations_left == WITHOUT_END) { return false; }
  if (directory->operations_left == 0) { return true; }
  directory->operations_left--;
  return false;
}

static int before_write(const char *file) {
  pthread_mutex_lock(&mutex);
  Directory *directory = directory_of(file);
  const DiskFault fault = directory ? directory->fault : DISK_WORKS;
  const bool dead = is_dead(directory);
  pthread_mutex_unlock(&mutex);
  if (dead) { return SQLITE_IOERR_WRITE; }
  if (fault == DISK_FULL) { return SQLITE_FULL; }
  return fault == DISK_FAILS_TO_WRITE ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

static int before_sync(const char *file) {
  pthread_mutex_lock(&mutex);
  Directory *directory = directory_of(file);
  while (directory && directory->fault == DISK_STALLS) {
    directory->waiting++;
    pthread_cond_wait(&changed, &mutex);
    directory = directory_of(file);
    if (directory) { directory->waiting--; }
  }
  const DiskFault fault = directory ? directory->fault : DISK_WORKS;
  const bool dead = is_dead(directory);
  pthread_mutex_unlock(&mutex);
  return dead || fault == DISK_FAILS_TO_SYNC ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}

static void after_sync(const char *file) {
  pthread_mutex_lock(&mutex);
  const Directory *directory = directory_of(file);
  if (directory && directory->durable[0]) { keep_durable(directory, file); }
  pthread_mutex_unlock(&mutex);
}

// ---- SQLite's file functions: those of the system with the above before them.

typedef struct File {
  sqlite3_file base;
  const char *path;  // belongs to SQLite and lives as long as the file is open
  sqlite3_file *real;
} File;

static sqlite3_vfs *system_vfs;
static sqlite3_vfs faulty_vfs;

#define REAL(file) (((File *)(file))->real)
#define PATH(file) (((File *)(file))->path)

static int file_close(sqlite3_file *file) { return REAL(file)->pMethods->xClose(REAL(file)); }

static int file_read(sqlite3_file *file, void *bytes, int count, sqlite3_int64 offset) {
  return REAL(file)->pMethods->xRead(REAL(file), bytes, count, offset);
}

static int file_write(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 offset) {
  const int failure = before_write(PATH(file));
  return failure ? failure : REAL(file)->pMethods->xWrite(REAL(file), bytes, count, offset);
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size) {
  const int failure = before_write(PATH(file));
  return failure ? failure : REAL(file)->pMethods->xTruncate(REAL(file), size);
}

static int file_sync(sqlite3_file *file, int flags) {
  const int failure = before_sync(PATH(file));
  if (failure) { return failure; }
  const int result = REAL(file)->pMethods->xSync(REAL(file), flags);
  if (result == SQLITE_OK) { after_sync(PATH(file)); }
  return result;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size) {
  return REAL(file)->pMethods->xFileSize(REAL(file), size);
}

static int file_lock(sqlite3_file *file, int level) {
  return REAL(file)->pMethods->xLock(REAL(file), level);
}

static int file_unlock(sqlite3_file *file, int level) {
  return REAL(file)->pMethods->xUnlock(REAL(file), level);
}

static int file_check_lock(sqlite3_file *file, int *result) {
  return REAL(file)->pMethods->xCheckReservedLock(REAL(file), result);
}

static int file_control(sqlite3_file *file, int operation, void *argument) {
  return REAL(file)->pMethods->xFileControl(REAL(file), operation, argument);
}

static int file_sector_size(sqlite3_file *file) {
  return REAL(file)->pMethods->xSectorSize(REAL(file));
}

static int file_characteristics(sqlite3_file *file) {
  return REAL(file)->pMethods->xDeviceCharacteristics(REAL(file));
}

static int file_shm_map(
    sqlite3_file *file, int page, int size, int extend, void volatile **address) {
  return REAL(file)->pMethods->xShmMap(REAL(file), page, size, extend, address);
}

static int file_shm_lock(sqlite3_file *file, int offset, int count, int flags) {
  return REAL(file)->pMethods->xShmLock(REAL(file), offset, count, flags);
}

static void file_shm_barrier(sqlite3_file *file) { REAL(file)->pMethods->xShmBarrier(REAL(file)); }

static int file_shm_unmap(sqlite3_file *file, int delete) {
  return REAL(file)->pMethods->xShmUnmap(REAL(file), delete);
}

// Version 2: without memory-mapped reading, which would go past us.
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static int vfs_open(
    sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *base, int flags, int *flags_out) {
  (void)vfs;
  File *file = (File *)base;
  file->path = path;
  file->real = (sqlite3_file *)(file + 1);
  const int result = system_vfs->xOpen(system_vfs, path, file->real, flags, flags_out);
  // Without methods SQLite does not close what could not be opened.
  file->base.pMethods = file->real->pMethods ? &methods : NULL;
  return result;
}

bool faulty_disk_install(void) {
  static pthread_mutex_t installing = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&installing);
  bool done = system_vfs != NULL;
  if (!done && (system_vfs = sqlite3_vfs_find(NULL)) != NULL) {
    faulty_vfs = *system_vfs;
    faulty_vfs.zName = "faulty";
    faulty_vfs.pNext = NULL;
    faulty_vfs.szOsFile = (int)sizeof(File) + system_vfs->szOsFile;
    faulty_vfs.xOpen = vfs_open;
    done = sqlite3_vfs_register(&faulty_vfs, 1) == SQLITE_OK;
  }
  pthread_mutex_unlock(&installing);
  return done;
}

void faulty_disk_set(const char *directory, DiskFault fault) {
  pthread_mutex_lock(&mutex);
  directory_at(directory)->fault = fault;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
}

void faulty_disk_die_after(const char *directory, int operations) {
  pthread_mutex_lock(&mutex);
  directory_at(directory)->operations_left = operations;
  pthread_mutex_unlock(&mutex);
}

void faulty_disk_keep_durable(const char *path, const char *durable) {
  static const char *const names[] = {"/state.sqlite", "/state.sqlite-wal"};
  pthread_mutex_lock(&mutex);
  Directory *directory = directory_at(path);
  snprintf(directory->durable, sizeof directory->durable, "%s", durable);
  for (size_t i = 0; i < sizeof names / sizeof *names; ++i) {
    char file[PATH_BYTES_MAX + 32];
    snprintf(file, sizeof file, "%s%s", path, names[i]);
    keep_durable(directory, file);
  }
  pthread_mutex_unlock(&mutex);
}

void faulty_disk_forget(const char *path) {
  pthread_mutex_lock(&mutex);
  for (Directory **link = &directories; *link; link = &(*link)->next) {
    Directory *each = *link;
    if (strcmp(each->path, path) != 0) { continue; }
    *link = each->next;
    free(each);
    break;
  }
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&mutex);
}

int faulty_disk_waiting(const char *path) {
  pthread_mutex_lock(&mutex);
  int waiting = 0;
  for (const Directory *each = directories; each; each = each->next) {
    if (strcmp(each->path, path) == 0) { waiting = each->waiting; }
  }
  pthread_mutex_unlock(&mutex);
  return waiting;
}

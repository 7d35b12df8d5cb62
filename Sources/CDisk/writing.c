#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>

#include "CDisk.h"

int cdisk_begin_writing(int file, int64_t start, int64_t size) {
  return sync_file_range(file, start, size, SYNC_FILE_RANGE_WRITE) == 0 ? 0 : errno;
}

int cdisk_wait_written(int file, int64_t start, int64_t size) {
  return sync_file_range(file, start, size, SYNC_FILE_RANGE_WAIT_BEFORE) == 0 ? 0 : errno;
}

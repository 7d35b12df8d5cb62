// What Glibc's Swift module hides of writing to a disk.
#pragma once

#include <stdint.h>

/// Has the disk begin with a part of a file, without waiting for it.
///
/// Returns 0 or an `errno`. An error of the disk (EIO, ENOSPC) is told once: a later `fsync` of the
/// same descriptor does not see it again.
int cdisk_begin_writing(int file, int64_t start, int64_t size);

/// Waits until the disk has what it has begun with of a part of a file. This makes nothing durable.
///
/// Returns as `cdisk_begin_writing` does.
int cdisk_wait_written(int file, int64_t start, int64_t size);

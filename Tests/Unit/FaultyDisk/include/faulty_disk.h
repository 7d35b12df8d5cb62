// A disk for SQLite that fails as it is told, and that knows what a power cut would leave.
// It stands before SQLite's own file functions (as a "VFS"), for every database of the process.
#pragma once

#include <stdbool.h>

typedef enum DiskFault {
  DISK_WORKS,
  DISK_FULL,            // writes find no room
  DISK_FAILS_TO_WRITE,  // writes end with an error
  DISK_FAILS_TO_SYNC,   // writes succeed, to make them durable does not
  DISK_STALLS           // to make writes durable waits until the disk does something else
} DiskFault;

// Puts the disk under every database that is opened from now on; once per process is enough.
bool faulty_disk_install(void);

// What is to happen to files in this directory, from now on.
void faulty_disk_set(const char *directory, DiskFault fault);

// After so many writes and syncs all that follow fail, as if the power were gone.
void faulty_disk_die_after(const char *directory, int operations);

// Keeps in `durable` a copy of each file of `directory` as it was when it was last made durable.
// Not before the databases in there are set up: what is there now counts as durable.
void faulty_disk_keep_durable(const char *directory, const char *durable);

// Ends what the two above began.
void faulty_disk_forget(const char *directory);

// How many threads wait for a disk that stalls.
int faulty_disk_waiting(const char *directory);

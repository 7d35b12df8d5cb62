// Running an outside program on what a stranger sent.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct cprocess_limits {
  // Of its address space, in bytes.
  uint64_t memory;
  // Of what it writes, in bytes.
  uint64_t output;
  // Of the processor, in seconds.
  uint64_t seconds;
};

// Starts a program that reads from `input` and writes to `output`, and has nothing else: no other
// descriptor, no socket of any kind, none of this process's environment, no files but those of the
// system's programs, and no way to gain rights or to leave its process group. Where this process is
// root's it runs as nobody.
//
// `folder` is where it runs, and where it may leave temporary files. Returns its number, or -1 with
// errno where it can't be started; one that can't be confined ends with status 125 at once, one that
// is not there with 127.
pid_t cprocess_start_confined(char *const *arguments, int input, int output, const char *folder,
                              const struct cprocess_limits *limits);

// Waits for it, and ends it with all that it started when its time is over.
//
// Returns its status as waitpid gives it, or -1 where it had to be ended.
int cprocess_wait_confined(pid_t process, int milliseconds);

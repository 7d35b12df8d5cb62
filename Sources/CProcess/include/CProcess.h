// What keeps a process's memory to itself and can be asked for in C alone.
#pragma once

#include <stdbool.h>

#include "transform.h"

// No core dump, and no process of the same user may read this one's memory or attach to it.
//
// Returns false where the kernel refuses.
bool cprocess_close_memory(void);

// Has the backtrace of a crash show functions but no memory.
//
// Swift's runtime prints what registers point to, texts and keys among it. It reads the environment
// for what to print when it is loaded, before a program of its own can have a say: so this starts
// the program once more, with the variable set. Where it is set already, or that is impossible, it
// returns.
void cprocess_choose_backtrace(char **arguments);

// Opens /dev/null for each of the standard descriptors that is closed: a file or socket that got
// its number would receive what is printed.
void cprocess_fill_standard_descriptors(void);

// From now on memory is overwritten when it is freed, also by libraries.
//
// Costs the time that it takes to write zeros: some nanoseconds for a small block, 2 us for 64 KiB.
void cprocess_wipe_freed_memory(void);

// Has all threads share two heaps; called before there is a second thread.
//
// glibc gives each thread a heap of its own, and what one thread takes and another frees stays there:
// with eight files under way that were two thirds of what they took. With one heap the threads wait
// for each other: a tenth more CPU for each message.
void cprocess_share_heaps(void);

// Gives memory that is free within the process back to the system. Takes milliseconds.
void cprocess_release_memory(void);

// Gives memory back to the system that the start of a long-running program has used: free memory, and
// the pages of code and constants of the program and its libraries, of which a start touches four
// times as many as what follows. Those that are needed come back from the page cache, within
// microseconds. Takes milliseconds.
void cprocess_release_start(void);

// Whether the kernel knows of a service (NTP) that keeps the clock right.
bool cprocess_is_clock_synchronized(void);

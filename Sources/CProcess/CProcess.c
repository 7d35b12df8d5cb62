#define _GNU_SOURCE
#include "CProcess.h"

#include <fcntl.h>
#include <link.h>
#include <malloc.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/timex.h>
#include <unistd.h>

void cprocess_choose_backtrace(char **arguments) {
  if (getenv("SWIFT_BACKTRACE") != NULL) return;
  char path[4096];
  ssize_t count = readlink("/proc/self/exe", path, sizeof path - 1);
  if (count <= 0) return;
  path[count] = 0;
  setenv("SWIFT_BACKTRACE", "registers=none", 1);
  execv(path, arguments);
}

bool cprocess_close_memory(void) {
  struct rlimit none = {0, 0};
  bool has_no_core = setrlimit(RLIMIT_CORE, &none) == 0;
  return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && has_no_core;
}

void cprocess_fill_standard_descriptors(void) {
  for (int descriptor = 0; descriptor < 3; descriptor++) {
    // The lowest free number is the one that is missing.
    if (fcntl(descriptor, F_GETFD) < 0) open("/dev/null", O_RDWR);
  }
}

bool cprocess_is_clock_synchronized(void) {
  struct timex state = {0};
  return adjtimex(&state) >= 0 && !(state.status & STA_UNSYNC);
}

void cprocess_share_heaps(void) { mallopt(M_ARENA_MAX, 2); }

void cprocess_release_memory(void) { malloc_trim(0); }

static int release_pages(struct dl_phdr_info *object, size_t size, void *page_size) {
  (void)size;
  uintptr_t page = *(const uintptr_t *)page_size;
  for (int index = 0; index < object->dlpi_phnum; index++) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[index];
    // What is writable at any time, also before relocation ended, differs from the file.
    if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W)) continue;
    uintptr_t start = (object->dlpi_addr + segment->p_vaddr) & ~(page - 1);
    uintptr_t end = object->dlpi_addr + segment->p_vaddr + segment->p_memsz;
    if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
  }
  return 0;
}

void cprocess_release_start(void) {
  malloc_trim(0);
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  dl_iterate_phdr(release_pages, &page);
}

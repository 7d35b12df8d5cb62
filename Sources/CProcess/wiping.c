#include <malloc.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "CProcess.h"

// Memory that is freed keeps what stood in it until it is used again: texts, names, pieces of files.
// No buffer of ours alone is meant, but each copy that a library makes of one; so the program
// has a `free` of its own, which the libraries find in place of the C library's.

// A sanitizer has ones of its own, and a program with it is none that runs for people.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define KEEPS_FREE 1
#endif
#endif

#ifdef KEEPS_FREE

void cprocess_wipe_freed_memory(void) {}

#else

// The C library's own ones.
void __libc_free(void *block);
void *__libc_realloc(void *block, size_t size);

static atomic_bool wipes = false;

void cprocess_wipe_freed_memory(void) { atomic_store(&wipes, true); }

static bool is_wiping(void) { return atomic_load_explicit(&wipes, memory_order_relaxed); }

void free(void *block) {
  if (block != NULL && is_wiping()) memset(block, 0, malloc_usable_size(block));
  __libc_free(block);
}

void *realloc(void *block, size_t size) {
  if (block == NULL || size == 0 || !is_wiping()) return __libc_realloc(block, size);
  size_t old = malloc_usable_size(block);
  if (size <= old && size >= old / 2) {
    memset((char *)block + size, 0, old - size);
    return block;
  }
  void *moved = malloc(size);
  if (moved == NULL) return NULL;
  memcpy(moved, block, size < old ? size : old);
  free(block);
  return moved;
}

#endif

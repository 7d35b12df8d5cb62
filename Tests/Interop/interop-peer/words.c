#include "words.h"

#include <stdlib.h>
#include <string.h>

#include "support.h"

char *next_word(char **cursor) {
  char *start = *cursor + strspn(*cursor, " ");
  if (*start == '\0') { return NULL; }
  char *end = start + strcspn(start, " ");
  *cursor = *end ? end + 1 : end;
  *end = '\0';
  return start;
}

bool next_number(char **cursor, uint64_t *value) {
  const char *word = next_word(cursor);
  if (!word) { return false; }
  char *end;
  *value = strtoull(word, &end, 10);
  return *end == '\0';
}

bool next_number32(char **cursor, uint32_t *value) {
  uint64_t wide;
  if (!next_number(cursor, &wide) || wide > UINT32_MAX) { return false; }
  *value = (uint32_t)wide;
  return true;
}

bool next_hex(char **cursor, uint8_t *bytes, size_t length) {
  const char *word = next_word(cursor);
  return word && hex_decode(word, bytes, length);
}

// Cutting a command line into words.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The next word, or NULL; the cursor is left at what follows it.
char *next_word(char **cursor);
bool next_number(char **cursor, uint64_t *value);
bool next_number32(char **cursor, uint32_t *value);
bool next_hex(char **cursor, uint8_t *bytes, size_t length);

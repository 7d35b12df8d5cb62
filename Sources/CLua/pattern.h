// Lua patterns, matched with a budget of steps. Knows nothing of a Lua state.
//
// A pattern is compiled to items first. Only an item with a repeat makes the matcher call itself,
// and always for a later item, so its depth is at most the number of items.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PATTERN_ITEMS_MAX = 256, PATTERN_CAPTURES_MAX = 32 };

enum { CAPTURE_IS_POSITION = -1 };

typedef struct pattern_item {
  uint8_t kind;
  uint8_t repeat;
  // A literal byte, a capture's number, or the two bytes of %b.
  uint8_t first, second;
  // Of a set or frontier: one bit for each byte.
  uint32_t set[8];
} pattern_item;

typedef struct pattern {
  pattern_item items[PATTERN_ITEMS_MAX];
  int count;
  int capture_count;
  // Begins with '^': matches at the first position only.
  bool is_anchored;
} pattern;

typedef struct pattern_capture {
  const uint8_t *start;
  // Bytes, or CAPTURE_IS_POSITION.
  ptrdiff_t count;
} pattern_capture;

typedef struct pattern_matcher {
  const pattern *pattern;
  const uint8_t *start;
  const uint8_t *end;
  // Steps that are left; the match fails when it falls below zero.
  int64_t *fuel;
  pattern_capture captures[PATTERN_CAPTURES_MAX];
} pattern_matcher;

// Returns NULL, or a sentence about what is wrong with the pattern.
const char *pattern_compile(
    pattern *result, const char *bytes, size_t count, bool may_be_anchored);

// Matches at exactly `at`. Returns the match's end, or NULL: no match, or no fuel.
const uint8_t *pattern_match(pattern_matcher *matcher, const uint8_t *at);

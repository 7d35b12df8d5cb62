#include <stdio.h>
#include <string.h>

#include "flood.h"

static uint64_t next_random(uint64_t *state) {
  // SplitMix64: any seed is good, and the same numbers come out everywhere.
  uint64_t value = (*state += 0x9E3779B97F4A7C15u);
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9u;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBu;
  return value ^ (value >> 31);
}

static size_t put_character(uint8_t *bytes, size_t size, uint64_t random) {
  switch (size) {
    case 1:
      bytes[0] = (uint8_t)(0x20 + random % 0x5F);
      return 1;
    case 2:
      bytes[0] = (uint8_t)(0xC3 + random % 0x1D);
      break;
    case 3:
      // Below the surrogates' 0xED, above the marks of direction, which bots do not send.
      bytes[0] = (uint8_t)(0xE3 + random % 0x0A);
      break;
    default:
      bytes[0] = (uint8_t)(0xF1 + random % 3);
      break;
  }
  for (size_t i = 1; i < size; ++i) { bytes[i] = (uint8_t)(0x80 + (random >> (8 * i)) % 0x3E); }
  return size;
}

static size_t body_length(const FloodPlan *plan, uint32_t number, uint64_t *random) {
  // The two ends of the range always occur; they are where mistakes live.
  if (number == 0) { return plan->shortest; }
  if (number == 1) { return plan->longest; }
  return plan->shortest + next_random(random) % (plan->longest - plan->shortest + 1);
}

size_t flood_body(const FloodPlan *plan, uint32_t number, uint8_t body[TOX_MAX_MESSAGE_LENGTH]) {
  uint64_t random = plan->seed ^ ((uint64_t)number + 1) * 0xD1342543DE82EF95u;
  const size_t length = body_length(plan, number, &random);
  char label[16];
  const int label_length = snprintf(label, sizeof label, "%08x ", number);
  size_t used = 0;
  if (length >= (size_t)label_length) {
    memcpy(body, label, (size_t)label_length);
    used = (size_t)label_length;
  }
  while (used < length) {
    const uint64_t value = next_random(&random);
    size_t size = 1 + (value >> 60) % 4;
    if (size > length - used) { size = 1; }
    if (plan->text) {
      used += put_character(body + used, size, value);
    } else {
      body[used++] = (uint8_t)value;
    }
  }
  return length;
}

#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

typedef struct PostPlan {
  const char *url;
  size_t count;
  // Requests under way at one time, each on a connection that stays.
  size_t open;
  const char *body_file;
} PostPlan;

// Posts the file's contents so often with libcurl's multi interface and nothing else, and prints how
// long that took.
int send_posts(const PostPlan *plan);

// Answers every POST with 204 until standard input ends, and counts them; see receive.c for what it
// reads and prints. One that drips sends a byte of each answer a second.
int receive_posts(uint16_t port, bool drips);

static inline uint64_t now_us(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

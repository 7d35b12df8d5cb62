// A flood: many messages to one friend with a bounded number outstanding, each checked.
// "echo" waits for the same bytes to come back; "one way" waits for the read receipt.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tox/tox.h>

typedef enum FloodState {
  FLOOD_IDLE,      // -> FLOOD_RUNNING on `flood` or `oneway`
  FLOOD_RUNNING,   // -> FLOOD_LINGERING when all came back, -> FLOOD_IDLE after a stall
  FLOOD_LINGERING  // still watches for duplicates; -> FLOOD_IDLE with the result
} FloodState;

typedef struct FloodPlan {
  uint32_t friend_number;
  uint32_t count;
  uint32_t shortest;
  uint32_t longest;
  uint32_t window;
  uint64_t seed;
  bool one_way;
  bool text;  // valid UTF-8 without control characters; otherwise arbitrary bytes
  uint64_t stall_us;
  // After this long nothing more is sent, and what is outstanding gets `stall_us` to come back;
  // 0: only the count ends it.
  uint64_t sending_us;
} FloodPlan;

typedef struct Flood {
  FloodState state;
  FloodPlan plan;
  uint32_t sent;
  uint32_t seen_count;
  uint32_t head;  // lowest number that has not come back
  uint32_t highest;  // highest number that has
  uint32_t duplicates, reordered, corrupt, refused;
  uint64_t started_us, progress_us, finished_us, cpu_started_us;
  uint8_t *seen;
  uint64_t *sent_us;
  uint32_t *latency_us;
  uint32_t *message_ids;
} Flood;

bool flood_start(Flood *flood, const FloodPlan *plan);
void flood_free(Flood *flood);
// Sends as much as the window allows, and ends the flood when it is over.
void flood_pump(Flood *flood, Tox *tox, uint32_t instance_index);
// Both return true when the event belongs to the flood and must not be reported.
bool flood_message(Flood *flood, uint32_t friend_number, const uint8_t *bytes, size_t length);
bool flood_receipt(Flood *flood, uint32_t friend_number, uint32_t message_id);

// The content of message `number`: the same for the same plan, in every process.
size_t flood_body(const FloodPlan *plan, uint32_t number, uint8_t body[TOX_MAX_MESSAGE_LENGTH]);

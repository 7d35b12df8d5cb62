// A talker: numbered messages to one friend without end, as a real client sends what its user
// types. What has no receipt when the friend goes is kept and sent again, in order and first, when
// the friend is back; toxcore itself forgets it.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tox/tox.h>

enum {
  TALKER_NAME_MAX = 32,
  TALKER_WINDOW_MAX = 1024,
};

typedef enum TalkerState {
  TALKER_IDLE,    // -> TALKER_TALKING on `talk`
  TALKER_TALKING, // -> TALKER_HUSHED on `hush`
  TALKER_HUSHED   // nothing new; what has no receipt is still seen to
} TalkerState;

typedef struct Talker {
  TalkerState state;
  uint32_t friend_number;
  char name[TALKER_NAME_MAX];
  // Messages without a receipt at most.
  uint32_t window;
  uint32_t per_second;
  uint64_t due_us;
  // Messages [first, next) have no receipt; of them [first, unsent) were sent in this session.
  uint64_t first, unsent, next;
  // How often a message was sent that an earlier session had sent.
  uint64_t sent_again;
  uint64_t sent_once;
  uint32_t message_ids[TALKER_WINDOW_MAX];
} Talker;

void talker_pump(Talker *talker, Tox *tox);
void talker_friend_offline(Talker *talker, uint32_t friend_number);
// Returns true when the receipt belongs to the talker, and reports which messages it ticks.
bool talker_receipt(
    Talker *talker, uint32_t instance_index, uint32_t friend_number, uint32_t message_id);

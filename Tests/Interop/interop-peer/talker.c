#include "talker.h"

#include <stdio.h>
#include <string.h>

#include "support.h"

enum {
  MICROSECONDS = 1000 * 1000,
  // What could not be sent in time is not made up for beyond this.
  ARREARS_MAX_US = 100 * 1000,
};

// "NAME NUMBER xxx…": mostly short, each 50th nearly a packet full.
static size_t write_body(const Talker *talker, uint64_t number, char body[TOX_MAX_MESSAGE_LENGTH]) {
  const size_t filler = number % 50 == 49 ? 1200 : number * 31 % 90;
  const int used = snprintf(
      body, TOX_MAX_MESSAGE_LENGTH, "%s %llu ", talker->name, (unsigned long long)number);
  memset(body + used, 'x', filler);
  return (size_t)used + filler;
}

static bool send_number(Talker *talker, Tox *tox, uint64_t number) {
  char body[TOX_MAX_MESSAGE_LENGTH];
  const size_t length = write_body(talker, number, body);
  Tox_Err_Friend_Send_Message error;
  talker->message_ids[number % TALKER_WINDOW_MAX] = tox_friend_send_message(
      tox, talker->friend_number, TOX_MESSAGE_TYPE_NORMAL, (const uint8_t *)body, length, &error);
  return error == TOX_ERR_FRIEND_SEND_MESSAGE_OK;
}

static void say_something_new(Talker *talker, uint64_t now_us) {
  if (talker->state != TALKER_TALKING) { return; }
  if (talker->due_us + ARREARS_MAX_US < now_us) { talker->due_us = now_us; }
  while (talker->due_us <= now_us && talker->next - talker->first < talker->window) {
    // In bursts of one to eight, so that batches of every size come about.
    const uint64_t burst = 1 + talker->next % 8;
    talker->due_us += burst * MICROSECONDS / talker->per_second;
    for (uint64_t i = 0; i < burst && talker->next - talker->first < talker->window; ++i) {
      talker->next++;
    }
  }
}

void talker_pump(Talker *talker, Tox *tox) {
  if (talker->state == TALKER_IDLE) { return; }
  say_something_new(talker, monotonic_us());
  Tox_Err_Friend_Query error;
  if (tox_friend_get_connection_status(tox, talker->friend_number, &error) == TOX_CONNECTION_NONE) {
    return;
  }
  while (talker->unsent < talker->next && send_number(talker, tox, talker->unsent)) {
    if (talker->unsent < talker->sent_once) {
      talker->sent_again++;
    } else {
      talker->sent_once = talker->unsent + 1;
    }
    talker->unsent++;
  }
}

void talker_friend_offline(Talker *talker, uint32_t friend_number) {
  if (talker->state == TALKER_IDLE || talker->friend_number != friend_number) { return; }
  talker->unsent = talker->first;
}

bool talker_receipt(
    Talker *talker, uint32_t instance_index, uint32_t friend_number, uint32_t message_id) {
  if (talker->state == TALKER_IDLE || talker->friend_number != friend_number) { return false; }
  uint64_t number = talker->first;
  while (number < talker->unsent && talker->message_ids[number % TALKER_WINDOW_MAX] != message_id) {
    number++;
  }
  json_begin("event", "ticked");
  json_number("instance", instance_index);
  // toxcore gives receipts in order; a receipt out of order is reported for what it is.
  json_bool("in_order", number == talker->first && number < talker->unsent);
  json_number("number", (int64_t)number);
  json_number("at_us", (int64_t)monotonic_us());
  json_end();
  if (number < talker->unsent) { talker->first = number + 1; }
  return true;
}

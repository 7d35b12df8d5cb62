#include "flood.h"

#include <stdlib.h>
#include <string.h>

#include "support.h"

enum {
  LINGER_US = 300 * 1000,
  // How far back a message that is not outstanding is looked for before it counts as corrupt.
  DUPLICATE_SEARCH = 4096,
};

bool flood_start(Flood *flood, const FloodPlan *plan) {
  flood_free(flood);
  *flood = (Flood){.state = FLOOD_RUNNING, .plan = *plan};
  flood->seen = calloc(plan->count, sizeof *flood->seen);
  flood->sent_us = calloc(plan->count, sizeof *flood->sent_us);
  flood->latency_us = calloc(plan->count, sizeof *flood->latency_us);
  flood->message_ids = calloc(plan->count, sizeof *flood->message_ids);
  if (!flood->seen || !flood->sent_us || !flood->latency_us || !flood->message_ids) {
    flood_free(flood);
    return false;
  }
  flood->started_us = flood->progress_us = monotonic_us();
  flood->cpu_started_us = cpu_time_us();
  return true;
}

void flood_free(Flood *flood) {
  free(flood->seen);
  free(flood->sent_us);
  free(flood->latency_us);
  free(flood->message_ids);
  *flood = (Flood){.state = FLOOD_IDLE};
}

static int compare_latencies(const void *left, const void *right) {
  const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

static uint32_t percentile(const uint32_t *sorted, uint32_t count, uint32_t percent) {
  return count == 0 ? 0 : sorted[(uint64_t)(count - 1) * percent / 100];
}

static void report(Flood *flood, uint32_t instance_index, bool stalled) {
  const uint64_t end_us = stalled ? monotonic_us() : flood->finished_us;
  const double seconds = (double)(end_us - flood->started_us) / 1e6;
  qsort(flood->latency_us, flood->seen_count, sizeof *flood->latency_us, compare_latencies);
  json_begin("event", "flood");
  json_number("instance", instance_index);
  json_number("friend", flood->plan.friend_number);
  json_bool("one_way", flood->plan.one_way);
  json_number("count", flood->plan.count);
  json_number("sent", flood->sent);
  json_number("received", flood->seen_count);
  json_number("missing", (int64_t)flood->plan.count - flood->seen_count);
  json_number("duplicates", flood->duplicates);
  json_number("reordered", flood->reordered);
  json_number("corrupt", flood->corrupt);
  json_number("refused", flood->refused);
  json_bool("stalled", stalled);
  json_real("seconds", seconds);
  json_real("per_second", seconds > 0 ? flood->seen_count / seconds : 0);
  json_real("cpu_seconds", (double)(cpu_time_us() - flood->cpu_started_us) / 1e6);
  json_number("p50_us", percentile(flood->latency_us, flood->seen_count, 50));
  json_number("p90_us", percentile(flood->latency_us, flood->seen_count, 90));
  json_number("p99_us", percentile(flood->latency_us, flood->seen_count, 99));
  json_end();
  flood_free(flood);
}

static void finish(Flood *flood, uint64_t now_us) {
  flood->finished_us = now_us;
  flood->state = FLOOD_LINGERING;
}

// The time to send is over: what has been sent is all that there is.
static void stop_sending(Flood *flood) {
  flood->plan.count = flood->sent;
  if (flood->seen_count == flood->plan.count) { finish(flood, flood->progress_us); }
}

static bool is_overdue(const Flood *flood, uint64_t now_us) {
  if (now_us > flood->progress_us + flood->plan.stall_us) { return true; }
  const uint64_t sending_us = flood->plan.sending_us;
  return sending_us && now_us > flood->started_us + sending_us + flood->plan.stall_us;
}

static uint32_t outstanding(const Flood *flood) { return flood->sent - flood->seen_count; }

void flood_pump(Flood *flood, Tox *tox, uint32_t instance_index) {
  if (flood->state == FLOOD_IDLE) { return; }
  const uint64_t now_us = monotonic_us();
  if (flood->state == FLOOD_LINGERING) {
    if (now_us - flood->finished_us > LINGER_US) { report(flood, instance_index, false); }
    return;
  }
  if (flood->plan.sending_us && now_us > flood->started_us + flood->plan.sending_us) {
    stop_sending(flood);
  }
  uint8_t body[TOX_MAX_MESSAGE_LENGTH];
  while (flood->sent < flood->plan.count && outstanding(flood) < flood->plan.window) {
    const size_t length = flood_body(&flood->plan, flood->sent, body);
    Tox_Err_Friend_Send_Message error;
    const uint32_t message_id = tox_friend_send_message(
        tox, flood->plan.friend_number, TOX_MESSAGE_TYPE_NORMAL, body, length, &error);
    if (error != TOX_ERR_FRIEND_SEND_MESSAGE_OK) {
      // Offline or a full queue: the same message is tried again at the next turn.
      flood->refused++;
      break;
    }
    flood->message_ids[flood->sent] = message_id;
    flood->sent_us[flood->sent++] = monotonic_us();
  }
  if (flood->state == FLOOD_RUNNING && is_overdue(flood, now_us)) {
    report(flood, instance_index, true);
  }
}

static void count_in(Flood *flood, uint32_t number) {
  const uint64_t now_us = monotonic_us();
  if (number < flood->highest) { flood->reordered++; }
  if (number > flood->highest) { flood->highest = number; }
  flood->seen[number] = 1;
  flood->latency_us[flood->seen_count++] = (uint32_t)(now_us - flood->sent_us[number]);
  flood->progress_us = now_us;
  while (flood->head < flood->sent && flood->seen[flood->head]) { flood->head++; }
  if (flood->seen_count == flood->plan.count) { finish(flood, now_us); }
}

typedef struct Arrival {
  const uint8_t *bytes;  // NULL for a receipt
  size_t length;
  uint32_t message_id;
} Arrival;

static bool matches(const Flood *flood, uint32_t number, const Arrival *arrival) {
  if (!arrival->bytes) { return flood->message_ids[number] == arrival->message_id; }
  uint8_t body[TOX_MAX_MESSAGE_LENGTH];
  const size_t length = flood_body(&flood->plan, number, body);
  return length == arrival->length && memcmp(body, arrival->bytes, length) == 0;
}

static void classify(Flood *flood, const Arrival *arrival) {
  // Nearly always it is the head; short messages may look alike, so the head is asked first.
  for (uint32_t number = flood->head; number < flood->sent; ++number) {
    if (!flood->seen[number] && matches(flood, number, arrival)) {
      count_in(flood, number);
      return;
    }
  }
  const uint32_t floor = flood->sent > DUPLICATE_SEARCH ? flood->sent - DUPLICATE_SEARCH : 0;
  for (uint32_t number = flood->sent; number-- > floor;) {
    if (flood->seen[number] && matches(flood, number, arrival)) {
      flood->duplicates++;
      return;
    }
  }
  flood->corrupt++;
}

bool flood_message(Flood *flood, uint32_t friend_number, const uint8_t *bytes, size_t length) {
  if (flood->state == FLOOD_IDLE || flood->plan.one_way) { return false; }
  if (friend_number != flood->plan.friend_number) { return false; }
  classify(flood, &(Arrival){.bytes = bytes, .length = length});
  return true;
}

bool flood_receipt(Flood *flood, uint32_t friend_number, uint32_t message_id) {
  if (flood->state == FLOOD_IDLE || friend_number != flood->plan.friend_number) { return false; }
  if (flood->plan.one_way) { classify(flood, &(Arrival){.message_id = message_id}); }
  return true;
}

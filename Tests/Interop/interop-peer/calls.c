#include "calls.h"

#include "peer.h"
#include "support.h"
#include "words.h"

enum { AUDIO_BIT_RATE = 48, VIDEO_BIT_RATE = 1000 };

static void on_state(ToxAV *av, uint32_t friend_number, uint32_t state, void *context) {
  (void)av;
  const Instance *instance = context;
  json_begin("event", "call_state");
  json_number("instance", instance->index);
  json_number("friend", friend_number);
  json_bool("error", state & TOXAV_FRIEND_CALL_STATE_ERROR);
  json_bool("finished", state & TOXAV_FRIEND_CALL_STATE_FINISHED);
  json_end();
}

void calls_iterate(Instance *instance) {
  if (instance->av) { toxav_iterate(instance->av); }
}

void calls_close(Instance *instance) {
  if (instance->av) { toxav_kill(instance->av); }
  instance->av = NULL;
}

const char *calls_call(Instance *instance, char *arguments) {
  uint32_t friend_number, video;
  if (!next_number32(&arguments, &friend_number) || !next_number32(&arguments, &video)) {
    return BAD_ARGUMENTS;
  }
  if (!instance->av) {
    // Only who calls has an A/V session: the others are as they were without.
    Toxav_Err_New error;
    instance->av = toxav_new(instance->tox, &error);
    if (!instance->av) { return refused(error); }
    toxav_callback_call_state(instance->av, on_state, instance);
  }
  Toxav_Err_Call error;
  const uint32_t video_bit_rate = video ? VIDEO_BIT_RATE : 0;
  toxav_call(instance->av, friend_number, AUDIO_BIT_RATE, video_bit_rate, &error);
  return error == TOXAV_ERR_CALL_OK ? NULL : refused(error);
}

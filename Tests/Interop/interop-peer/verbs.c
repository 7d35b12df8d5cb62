// What an instance can be told to do. A handler adds members to the reply that is being written
// and returns NULL, or why it could not.
#include <stdlib.h>
#include <string.h>

#include "peer.h"
#include "support.h"
#include "words.h"

const char *refused(int error) {
  json_number("error_code", error);
  return "refused by toxcore";
}

typedef bool add_node(
    Tox *tox, const char *host, uint16_t port, const uint8_t *public_key, Tox_Err_Bootstrap *error);

static const char *give_node(Instance *instance, char *arguments, add_node *add) {
  uint8_t key[TOX_PUBLIC_KEY_SIZE];
  uint32_t port;
  const char *host = next_word(&arguments);
  if (!host || !next_number32(&arguments, &port) || port > UINT16_MAX) { return BAD_ARGUMENTS; }
  if (!next_hex(&arguments, key, sizeof key)) { return BAD_ARGUMENTS; }
  Tox_Err_Bootstrap error;
  return add(instance->tox, host, (uint16_t)port, key, &error) ? NULL : refused(error);
}

static const char *cmd_bootstrap(Instance *instance, char *arguments) {
  return give_node(instance, arguments, tox_bootstrap);
}

static const char *cmd_relay(Instance *instance, char *arguments) {
  return give_node(instance, arguments, tox_add_tcp_relay);
}

static const char *cmd_add_friend(Instance *instance, char *arguments) {
  uint8_t address[TOX_ADDRESS_SIZE];
  if (!next_hex(&arguments, address, sizeof address)) { return BAD_ARGUMENTS; }
  Tox_Err_Friend_Add error;
  const uint32_t number = tox_friend_add(
      instance->tox, address, (const uint8_t *)arguments, strlen(arguments), &error);
  if (error != TOX_ERR_FRIEND_ADD_OK) { return refused(error); }
  json_number("friend", number);
  return NULL;
}

static const char *cmd_add_friend_norequest(Instance *instance, char *arguments) {
  uint8_t key[TOX_PUBLIC_KEY_SIZE];
  if (!next_hex(&arguments, key, sizeof key)) { return BAD_ARGUMENTS; }
  Tox_Err_Friend_Add error;
  const uint32_t number = tox_friend_add_norequest(instance->tox, key, &error);
  if (error != TOX_ERR_FRIEND_ADD_OK) { return refused(error); }
  json_number("friend", number);
  return NULL;
}

static const char *cmd_delete_friend(Instance *instance, char *arguments) {
  uint32_t friend_number;
  if (!next_number32(&arguments, &friend_number)) { return BAD_ARGUMENTS; }
  Tox_Err_Friend_Delete error;
  return tox_friend_delete(instance->tox, friend_number, &error) ? NULL : refused(error);
}

static const char *cmd_accept(Instance *instance, char *arguments) {
  const char *mode = next_word(&arguments);
  if (!mode) { return BAD_ARGUMENTS; }
  instance->accepts_requests = strcmp(mode, "auto") == 0;
  return instance->accepts_requests || strcmp(mode, "manual") == 0 ? NULL : BAD_ARGUMENTS;
}

// echo on|off|silent|faulty
static const char *cmd_echo(Instance *instance, char *arguments) {
  static const char *const modes[] = {
      [ECHO_OFF] = "off",
      [ECHO_ON] = "on",
      [ECHO_SILENT] = "silent",
      [ECHO_FAULTY] = "faulty"};
  const char *word = next_word(&arguments);
  for (EchoMode mode = ECHO_OFF; word && mode <= ECHO_FAULTY; ++mode) {
    if (strcmp(word, modes[mode]) != 0) { continue; }
    instance->echo_mode = mode;
    instance->echoed = instance->echoes_refused = 0;
    return NULL;
  }
  return BAD_ARGUMENTS;
}

static const char *send_bytes(
    Instance *instance, uint32_t friend_number, Tox_Message_Type kind, const uint8_t *bytes,
    size_t length) {
  Tox_Err_Friend_Send_Message error;
  const uint32_t message_id =
      tox_friend_send_message(instance->tox, friend_number, kind, bytes, length, &error);
  if (error != TOX_ERR_FRIEND_SEND_MESSAGE_OK) { return refused(error); }
  json_number("message_id", message_id);
  return NULL;
}

static const char *send_text(Instance *instance, char *arguments, Tox_Message_Type kind) {
  uint32_t friend_number;
  if (!next_number32(&arguments, &friend_number)) { return BAD_ARGUMENTS; }
  return send_bytes(
      instance, friend_number, kind, (const uint8_t *)arguments, strlen(arguments));
}

static const char *cmd_send(Instance *instance, char *arguments) {
  return send_text(instance, arguments, TOX_MESSAGE_TYPE_NORMAL);
}

static const char *cmd_action(Instance *instance, char *arguments) {
  return send_text(instance, arguments, TOX_MESSAGE_TYPE_ACTION);
}

static const char *cmd_send_hex(Instance *instance, char *arguments) {
  uint8_t bytes[2 * TOX_MAX_MESSAGE_LENGTH];
  uint32_t friend_number;
  if (!next_number32(&arguments, &friend_number)) { return BAD_ARGUMENTS; }
  const char *hex = next_word(&arguments);
  const size_t length = hex ? strlen(hex) / 2 : 0;
  if (!hex || length > sizeof bytes || !hex_decode(hex, bytes, length)) { return BAD_ARGUMENTS; }
  return send_bytes(instance, friend_number, TOX_MESSAGE_TYPE_NORMAL, bytes, length);
}

static const char *cmd_set_name(Instance *instance, char *arguments) {
  Tox_Err_Set_Info error;
  const size_t length = strlen(arguments);
  return tox_self_set_name(instance->tox, (const uint8_t *)arguments, length, &error)
             ? NULL
             : refused(error);
}

static const char *cmd_set_status_message(Instance *instance, char *arguments) {
  Tox_Err_Set_Info error;
  const size_t length = strlen(arguments);
  return tox_self_set_status_message(instance->tox, (const uint8_t *)arguments, length, &error)
             ? NULL
             : refused(error);
}

static const char *cmd_set_status(Instance *instance, char *arguments) {
  static const char *const names[] = {"none", "away", "busy"};
  const char *word = next_word(&arguments);
  for (int status = TOX_USER_STATUS_NONE; word && status <= TOX_USER_STATUS_BUSY; ++status) {
    if (strcmp(word, names[status]) != 0) { continue; }
    tox_self_set_status(instance->tox, (Tox_User_Status)status);
    return NULL;
  }
  return BAD_ARGUMENTS;
}

static const char *cmd_set_typing(Instance *instance, char *arguments) {
  uint32_t friend_number, typing;
  if (!next_number32(&arguments, &friend_number)) { return BAD_ARGUMENTS; }
  if (!next_number32(&arguments, &typing)) { return BAD_ARGUMENTS; }
  Tox_Err_Set_Typing error;
  return tox_self_set_typing(instance->tox, friend_number, typing != 0, &error) ? NULL
                                                                                : refused(error);
}

static const char *cmd_set_nospam(Instance *instance, char *arguments) {
  uint32_t nospam;
  if (!next_number32(&arguments, &nospam)) { return BAD_ARGUMENTS; }
  tox_self_set_nospam(instance->tox, nospam);
  instance_describe(instance);
  return NULL;
}

static const char *cmd_save(Instance *instance, char *arguments) {
  const char *path = next_word(&arguments);
  if (!path) { return BAD_ARGUMENTS; }
  const char *passphrase = next_word(&arguments);
  return instance_save(instance, path, passphrase) ? NULL : "the save file cannot be written";
}

static const char *cmd_self(Instance *instance, char *arguments) {
  (void)arguments;
  instance_describe(instance);
  json_number("echoed", (int64_t)instance->echoed);
  json_number("echoes_refused", (int64_t)instance->echoes_refused);
  return NULL;
}

static const char *cmd_friends(Instance *instance, char *arguments) {
  (void)arguments;
  const size_t count = tox_self_get_friend_list_size(instance->tox);
  uint32_t *numbers = calloc(count + 1, sizeof *numbers);
  if (!numbers) { return "out of memory"; }
  tox_self_get_friend_list(instance->tox, numbers);
  json_list_begin("friends");
  for (size_t i = 0; i < count; ++i) {
    uint8_t key[TOX_PUBLIC_KEY_SIZE] = {0};
    tox_friend_get_public_key(instance->tox, numbers[i], key, NULL);
    json_list_object(i == 0);
    json_number("friend", numbers[i]);
    json_hex("public_key", key, sizeof key);
    json_list_object_end();
  }
  json_list_end();
  free(numbers);
  return NULL;
}

static const char *start_flood(Instance *instance, FloodPlan *plan) {
  const bool lengths_fit = plan->shortest >= 1 && plan->shortest <= plan->longest &&
                           plan->longest <= TOX_MAX_MESSAGE_LENGTH;
  if (plan->count == 0 || plan->window == 0 || !lengths_fit) { return BAD_ARGUMENTS; }
  if (instance->flood.state != FLOOD_IDLE) { return "a flood is already running"; }
  return flood_start(&instance->flood, plan) ? NULL : "out of memory";
}

enum { STALL_SECONDS = 30, MICROSECONDS = 1000 * 1000 };

// A number of seconds that may be left out; the plan then keeps what it has.
static bool optional_seconds(char **arguments, uint64_t *microseconds) {
  if (**arguments == '\0') { return true; }
  uint64_t seconds;
  if (!next_number(arguments, &seconds)) { return false; }
  *microseconds = seconds * MICROSECONDS;
  return true;
}

// flood FRIEND COUNT SHORTEST LONGEST WINDOW SEED [text|bytes] [STALL_SECONDS] [SENDING_SECONDS]
static const char *cmd_flood(Instance *instance, char *arguments) {
  FloodPlan plan = {.text = true, .stall_us = STALL_SECONDS * MICROSECONDS};
  if (!next_number32(&arguments, &plan.friend_number) ||
      !next_number32(&arguments, &plan.count) || !next_number32(&arguments, &plan.shortest) ||
      !next_number32(&arguments, &plan.longest) || !next_number32(&arguments, &plan.window) ||
      !next_number(&arguments, &plan.seed)) {
    return BAD_ARGUMENTS;
  }
  const char *content = next_word(&arguments);
  if (content) { plan.text = strcmp(content, "bytes") != 0; }
  if (!optional_seconds(&arguments, &plan.stall_us)) { return BAD_ARGUMENTS; }
  if (!optional_seconds(&arguments, &plan.sending_us)) { return BAD_ARGUMENTS; }
  return start_flood(instance, &plan);
}

// oneway FRIEND COUNT LENGTH WINDOW [STALL_SECONDS] [SENDING_SECONDS]
static const char *cmd_oneway(Instance *instance, char *arguments) {
  FloodPlan plan = {.text = true, .one_way = true, .stall_us = STALL_SECONDS * MICROSECONDS};
  if (!next_number32(&arguments, &plan.friend_number) ||
      !next_number32(&arguments, &plan.count) || !next_number32(&arguments, &plan.longest) ||
      !next_number32(&arguments, &plan.window)) {
    return BAD_ARGUMENTS;
  }
  if (!optional_seconds(&arguments, &plan.stall_us)) { return BAD_ARGUMENTS; }
  if (!optional_seconds(&arguments, &plan.sending_us)) { return BAD_ARGUMENTS; }
  plan.shortest = plan.longest;
  return start_flood(instance, &plan);
}

// talk FRIEND NAME WINDOW PER_SECOND
static const char *cmd_talk(Instance *instance, char *arguments) {
  Talker talker = {.state = TALKER_TALKING};
  if (instance->talker.state != TALKER_IDLE) { return "already talking"; }
  if (!next_number32(&arguments, &talker.friend_number)) { return BAD_ARGUMENTS; }
  const char *name = next_word(&arguments);
  if (!name || strlen(name) >= sizeof talker.name) { return BAD_ARGUMENTS; }
  memcpy(talker.name, name, strlen(name));
  if (!next_number32(&arguments, &talker.window) || talker.window == 0 ||
      talker.window > TALKER_WINDOW_MAX || !next_number32(&arguments, &talker.per_second) ||
      talker.per_second == 0) {
    return BAD_ARGUMENTS;
  }
  instance->talker = talker;
  return NULL;
}

// hush: nothing new from now on
static const char *cmd_hush(Instance *instance, char *arguments) {
  (void)arguments;
  if (instance->talker.state == TALKER_TALKING) { instance->talker.state = TALKER_HUSHED; }
  return NULL;
}

static const char *cmd_talked(Instance *instance, char *arguments) {
  (void)arguments;
  json_number("begun", (int64_t)instance->talker.next);
  json_number("ticked", (int64_t)instance->talker.first);
  json_number("sent_again", (int64_t)instance->talker.sent_again);
  return NULL;
}

static const Verb verbs[] = {
    {"accept", cmd_accept},
    {"accept_file", files_accept},
    {"action", cmd_action},
    {"add_friend", cmd_add_friend},
    {"add_friend_norequest", cmd_add_friend_norequest},
    {"bootstrap", cmd_bootstrap},
    {"call", calls_call},
    {"control_file", files_control},
    {"delete_friend", cmd_delete_friend},
    {"echo", cmd_echo},
    {"flood", cmd_flood},
    {"friends", cmd_friends},
    {"hush", cmd_hush},
    {"oneway", cmd_oneway},
    {"relay", cmd_relay},
    {"save", cmd_save},
    {"self", cmd_self},
    {"send", cmd_send},
    {"send_file", files_send},
    {"send_hex", cmd_send_hex},
    {"send_stream", files_stream},
    {"set_name", cmd_set_name},
    {"set_nospam", cmd_set_nospam},
    {"set_status", cmd_set_status},
    {"set_status_message", cmd_set_status_message},
    {"set_typing", cmd_set_typing},
    {"talk", cmd_talk},
    {"talked", cmd_talked},
};

const Verb *verb_named(const char *name) {
  for (size_t i = 0; name && i < sizeof verbs / sizeof *verbs; ++i) {
    if (strcmp(verbs[i].name, name) == 0) { return &verbs[i]; }
  }
  return NULL;
}

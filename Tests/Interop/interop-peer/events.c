// What c-toxcore reports, as JSON lines.
#include <string.h>

#include "peer.h"
#include "support.h"

static void begin(const char *name, const Instance *instance) {
  json_begin("event", name);
  json_number("instance", instance->index);
}

static void begin_of_friend(const char *name, const Instance *instance, uint32_t friend_number) {
  begin(name, instance);
  json_number("friend", friend_number);
}

static const char *connection_name(Tox_Connection connection) {
  switch (connection) {
    case TOX_CONNECTION_TCP: return "tcp";
    case TOX_CONNECTION_UDP: return "udp";
    default: return "none";
  }
}

static void on_self_connection(Tox *tox, Tox_Connection connection, void *context) {
  (void)tox;
  begin("self_connection", context);
  json_text("connection", connection_name(connection));
  json_end();
}

static void on_request(
    Tox *tox, const uint8_t *public_key, const uint8_t *message, size_t length, void *context) {
  Instance *instance = context;
  begin("friend_request", instance);
  json_hex("public_key", public_key, TOX_PUBLIC_KEY_SIZE);
  json_bytes("text", "hex", message, length);
  if (instance->accepts_requests) {
    Tox_Err_Friend_Add error;
    const uint32_t friend_number = tox_friend_add_norequest(tox, public_key, &error);
    json_bool("accepted", error == TOX_ERR_FRIEND_ADD_OK);
    json_number("friend", error == TOX_ERR_FRIEND_ADD_OK ? (int64_t)friend_number : -1);
  }
  json_end();
}

static void on_friend_connection(
    Tox *tox, uint32_t friend_number, Tox_Connection connection, void *context) {
  uint8_t public_key[TOX_PUBLIC_KEY_SIZE] = {0};
  tox_friend_get_public_key(tox, friend_number, public_key, NULL);
  begin_of_friend("friend_connection", context, friend_number);
  json_hex("public_key", public_key, sizeof public_key);
  json_text("connection", connection_name(connection));
  json_number("at_us", (int64_t)monotonic_us());
  json_end();
  if (connection == TOX_CONNECTION_NONE) {
    Instance *instance = context;
    files_friend_offline(instance, friend_number);
    talker_friend_offline(&instance->talker, friend_number);
  }
}

static void send_echo(
    Instance *instance, uint32_t friend_number, Tox_Message_Type kind, const uint8_t *text,
    size_t length) {
  Tox_Err_Friend_Send_Message error;
  tox_friend_send_message(instance->tox, friend_number, kind, text, length, &error);
  if (error != TOX_ERR_FRIEND_SEND_MESSAGE_OK) { instance->echoes_refused++; }
}

static void echo(
    Instance *instance, uint32_t friend_number, Tox_Message_Type kind, const uint8_t *text,
    size_t length) {
  const uint64_t turn = ++instance->echoed;
  if (instance->echo_mode == ECHO_SILENT) { return; }
  if (instance->echo_mode != ECHO_FAULTY || (turn != 10 && turn != 20 && turn != 30)) {
    send_echo(instance, friend_number, kind, text, length);
  } else if (turn == 20) {
    send_echo(instance, friend_number, kind, text, length);
    send_echo(instance, friend_number, kind, text, length);
  } else if (turn == 30) {
    uint8_t spoilt[TOX_MAX_MESSAGE_LENGTH];
    memcpy(spoilt, text, length);
    spoilt[length - 1] ^= 1;
    send_echo(instance, friend_number, kind, spoilt, length);
  }
}

static void on_message(
    Tox *tox, uint32_t friend_number, Tox_Message_Type kind, const uint8_t *text, size_t length,
    void *context) {
  Instance *instance = context;
  if (flood_message(&instance->flood, friend_number, text, length)) {
    flood_pump(&instance->flood, tox, instance->index);
    return;
  }
  if (instance->echo_mode != ECHO_OFF) {
    echo(instance, friend_number, kind, text, length);
    return;
  }
  begin_of_friend("message", instance, friend_number);
  json_text("kind", kind == TOX_MESSAGE_TYPE_ACTION ? "action" : "normal");
  json_bytes("text", "hex", text, length);
  json_number("at_us", (int64_t)monotonic_us());
  json_end();
}

static void on_receipt(Tox *tox, uint32_t friend_number, uint32_t message_id, void *context) {
  Instance *instance = context;
  if (flood_receipt(&instance->flood, friend_number, message_id)) {
    flood_pump(&instance->flood, tox, instance->index);
    return;
  }
  if (talker_receipt(&instance->talker, instance->index, friend_number, message_id)) { return; }
  // The receipts of an echo bot would drown everything else.
  if (instance->echo_mode != ECHO_OFF) { return; }
  begin_of_friend("receipt", instance, friend_number);
  json_number("message_id", message_id);
  json_end();
}

static void on_name(
    Tox *tox, uint32_t friend_number, const uint8_t *name, size_t length, void *context) {
  (void)tox;
  begin_of_friend("name", context, friend_number);
  json_bytes("text", "hex", name, length);
  json_end();
}

static void on_status_message(
    Tox *tox, uint32_t friend_number, const uint8_t *text, size_t length, void *context) {
  (void)tox;
  begin_of_friend("status_message", context, friend_number);
  json_bytes("text", "hex", text, length);
  json_end();
}

static void on_status(Tox *tox, uint32_t friend_number, Tox_User_Status status, void *context) {
  (void)tox;
  static const char *const names[] = {"none", "away", "busy"};
  begin_of_friend("status", context, friend_number);
  json_text("status", (unsigned)status < 3 ? names[status] : "unknown");
  json_end();
}

static void on_typing(Tox *tox, uint32_t friend_number, bool typing, void *context) {
  (void)tox;
  begin_of_friend("typing", context, friend_number);
  json_bool("typing", typing);
  json_end();
}

void events_register(Instance *instance) {
  tox_callback_self_connection_status(instance->tox, on_self_connection);
  tox_callback_friend_request(instance->tox, on_request);
  tox_callback_friend_connection_status(instance->tox, on_friend_connection);
  tox_callback_friend_message(instance->tox, on_message);
  tox_callback_friend_read_receipt(instance->tox, on_receipt);
  tox_callback_friend_name(instance->tox, on_name);
  tox_callback_friend_status_message(instance->tox, on_status_message);
  tox_callback_friend_status(instance->tox, on_status);
  tox_callback_friend_typing(instance->tox, on_typing);
}

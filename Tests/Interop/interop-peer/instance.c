// The life of one c-toxcore instance: options, save file, sockets.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <tox/toxencryptsave.h>

#include "peer.h"
#include "support.h"

enum { DESCRIPTORS_SEARCHED = 4096 };

InstanceOptions instance_options_default(void) {
  return (InstanceOptions){.udp = true, .first_port = 33500, .last_port = 34499};
}

typedef struct SaveData {
  uint8_t *bytes;
  size_t length;
} SaveData;

static bool file_read(const char *path, SaveData *data) {
  FILE *file = fopen(path, "rb");
  if (!file) { return false; }
  fseek(file, 0, SEEK_END);
  const long size = ftell(file);
  rewind(file);
  data->length = size > 0 ? (size_t)size : 0;
  data->bytes = malloc(data->length + TOX_PASS_ENCRYPTION_EXTRA_LENGTH);
  const bool complete =
      data->bytes && data->length > 0 && fread(data->bytes, 1, data->length, file) == data->length;
  fclose(file);
  return complete;
}

static const char *decrypt(SaveData *data, const char *passphrase) {
  if (data->length < TOX_PASS_ENCRYPTION_EXTRA_LENGTH || !tox_is_data_encrypted(data->bytes)) {
    return NULL;
  }
  if (!passphrase) { return "the save file is encrypted and no passphrase was given"; }
  uint8_t *plain = malloc(data->length);
  if (!plain) { return "out of memory"; }
  if (!tox_pass_decrypt(
          data->bytes, data->length, (const uint8_t *)passphrase, strlen(passphrase), plain,
          NULL)) {
    free(plain);
    return "the passphrase does not open the save file";
  }
  free(data->bytes);
  data->bytes = plain;
  data->length -= TOX_PASS_ENCRYPTION_EXTRA_LENGTH;
  return NULL;
}

static const char *load(const InstanceOptions *options, SaveData *data) {
  if (!options->save_path) { return NULL; }
  if (!file_read(options->save_path, data)) { return "the save file cannot be read"; }
  return decrypt(data, options->passphrase);
}

static bool is_udp_socket(int descriptor) {
  int type = 0;
  socklen_t size = sizeof type;
  return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_DGRAM;
}

static Tox *open_tox(const struct Tox_Options *options, int *udp_socket, Tox_Err_New *error) {
  // c-toxcore hides its socket: the one that was not there before is it.
  static bool before[DESCRIPTORS_SEARCHED];
  for (int i = 0; i < DESCRIPTORS_SEARCHED; ++i) { before[i] = is_udp_socket(i); }
  Tox *tox = tox_new(options, error);
  *udp_socket = -1;
  for (int i = 0; i < DESCRIPTORS_SEARCHED; ++i) {
    if (!before[i] && is_udp_socket(i)) { *udp_socket = i; }
  }
  return tox;
}

static struct Tox_Options *toxcore_options(const InstanceOptions *options, const SaveData *data) {
  struct Tox_Options *result = tox_options_new(NULL);
  if (!result) { return NULL; }
  tox_options_set_udp_enabled(result, options->udp);
  tox_options_set_local_discovery_enabled(result, options->local_discovery);
  tox_options_set_ipv6_enabled(result, false);
  tox_options_set_start_port(result, options->first_port);
  tox_options_set_end_port(result, options->last_port);
  tox_options_set_tcp_port(result, options->tcp_port);
  if (data->bytes) {
    tox_options_set_savedata_type(result, TOX_SAVEDATA_TYPE_TOX_SAVE);
    tox_options_set_savedata_data(result, data->bytes, data->length);
  }
  return result;
}

static const char *failure_of(Tox_Err_New error) {
  switch (error) {
    case TOX_ERR_NEW_PORT_ALLOC: return "no free port in the range";
    case TOX_ERR_NEW_LOAD_ENCRYPTED: return "the save file is encrypted";
    case TOX_ERR_NEW_LOAD_BAD_FORMAT: return "the save file is damaged";
    default: return "tox_new failed";
  }
}

Instance *instance_new(uint32_t index, const InstanceOptions *options, const char **failure) {
  SaveData data = {0};
  *failure = load(options, &data);
  if (*failure) {
    free(data.bytes);
    return NULL;
  }
  struct Tox_Options *tox_options = toxcore_options(options, &data);
  Instance *instance = calloc(1, sizeof *instance);
  if (tox_options && instance) {
    Tox_Err_New error;
    instance->tox = open_tox(tox_options, &instance->udp_socket, &error);
    if (!instance->tox) { *failure = failure_of(error); }
  } else {
    *failure = "out of memory";
  }
  if (tox_options) { tox_options_free(tox_options); }
  free(data.bytes);
  if (*failure) {
    free(instance);
    return NULL;
  }
  instance->index = index;
  instance->accepts_requests = options->accepts_requests;
  events_register(instance);
  files_register(instance);
  return instance;
}

void instance_free(Instance *instance) {
  flood_free(&instance->flood);
  files_close(instance);
  calls_close(instance);
  tox_kill(instance->tox);
  free(instance);
}

bool instance_save(const Instance *instance, const char *path, const char *passphrase) {
  const size_t plain_length = tox_get_savedata_size(instance->tox);
  uint8_t *plain = malloc(plain_length);
  uint8_t *sealed = malloc(plain_length + TOX_PASS_ENCRYPTION_EXTRA_LENGTH);
  bool complete = false;
  if (plain && sealed) {
    const uint8_t *output = plain;
    size_t length = plain_length;
    complete = true;
    tox_get_savedata(instance->tox, plain);
    if (passphrase) {
      complete = tox_pass_encrypt(
          plain, plain_length, (const uint8_t *)passphrase, strlen(passphrase), sealed, NULL);
      output = sealed;
      length += TOX_PASS_ENCRYPTION_EXTRA_LENGTH;
    }
    FILE *file = complete ? fopen(path, "wb") : NULL;
    complete = file && fwrite(output, 1, length, file) == length;
    if (file && fclose(file) != 0) { complete = false; }
  }
  free(plain);
  free(sealed);
  return complete;
}

void instance_describe(const Instance *instance) {
  uint8_t address[TOX_ADDRESS_SIZE], dht_key[TOX_PUBLIC_KEY_SIZE];
  tox_self_get_address(instance->tox, address);
  tox_self_get_dht_id(instance->tox, dht_key);
  json_hex("tox_id", address, sizeof address);
  json_hex("public_key", address, TOX_PUBLIC_KEY_SIZE);
  json_hex("dht_key", dht_key, sizeof dht_key);
  json_number("udp_port", tox_self_get_udp_port(instance->tox, NULL));
  json_number("tcp_port", tox_self_get_tcp_port(instance->tox, NULL));
}

#include "files.h"

#include <string.h>

#include "peer.h"
#include "support.h"
#include "words.h"

// In the order of Tox_File_Control.
static const char *const control_names[] = {"resume", "pause", "cancel"};

// What toxcore asks for at one time, but at the end of a file.
enum { CHUNK_SIZE = 1371 };

static Transfer *find(Instance *instance, uint32_t friend_number, uint32_t file_number) {
  for (int i = 0; i < TRANSFERS_MAX; ++i) {
    Transfer *transfer = &instance->transfers[i];
    if (transfer->state != TRANSFER_FREE && transfer->friend_number == friend_number &&
        transfer->file_number == file_number) {
      return transfer;
    }
  }
  return NULL;
}

static Transfer *find_free(Instance *instance) {
  for (int i = 0; i < TRANSFERS_MAX; ++i) {
    if (instance->transfers[i].state == TRANSFER_FREE) { return &instance->transfers[i]; }
  }
  return NULL;
}

static void release(Transfer *transfer) {
  if (transfer->file) { fclose(transfer->file); }
  *transfer = (Transfer){.state = TRANSFER_FREE};
}

static void begin_event(
    const char *name, const Instance *instance, uint32_t friend_number, uint32_t file_number) {
  json_begin("event", name);
  json_number("instance", instance->index);
  json_number("friend", friend_number);
  json_number("file", file_number);
}

static void finish(const Instance *instance, Transfer *transfer) {
  // Closed first: whoever reads the event may read the file.
  const Transfer done = *transfer;
  release(transfer);
  begin_event("file_done", instance, done.friend_number, done.file_number);
  json_number("transfer", (int64_t)done.serial);
  json_bool("sent", done.state == TRANSFER_SENDING);
  json_number("bytes", (int64_t)done.bytes);
  json_number("waits", (int64_t)done.waits);
  json_real("seconds", (double)(monotonic_us() - done.started_us) / 1e6);
  json_end();
}

static void on_offer(
    Tox *tox, uint32_t friend_number, uint32_t file_number, uint32_t kind, uint64_t size,
    const uint8_t *name, size_t name_length, void *context) {
  Instance *instance = context;
  Transfer *transfer = find_free(instance);
  if (!transfer) {
    tox_file_control(tox, friend_number, file_number, TOX_FILE_CONTROL_CANCEL, NULL);
    return;
  }
  *transfer = (Transfer){
      .state = TRANSFER_OFFERED, .friend_number = friend_number, .file_number = file_number};
  begin_event("file_offer", instance, friend_number, file_number);
  json_number("kind", kind);
  // A stream's size is UINT64_MAX, which JSON numbers cannot hold.
  json_number("size", size == UINT64_MAX ? -1 : (int64_t)size);
  uint8_t file_id[TOX_FILE_ID_LENGTH] = {0};
  tox_file_get_file_id(tox, friend_number, file_number, file_id, NULL);
  json_hex("file_id", file_id, sizeof file_id);
  json_bytes("name", "hex", name, name_length);
  json_end();
}

static void on_chunk(
    Tox *tox, uint32_t friend_number, uint32_t file_number, uint64_t position, const uint8_t *data,
    size_t length, void *context) {
  (void)tox;
  Transfer *transfer = find(context, friend_number, file_number);
  if (!transfer || transfer->state != TRANSFER_RECEIVING) { return; }
  if (length == 0) {
    finish(context, transfer);
    return;
  }
  fseeko(transfer->file, (off_t)position, SEEK_SET);
  transfer->bytes += fwrite(data, 1, length, transfer->file);
}

// Sends chunks until all that is asked for is sent, or there is no room.
static void send_asked(Tox *tox, Transfer *transfer) {
  uint8_t chunk[CHUNK_SIZE];
  while (transfer->next < transfer->asked_end) {
    const uint64_t left = transfer->asked_end - transfer->next;
    const size_t length = left < sizeof chunk ? (size_t)left : sizeof chunk;
    fseeko(transfer->file, (off_t)transfer->next, SEEK_SET);
    const size_t count = fread(chunk, 1, length, transfer->file);
    if (!tox_file_send_chunk(
            tox, transfer->friend_number, transfer->file_number, transfer->next, chunk, count,
            NULL)) {
      ++transfer->waits;
      return;
    }
    transfer->bytes += count;
    transfer->next += count;
    // The end of a stream.
    if (count < length) { transfer->asked_end = transfer->next; }
  }
}

void files_pump(Instance *instance) {
  for (int i = 0; i < TRANSFERS_MAX; ++i) {
    Transfer *transfer = &instance->transfers[i];
    if (transfer->state == TRANSFER_SENDING) { send_asked(instance->tox, transfer); }
  }
}

static void on_chunk_request(
    Tox *tox, uint32_t friend_number, uint32_t file_number, uint64_t position, size_t length,
    void *context) {
  Transfer *transfer = find(context, friend_number, file_number);
  if (!transfer) { return; }
  if (length == 0) {
    finish(context, transfer);
    return;
  }
  // The first request, or the first one behind a seek.
  if (transfer->next == transfer->asked_end) { transfer->next = position; }
  transfer->asked_end = position + length;
  send_asked(tox, transfer);
}

static void on_control(
    Tox *tox, uint32_t friend_number, uint32_t file_number, Tox_File_Control control,
    void *context) {
  (void)tox;
  begin_event("file_control", context, friend_number, file_number);
  json_text("control", (unsigned)control < 3 ? control_names[control] : "unknown");
  Transfer *transfer = find(context, friend_number, file_number);
  if (transfer) { json_number("transfer", (int64_t)transfer->serial); }
  json_end();
  if (transfer && control == TOX_FILE_CONTROL_CANCEL) { release(transfer); }
}

void files_register(Instance *instance) {
  tox_callback_file_recv(instance->tox, on_offer);
  tox_callback_file_recv_chunk(instance->tox, on_chunk);
  tox_callback_file_chunk_request(instance->tox, on_chunk_request);
  tox_callback_file_recv_control(instance->tox, on_control);
}

void files_close(Instance *instance) {
  for (int i = 0; i < TRANSFERS_MAX; ++i) { release(&instance->transfers[i]); }
}

void files_friend_offline(Instance *instance, uint32_t friend_number) {
  for (int i = 0; i < TRANSFERS_MAX; ++i) {
    Transfer *transfer = &instance->transfers[i];
    if (transfer->state == TRANSFER_FREE || transfer->friend_number != friend_number) { continue; }
    begin_event("file_lost", instance, friend_number, transfer->file_number);
    json_number("bytes", (int64_t)transfer->bytes);
    json_end();
    release(transfer);
  }
}

static uint64_t size_of(FILE *file) {
  fseeko(file, 0, SEEK_END);
  const off_t size = ftello(file);
  rewind(file);
  return size < 0 ? 0 : (uint64_t)size;
}

// The file id is the path's, so that the file can be resumed by it.
static const char *offer(Instance *instance, char *arguments, bool is_stream) {
  uint32_t friend_number;
  if (!next_number32(&arguments, &friend_number)) { return BAD_ARGUMENTS; }
  const char *path = next_word(&arguments);
  if (!path) { return BAD_ARGUMENTS; }
  const char *name = *arguments ? arguments : path;
  Transfer *transfer = find_free(instance);
  if (!transfer) { return "too many transfers"; }
  FILE *file = fopen(path, "rb");
  if (!file) { return "the file cannot be read"; }
  uint8_t file_id[TOX_FILE_ID_LENGTH];
  tox_hash(file_id, (const uint8_t *)path, strlen(path));
  const uint64_t size = is_stream ? UINT64_MAX : size_of(file);
  Tox_Err_File_Send error;
  const uint32_t file_number =
      tox_file_send(instance->tox, friend_number, TOX_FILE_KIND_DATA, size, file_id,
                    (const uint8_t *)name, strlen(name), &error);
  if (error != TOX_ERR_FILE_SEND_OK) {
    fclose(file);
    return refused(error);
  }
  static uint64_t last_serial = 0;
  *transfer = (Transfer){
      .state = TRANSFER_SENDING,
      .friend_number = friend_number,
      .file_number = file_number,
      .file = file,
      .serial = ++last_serial,
      .started_us = monotonic_us()};
  json_number("file", file_number);
  json_number("transfer", (int64_t)transfer->serial);
  return NULL;
}

// send_file FRIEND PATH [NAME]: the name may hold spaces; without one the path is the name.
const char *files_send(Instance *instance, char *arguments) {
  return offer(instance, arguments, false);
}

// send_stream FRIEND PATH [NAME]
const char *files_stream(Instance *instance, char *arguments) {
  return offer(instance, arguments, true);
}

// accept_file FRIEND FILE PATH [POSITION]: with a position the file is there up to it.
const char *files_accept(Instance *instance, char *arguments) {
  uint32_t friend_number, file_number;
  if (!next_number32(&arguments, &friend_number)) { return BAD_ARGUMENTS; }
  if (!next_number32(&arguments, &file_number)) { return BAD_ARGUMENTS; }
  const char *path = next_word(&arguments);
  Transfer *transfer = find(instance, friend_number, file_number);
  if (!path || !transfer || transfer->state != TRANSFER_OFFERED) { return BAD_ARGUMENTS; }
  uint64_t position = 0;
  if (*arguments && !next_number(&arguments, &position)) { return BAD_ARGUMENTS; }
  Tox_Err_File_Seek seek_error;
  if (position > 0 &&
      !tox_file_seek(instance->tox, friend_number, file_number, position, &seek_error)) {
    return refused(seek_error);
  }
  transfer->file = fopen(path, position > 0 ? "r+b" : "wb");
  if (!transfer->file) { return "the file cannot be written"; }
  transfer->state = TRANSFER_RECEIVING;
  transfer->started_us = monotonic_us();
  Tox_Err_File_Control error;
  if (tox_file_control(
          instance->tox, friend_number, file_number, TOX_FILE_CONTROL_RESUME, &error)) {
    return NULL;
  }
  release(transfer);
  return refused(error);
}

// control_file FRIEND FILE resume|pause|cancel
const char *files_control(Instance *instance, char *arguments) {
  uint32_t friend_number, file_number;
  if (!next_number32(&arguments, &friend_number)) { return BAD_ARGUMENTS; }
  if (!next_number32(&arguments, &file_number)) { return BAD_ARGUMENTS; }
  const char *word = next_word(&arguments);
  int control = TOX_FILE_CONTROL_RESUME;
  while (control <= TOX_FILE_CONTROL_CANCEL && (!word || strcmp(word, control_names[control]))) {
    ++control;
  }
  if (control > TOX_FILE_CONTROL_CANCEL) { return BAD_ARGUMENTS; }
  Tox_Err_File_Control error;
  if (!tox_file_control(
          instance->tox, friend_number, file_number, (Tox_File_Control)control, &error)) {
    return refused(error);
  }
  Transfer *transfer = find(instance, friend_number, file_number);
  if (transfer && control == TOX_FILE_CONTROL_CANCEL) { release(transfer); }
  return NULL;
}

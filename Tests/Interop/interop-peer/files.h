// File transfers: from a file on disk, or into one.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <tox/tox.h>

enum { TRANSFERS_MAX = 64 };

typedef enum TransferState {
  TRANSFER_FREE,     // -> TRANSFER_SENDING, or -> TRANSFER_OFFERED when a friend offers one
  TRANSFER_OFFERED,  // -> TRANSFER_RECEIVING on `accept_file`, -> TRANSFER_FREE when cancelled
  TRANSFER_SENDING,
  TRANSFER_RECEIVING
} TransferState;

typedef struct Transfer {
  TransferState state;
  uint32_t friend_number;
  uint32_t file_number;
  uint64_t bytes;
  // Of a file that is sent: what is asked for and was not taken yet.
  uint64_t next;
  uint64_t asked_end;
  // How often there was no room for a chunk.
  uint64_t waits;
  uint64_t started_us;
  // Of a file that is sent: file numbers are used again as soon as they are free.
  uint64_t serial;
  FILE *file;
} Transfer;

struct Instance;

void files_register(struct Instance *instance);
void files_close(struct Instance *instance);
// Sends what is asked for and found no room before: toxcore asks for each chunk once.
void files_pump(struct Instance *instance);
// toxcore ends a friend's transfers without a word when the friend goes offline.
void files_friend_offline(struct Instance *instance, uint32_t friend_number);
// As verbs: NULL, or why not.
const char *files_send(struct Instance *instance, char *arguments);
const char *files_stream(struct Instance *instance, char *arguments);
const char *files_accept(struct Instance *instance, char *arguments);
const char *files_control(struct Instance *instance, char *arguments);

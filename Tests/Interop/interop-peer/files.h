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
  uint64_t started_us;
  FILE *file;
} Transfer;

struct Instance;

void files_register(struct Instance *instance);
void files_close(struct Instance *instance);
// toxcore ends a friend's transfers without a word when the friend goes offline.
void files_friend_offline(struct Instance *instance, uint32_t friend_number);
// As verbs: NULL, or why not.
const char *files_send(struct Instance *instance, char *arguments);
const char *files_stream(struct Instance *instance, char *arguments);
const char *files_accept(struct Instance *instance, char *arguments);
const char *files_control(struct Instance *instance, char *arguments);

// interop-peer: one process with any number of c-toxcore instances, driven by line commands on
// standard input and answering with one JSON object a line. See README.md for the language.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <tox/tox.h>

#include "calls.h"
#include "files.h"
#include "flood.h"
#include "talker.h"

enum {
  INSTANCES_MAX = 256,
  LINE_MAX_BYTES = 64 * 1024,
};

typedef enum EchoMode {
  ECHO_OFF,
  ECHO_ON,
  ECHO_SILENT,  // takes every message and says nothing, not even that it came
  ECHO_FAULTY  // loses the 10th, doubles the 20th and spoils the 30th, to try out the checks
} EchoMode;

typedef struct Instance {
  Tox *tox;
  uint32_t index;
  // The UDP socket that tox_new opened, found by comparing descriptors; -1 when there is none.
  int udp_socket;
  bool accepts_requests;
  EchoMode echo_mode;
  uint64_t echoed;
  uint64_t echoes_refused;
  uint64_t due_us;
  Flood flood;
  Talker talker;
  Transfer transfers[TRANSFERS_MAX];
  // NULL until it calls somebody.
  ToxAV *av;
} Instance;

typedef struct Process {
  Instance *instances[INSTANCES_MAX];
  uint32_t instance_count;
  // 0: sleep as long as tox_iteration_interval allows; otherwise this many milliseconds.
  uint32_t tick_ms;
  // Also iterate as soon as the UDP socket is readable, which c-toxcore's API cannot ask for.
  bool wakes_on_packets;
  bool quitting;
} Process;

// instance.c
typedef struct InstanceOptions {
  bool udp;
  bool local_discovery;
  bool accepts_requests;
  uint16_t first_port;
  uint16_t last_port;
  uint16_t tcp_port;
  const char *save_path;
  const char *passphrase;
} InstanceOptions;

InstanceOptions instance_options_default(void);
// NULL on failure; `*failure` then says why, in words.
Instance *instance_new(uint32_t index, const InstanceOptions *options, const char **failure);
void instance_free(Instance *instance);
bool instance_save(const Instance *instance, const char *path, const char *passphrase);
void instance_describe(const Instance *instance);

// events.c
void events_register(Instance *instance);

// verbs.c
#define BAD_ARGUMENTS "bad arguments"

// Adds a toxcore error to the reply, as its number in tox.h's enum.
const char *refused(int error);

typedef struct Verb {
  const char *name;
  const char *(*run)(Instance *instance, char *arguments);
} Verb;

const Verb *verb_named(const char *name);

// commands.c
void command_run(Process *process, char *line, uint64_t sequence);

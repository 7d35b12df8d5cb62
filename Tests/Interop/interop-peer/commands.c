// The command language: [INSTANCE|*] VERB ARGUMENTS. Each line gets exactly one reply for each
// instance it names, in order, carrying the number of the line that it answers.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"
#include "support.h"
#include "words.h"

static void begin_reply(const char *verb, uint64_t sequence) {
  json_begin("reply", verb);
  json_number("seq", (int64_t)sequence);
}

static void end_reply(const char *failure) {
  json_bool("ok", failure == NULL);
  if (failure) { json_text("error", failure); }
  json_end();
}

static bool parse_option(InstanceOptions *options, char *word) {
  char *value = strchr(word, '=');
  if (!value) { return false; }
  *value++ = '\0';
  if (strcmp(word, "udp") == 0) {
    options->udp = strcmp(value, "on") == 0;
    return true;
  }
  if (strcmp(word, "lan") == 0) {
    options->local_discovery = strcmp(value, "on") == 0;
    return true;
  }
  if (strcmp(word, "accept") == 0) {
    options->accepts_requests = strcmp(value, "auto") == 0;
    return true;
  }
  if (strcmp(word, "ports") == 0) {
    return sscanf(value, "%hu-%hu", &options->first_port, &options->last_port) == 2;
  }
  if (strcmp(word, "tcp") == 0) { return sscanf(value, "%hu", &options->tcp_port) == 1; }
  if (strcmp(word, "save") == 0) {
    options->save_path = value;
    return true;
  }
  if (strcmp(word, "passphrase") == 0) {
    options->passphrase = value;
    return true;
  }
  return false;
}

// new [udp=on|off] [ports=FIRST-LAST] [tcp=PORT] [lan=on|off] [accept=auto|manual] [save=FILE]
//     [passphrase=WORD]
static const char *create_instance(Process *process, char *arguments) {
  InstanceOptions options = instance_options_default();
  for (char *word = next_word(&arguments); word; word = next_word(&arguments)) {
    if (!parse_option(&options, word)) { return BAD_ARGUMENTS; }
  }
  if (process->instance_count == INSTANCES_MAX) { return "too many instances"; }
  const char *failure;
  Instance *instance = instance_new(process->instance_count, &options, &failure);
  if (!instance) { return failure; }
  process->instances[process->instance_count++] = instance;
  json_number("instance", instance->index);
  instance_describe(instance);
  return NULL;
}

static void describe_process(void) {
  json_real("cpu_seconds", (double)cpu_time_us() / 1e6);
  json_number("resident_kib", (int64_t)resident_kib());
}

static bool run_for_process(
    Process *process, const char *verb, char *arguments, uint64_t sequence) {
  const char *failure = NULL;
  if (strcmp(verb, "new") == 0) {
    begin_reply(verb, sequence);
    failure = create_instance(process, arguments);
  } else if (strcmp(verb, "stats") == 0) {
    begin_reply(verb, sequence);
    describe_process();
  } else if (strcmp(verb, "quit") == 0) {
    begin_reply(verb, sequence);
    process->quitting = true;
  } else {
    return false;
  }
  end_reply(failure);
  return true;
}

void command_run(Process *process, char *line, uint64_t sequence) {
  char *cursor = line;
  const char *target = next_word(&cursor);
  if (!target || run_for_process(process, target, cursor, sequence)) { return; }
  const bool all = strcmp(target, "*") == 0;
  char *end;
  const uint64_t index = strtoull(target, &end, 10);
  const char *name = next_word(&cursor);
  const Verb *verb = verb_named(name);
  const size_t length = strlen(cursor);
  bool answered = false;
  for (uint32_t i = 0; verb && i < process->instance_count; ++i) {
    if (!all && (i != index || *end != '\0')) { continue; }
    // Handlers cut their arguments into words: each instance gets a copy.
    char arguments[LINE_MAX_BYTES];
    memcpy(arguments, cursor, length + 1);
    begin_reply(verb->name, sequence);
    json_number("instance", i);
    end_reply(verb->run(process->instances[i], arguments));
    answered = true;
  }
  if (answered) { return; }
  begin_reply("unknown", sequence);
  end_reply(verb ? "no such instance" : "no such command");
}

// The loop: sleep until a command, a tick or (with --wake) a packet, then iterate.
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "peer.h"
#include "support.h"

static Process process;

typedef struct Input {
  char bytes[LINE_MAX_BYTES];
  size_t used;
  uint64_t lines;
  bool closed;
} Input;

static Input input;

static bool parse_arguments(int count, char **arguments) {
  for (int i = 1; i < count; ++i) {
    if (strcmp(arguments[i], "--wake") == 0) {
      process.wakes_on_packets = true;
    } else if (strcmp(arguments[i], "--tick") == 0 && i + 1 < count) {
      const char *tick = arguments[++i];
      process.tick_ms = strcmp(tick, "auto") == 0 ? 0 : (uint32_t)strtoul(tick, NULL, 10);
    } else {
      fprintf(stderr, "usage: interop-peer [--tick auto|MILLISECONDS] [--wake]\n");
      return false;
    }
  }
  return true;
}

static void run_complete_lines(void) {
  char *start = input.bytes;
  char *end = input.bytes + input.used;
  for (;;) {
    char *newline = memchr(start, '\n', (size_t)(end - start));
    if (!newline) { break; }
    *newline = '\0';
    command_run(&process, start, input.lines++);
    start = newline + 1;
  }
  input.used = (size_t)(end - start);
  memmove(input.bytes, start, input.used);
}

static void read_commands(void) {
  const ssize_t count =
      read(STDIN_FILENO, input.bytes + input.used, sizeof input.bytes - input.used);
  // A closed input means that the harness is gone; a line that fills the buffer is a mistake.
  if (count <= 0) {
    input.closed = true;
    return;
  }
  input.used += (size_t)count;
  run_complete_lines();
  if (input.used == sizeof input.bytes) { input.closed = true; }
}

static void iterate(Instance *instance, uint64_t now_us) {
  tox_iterate(instance->tox, instance);
  calls_iterate(instance);
  flood_pump(&instance->flood, instance->tox, instance->index);
  talker_pump(&instance->talker, instance->tox);
  files_pump(instance);
  const uint32_t interval_ms =
      process.tick_ms ? process.tick_ms : tox_iteration_interval(instance->tox);
  instance->due_us = now_us + (uint64_t)interval_ms * 1000;
}

static struct timespec until_next_due(void) {
  uint64_t due_us = UINT64_MAX;
  for (uint32_t i = 0; i < process.instance_count; ++i) {
    if (process.instances[i]->due_us < due_us) { due_us = process.instances[i]->due_us; }
  }
  const uint64_t now_us = monotonic_us();
  uint64_t wait_us = due_us > now_us ? due_us - now_us : 0;
  if (process.instance_count == 0) { wait_us = 3600ull * 1000 * 1000; }
  return (struct timespec){
      .tv_sec = (time_t)(wait_us / 1000000), .tv_nsec = (long)(wait_us % 1000000) * 1000};
}

static void turn(void) {
  static struct pollfd descriptors[INSTANCES_MAX + 1];
  descriptors[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
  for (uint32_t i = 0; i < process.instance_count; ++i) {
    const int socket = process.wakes_on_packets ? process.instances[i]->udp_socket : -1;
    descriptors[i + 1] = (struct pollfd){.fd = socket, .events = POLLIN};
  }
  const uint32_t polled = process.instance_count;
  const struct timespec wait = until_next_due();
  if (ppoll(descriptors, polled + 1, &wait, NULL) < 0) { return; }
  const uint64_t now_us = monotonic_us();
  for (uint32_t i = 0; i < polled; ++i) {
    Instance *instance = process.instances[i];
    if (instance->due_us <= now_us || descriptors[i + 1].revents) { iterate(instance, now_us); }
  }
  if (descriptors[0].revents) { read_commands(); }
}

int main(int argument_count, char **arguments) {
  if (!parse_arguments(argument_count, arguments)) { return 64; }
  signal(SIGPIPE, SIG_IGN);
  while (!process.quitting && !input.closed) { turn(); }
  for (uint32_t i = 0; i < process.instance_count; ++i) { instance_free(process.instances[i]); }
  return 0;
}

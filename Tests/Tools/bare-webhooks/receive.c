// A webhook's receiver at next to no cost, so that the sender is what is measured.
//
// It prints {"event":"listening"}. A line `count` is answered with the posts so far, a line `figures`
// with all that came since the last such line: {"reply":"figures","seq":LINE,"ok":true,"posts":…,
// "timed":…,"seconds":…,"p50_us":…,"p99_us":…,"cpu_seconds":…}. `seconds` is from the first post to
// the last. A body with "@MICROSECONDS" in it tells when it was begun, on the machine's monotonic
// clock: the percentiles are of the time from then until the whole request is here.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "bare.h"

enum { REQUEST_MAX = 65536, LATENCIES_MAX = 1000000, EVENTS_MAX = 64 };

static const char answer[] = "HTTP/1.1 204 No Content\r\n\r\n";

typedef struct Connection {
  int socket;
  size_t used;
  // Where it drips: bytes of answers that were sent, and that are owed.
  size_t dripped, owed;
  struct Connection *next;
  char bytes[REQUEST_MAX + 1];
} Connection;

static struct {
  int epoll, listener, timer;
  bool drips;
  Connection *connections;
  uint64_t posts, first_us, last_us, cpu_us, lines;
  uint32_t latencies[LATENCIES_MAX];
  size_t latency_count;
} receiver;

static void watch(int descriptor, void *context) {
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = context};
  epoll_ctl(receiver.epoll, EPOLL_CTL_ADD, descriptor, &event);
}

static void accept_one(void) {
  const int socket = accept4(receiver.listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (socket < 0) { return; }
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  Connection *connection = calloc(1, sizeof *connection);
  connection->socket = socket;
  connection->next = receiver.connections;
  receiver.connections = connection;
  watch(socket, connection);
}

static void close_connection(Connection *connection) {
  Connection **link = &receiver.connections;
  while (*link != connection) { link = &(*link)->next; }
  *link = connection->next;
  close(connection->socket);
  free(connection);
}

static void note_post(const char *body) {
  receiver.last_us = now_us(CLOCK_MONOTONIC);
  if (receiver.posts++ == 0) { receiver.first_us = receiver.last_us; }
  const char *stamp = strchr(body, '@');
  if (!stamp || receiver.latency_count == LATENCIES_MAX) { return; }
  const uint64_t begun = strtoull(stamp + 1, NULL, 10);
  if (begun == 0 || begun > receiver.last_us) { return; }
  receiver.latencies[receiver.latency_count++] = (uint32_t)(receiver.last_us - begun);
}

// The bytes of the first request, 0 where it is not whole.
static size_t whole_request(Connection *connection, const char **body) {
  connection->bytes[connection->used] = '\0';
  const char *end = strstr(connection->bytes, "\r\n\r\n");
  if (!end) { return 0; }
  const char *field = strcasestr(connection->bytes, "\r\ncontent-length:");
  const size_t length = field && field < end ? strtoul(field + 17, NULL, 10) : 0;
  const size_t total = (size_t)(end + 4 - connection->bytes) + length;
  *body = end + 4;
  return connection->used >= total ? total : 0;
}

static bool send_answer(Connection *connection) {
  if (receiver.drips) {
    connection->owed += sizeof answer - 1;
    return true;
  }
  return send(connection->socket, answer, sizeof answer - 1, MSG_NOSIGNAL) > 0;
}

static void serve(Connection *connection) {
  const ssize_t count = recv(
      connection->socket, connection->bytes + connection->used, REQUEST_MAX - connection->used, 0);
  if (count < 0 && errno == EAGAIN) { return; }
  if (count <= 0) { return close_connection(connection); }
  connection->used += (size_t)count;
  const char *body;
  size_t length;
  while ((length = whole_request(connection, &body)) > 0) {
    note_post(body);
    connection->used -= length;
    memmove(connection->bytes, connection->bytes + length, connection->used);
    if (!send_answer(connection)) { return close_connection(connection); }
  }
}

static void drip(void) {
  uint64_t times;
  if (read(receiver.timer, &times, sizeof times) < 0) { return; }
  for (Connection *connection = receiver.connections; connection; connection = connection->next) {
    if (connection->owed == 0) { continue; }
    const size_t position = connection->dripped++ % (sizeof answer - 1);
    connection->owed--;
    // One that hung up is closed when its end is read.
    (void)!send(connection->socket, answer + position, 1, MSG_NOSIGNAL);
  }
}

static int compare(const void *left, const void *right) {
  const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return (a > b) - (a < b);
}

static uint32_t percentile(size_t percent) {
  if (receiver.latency_count == 0) { return 0; }
  return receiver.latencies[(receiver.latency_count - 1) * percent / 100];
}

static void print_count(void) {
  printf(
      "{\"reply\":\"count\",\"seq\":%llu,\"ok\":true,\"posts\":%llu}\n",
      (unsigned long long)receiver.lines++, (unsigned long long)receiver.posts);
}

static void print_figures(void) {
  qsort(receiver.latencies, receiver.latency_count, sizeof *receiver.latencies, compare);
  const uint64_t cpu_us = now_us(CLOCK_PROCESS_CPUTIME_ID);
  printf(
      "{\"reply\":\"figures\",\"seq\":%llu,\"ok\":true,\"posts\":%llu,\"timed\":%zu,"
      "\"seconds\":%.6f,\"p50_us\":%u,\"p99_us\":%u,\"cpu_seconds\":%.6f}\n",
      (unsigned long long)receiver.lines++, (unsigned long long)receiver.posts,
      receiver.latency_count, (double)(receiver.last_us - receiver.first_us) / 1e6, percentile(50),
      percentile(99), (double)(cpu_us - receiver.cpu_us) / 1e6);
  receiver.cpu_us = cpu_us;
  receiver.posts = receiver.latency_count = 0;
  receiver.first_us = receiver.last_us = 0;
}

// False at the end of the input. A line comes whole, since there is one writer, and few are under way.
static bool read_lines(void) {
  char bytes[256];
  const ssize_t count = read(STDIN_FILENO, bytes, sizeof bytes);
  for (ssize_t i = 0; i < count; ++i) {
    if (bytes[i] != '\n') { continue; }
    if (i > 0 && bytes[i - 1] == 't') { print_count(); } else { print_figures(); }
  }
  return count > 0;
}

static bool open_port(uint16_t port) {
  receiver.listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(receiver.listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  return bind(receiver.listener, (struct sockaddr *)&address, sizeof address) == 0
      && listen(receiver.listener, 512) == 0;
}

int receive_posts(uint16_t port, bool drips) {
  receiver.drips = drips;
  receiver.epoll = epoll_create1(EPOLL_CLOEXEC);
  receiver.timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (!open_port(port)) {
    perror("bare-webhooks");
    return 69;
  }
  static char input;
  watch(STDIN_FILENO, &input);
  watch(receiver.listener, &receiver.listener);
  watch(receiver.timer, &receiver.timer);
  const struct itimerspec second = {.it_interval.tv_sec = 1, .it_value.tv_sec = 1};
  if (drips) { timerfd_settime(receiver.timer, 0, &second, NULL); }
  printf("{\"event\":\"listening\"}\n");
  for (;;) {
    struct epoll_event events[EVENTS_MAX];
    const int count = epoll_wait(receiver.epoll, events, EVENTS_MAX, -1);
    for (int i = 0; i < count; ++i) {
      void *context = events[i].data.ptr;
      if (context == &input) {
        if (!read_lines()) { return 0; }
      } else if (context == &receiver.listener) {
        accept_one();
      } else if (context == &receiver.timer) {
        drip();
      } else {
        serve(context);
      }
    }
  }
}

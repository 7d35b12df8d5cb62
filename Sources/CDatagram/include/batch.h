// Many datagrams with one system call. Glibc's Swift module hides recvmmsg and sendmmsg, and the
// layout of control messages is made of macros.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
  // How many datagrams one call takes.
  CDATAGRAM_BATCH_MAX = 64,
};

typedef struct CDatagram {
  // Owned by the caller.
  uint8_t *bytes;
  // To be received: the room at `bytes`, then what came (the rest of a longer one is lost).
  uint32_t size;
  // To be sent: where not 0, `bytes` holds several datagrams of this size, the last of which may be
  // shorter. The kernel cuts them apart (UDP_SEGMENT), after one way through its layers for all.
  uint16_t segment_size;
  uint16_t port;
  // An IPv6 address, or an IPv4 address in its mapped form, as two halves.
  uint64_t address_high;
  uint64_t address_low;
} CDatagram;

// Takes datagrams that wait in a non-blocking socket, at most CDATAGRAM_BATCH_MAX.
//
// Returns how many came; where none did, the negative error number.
int cdatagram_receive(int descriptor, CDatagram *datagrams, int count);

// Hands datagrams to a socket, at most CDATAGRAM_BATCH_MAX; `is_ipv6` is the socket's family.
//
// Returns how many, from the first on, the system took; where it refused the first, the negative
// error number.
int cdatagram_send(int descriptor, bool is_ipv6, const CDatagram *datagrams, int count);

#define _GNU_SOURCE
#include "batch.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

static const uint64_t mapped_prefix = 0xffff00000000;

// An address of either family.
typedef union Address {
  struct sockaddr any;
  struct sockaddr_in ipv4;
  struct sockaddr_in6 ipv6;
} Address;

// One segment size as a control message, aligned as the kernel wants it.
typedef union Control {
  struct cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(uint16_t))];
} Control;

static uint64_t read_half(const uint8_t *bytes) {
  uint64_t value;
  memcpy(&value, bytes, sizeof value);
  return __builtin_bswap64(value);
}

static void write_half(uint8_t *bytes, uint64_t value) {
  value = __builtin_bswap64(value);
  memcpy(bytes, &value, sizeof value);
}

static void read_address(const Address *address, CDatagram *datagram) {
  if (address->any.sa_family == AF_INET6) {
    datagram->address_high = read_half(address->ipv6.sin6_addr.s6_addr);
    datagram->address_low = read_half(address->ipv6.sin6_addr.s6_addr + 8);
    datagram->port = ntohs(address->ipv6.sin6_port);
  } else {
    datagram->address_high = 0;
    datagram->address_low = mapped_prefix | ntohl(address->ipv4.sin_addr.s_addr);
    datagram->port = ntohs(address->ipv4.sin_port);
  }
}

static socklen_t write_address(const CDatagram *datagram, bool is_ipv6, Address *address) {
  memset(address, 0, sizeof *address);
  if (is_ipv6) {
    address->ipv6.sin6_family = AF_INET6;
    write_half(address->ipv6.sin6_addr.s6_addr, datagram->address_high);
    write_half(address->ipv6.sin6_addr.s6_addr + 8, datagram->address_low);
    address->ipv6.sin6_port = htons(datagram->port);
    return sizeof address->ipv6;
  }
  address->ipv4.sin_family = AF_INET;
  address->ipv4.sin_addr.s_addr = htonl((uint32_t)datagram->address_low);
  address->ipv4.sin_port = htons(datagram->port);
  return sizeof address->ipv4;
}

static void write_segment_size(struct msghdr *header, Control *control, uint16_t size) {
  memset(control, 0, sizeof *control);
  header->msg_control = control;
  header->msg_controllen = sizeof control->bytes;
  struct cmsghdr *message = CMSG_FIRSTHDR(header);
  message->cmsg_level = IPPROTO_UDP;
  message->cmsg_type = UDP_SEGMENT;
  message->cmsg_len = CMSG_LEN(sizeof size);
  memcpy(CMSG_DATA(message), &size, sizeof size);
}

static unsigned clamped(int count) {
  return count < 0 ? 0 : count > CDATAGRAM_BATCH_MAX ? CDATAGRAM_BATCH_MAX : (unsigned)count;
}

int cdatagram_receive(int descriptor, CDatagram *datagrams, int count) {
  struct mmsghdr messages[CDATAGRAM_BATCH_MAX];
  struct iovec pieces[CDATAGRAM_BATCH_MAX];
  Address addresses[CDATAGRAM_BATCH_MAX];
  const unsigned room = clamped(count);
  for (unsigned i = 0; i < room; ++i) {
    pieces[i] = (struct iovec){.iov_base = datagrams[i].bytes, .iov_len = datagrams[i].size};
    messages[i].msg_hdr = (struct msghdr){
        .msg_name = &addresses[i],
        .msg_namelen = sizeof addresses[i],
        .msg_iov = &pieces[i],
        .msg_iovlen = 1};
  }
  const int received = recvmmsg(descriptor, messages, room, MSG_DONTWAIT, NULL);
  if (received < 0) { return -errno; }
  for (int i = 0; i < received; ++i) {
    datagrams[i].size = messages[i].msg_len;
    read_address(&addresses[i], &datagrams[i]);
  }
  return received;
}

int cdatagram_send(int descriptor, bool is_ipv6, const CDatagram *datagrams, int count) {
  struct mmsghdr messages[CDATAGRAM_BATCH_MAX];
  struct iovec pieces[CDATAGRAM_BATCH_MAX];
  Address addresses[CDATAGRAM_BATCH_MAX];
  Control controls[CDATAGRAM_BATCH_MAX];
  const unsigned ready = clamped(count);
  for (unsigned i = 0; i < ready; ++i) {
    pieces[i] = (struct iovec){.iov_base = datagrams[i].bytes, .iov_len = datagrams[i].size};
    messages[i].msg_hdr = (struct msghdr){
        .msg_name = &addresses[i],
        .msg_namelen = write_address(&datagrams[i], is_ipv6, &addresses[i]),
        .msg_iov = &pieces[i],
        .msg_iovlen = 1};
    if (datagrams[i].segment_size != 0) {
      write_segment_size(&messages[i].msg_hdr, &controls[i], datagrams[i].segment_size);
    }
  }
  const int sent = sendmmsg(descriptor, messages, ready, MSG_DONTWAIT);
  return sent < 0 ? -errno : sent;
}

#include "ban.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

// What x32, the third way to call an x86-64 kernel, adds to a call's number.
#define X32_BIT 0x40000000

// Not in older headers; the number is that of both machines.
#ifndef SYS_io_uring_setup
#define SYS_io_uring_setup 425
#endif

#ifdef OWN_ARCHITECTURE

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
// Both machines are little-endian: an argument's low half comes first.
#define LOAD_ARGUMENT(index) LOAD(args[index])
#define SKIP_IF(value, if_equal, if_not) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (if_equal), (if_not))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

static _Bool impose(unsigned flags) {
  struct sock_filter program[] = {
      LOAD(arch),
      // Calls in the manner of another architecture have other numbers: none is made here.
      SKIP_IF(OWN_ARCHITECTURE, 1, 0),
      REFUSE,
      LOAD(nr),
#ifdef __x86_64__
      // The same calls under other numbers.
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 1, 0),
#endif
      // A ring makes sockets without a call for each.
      SKIP_IF(SYS_io_uring_setup, 0, 1),
      REFUSE,
      SKIP_IF(SYS_socket, 1, 0),
      ALLOW,
      LOAD_ARGUMENT(0),
      SKIP_IF(AF_PACKET, 6, 0),
      SKIP_IF(AF_INET, 1, 0),
      SKIP_IF(AF_INET6, 0, 3),
      LOAD_ARGUMENT(1),
      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf),  // Without SOCK_NONBLOCK and SOCK_CLOEXEC.
      SKIP_IF(SOCK_STREAM, 0, 1),
      ALLOW,
      REFUSE,
  };
  struct sock_fprog filter = {.len = sizeof program / sizeof *program, .filter = program};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 0;
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter) == 0;
}

_Bool cdatagram_impose_ban(void) { return impose(SECCOMP_FILTER_FLAG_TSYNC); }
_Bool cdatagram_impose_ban_on_this_thread(void) { return impose(0); }

#else

_Bool cdatagram_impose_ban(void) { return 0; }
_Bool cdatagram_impose_ban_on_this_thread(void) { return 0; }

#endif

// Whether a call that would give a descriptor is refused.
static _Bool is_refused(long result) {
  if (result < 0) return errno == EPERM;
  close((int)result);
  return 0;
}

_Bool cdatagram_ban_is_held(void) {
  // A ring is asked for without its parameters: where it is not refused it fails for that.
  return is_refused(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) &&
         is_refused(socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0)) &&
#ifdef __x86_64__
         is_refused(syscall(X32_BIT | SYS_socket, AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) &&
#endif
         is_refused(syscall(SYS_io_uring_setup, 1, NULL));
}

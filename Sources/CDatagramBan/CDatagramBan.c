#include "CDatagramBan.h"

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

#ifdef OWN_ARCHITECTURE

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
// Both machines are little-endian: an argument's low half comes first.
#define LOAD_ARGUMENT(index) LOAD(args[index])
#define SKIP_IF(value, if_equal, if_not) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (if_equal), (if_not))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

_Bool cdatagramban_impose(void) {
  struct sock_filter program[] = {
      LOAD(arch),
      // Calls in the manner of another architecture have other numbers: none is made here.
      SKIP_IF(OWN_ARCHITECTURE, 1, 0),
      REFUSE,
      LOAD(nr),
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
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0;
}

#else

_Bool cdatagramban_impose(void) { return 0; }

#endif

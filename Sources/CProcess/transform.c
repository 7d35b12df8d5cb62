#define _GNU_SOURCE
#include "transform.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

// Not in older headers; the numbers are those of both machines.
#ifndef SYS_io_uring_setup
#define SYS_io_uring_setup 425
#endif
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

static const unsigned nobody = 65534;

#ifdef OWN_ARCHITECTURE

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define REFUSE_CALL(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), REFUSE

// Sockets of every kind: those of this machine lead to services that have a network. A process that
// left its group would outlive it.
static bool refuse_calls(void) {
  struct sock_filter program[] = {
      LOAD(arch),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0),
      REFUSE,
      LOAD(nr),
#ifdef __x86_64__
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
      REFUSE,
#endif
      REFUSE_CALL(SYS_socket),
      REFUSE_CALL(SYS_io_uring_setup),
      REFUSE_CALL(SYS_setsid),
      REFUSE_CALL(SYS_setpgid),
      REFUSE_CALL(SYS_ptrace),
      REFUSE_CALL(SYS_process_vm_readv),
      REFUSE_CALL(SYS_process_vm_writev),
      REFUSE_CALL(SYS_kill),
      REFUSE_CALL(SYS_tkill),
      REFUSE_CALL(SYS_tgkill),
      REFUSE_CALL(SYS_rt_sigqueueinfo),
      REFUSE_CALL(SYS_rt_tgsigqueueinfo),
      REFUSE_CALL(SYS_pidfd_send_signal),
      REFUSE_CALL(SYS_unshare),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {.len = sizeof program / sizeof *program, .filter = program};
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0;
}

#else

static bool refuse_calls(void) { return false; }

#endif

// What a process may do with files below a path, and no others.
static const uint64_t reading =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
static const uint64_t using_file = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;
// The first version of the kernel's interface.
static const uint64_t everything = (1ULL << 13) - 1;

static void allow(int rules, const char *path, uint64_t access) {
  struct landlock_path_beneath_attr attribute = {.allowed_access = access};
  attribute.parent_fd = open(path, O_PATH | O_CLOEXEC);
  if (attribute.parent_fd < 0) return;
  struct stat status;
  // A rule for a file may name no access to directories.
  if (fstat(attribute.parent_fd, &status) == 0 && !S_ISDIR(status.st_mode)) {
    attribute.allowed_access &= using_file | LANDLOCK_ACCESS_FS_EXECUTE;
  }
  syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &attribute, 0);
  close(attribute.parent_fd);
}

// Programs and libraries can be read, and the folder used: nothing of the bot, whose user it is.
static bool hide_files(const char *program, const char *folder) {
  static const char *const readable[] = {
      "/usr", "/bin", "/sbin", "/lib", "/lib64", "/opt", "/etc/ld.so.cache", "/etc/alternatives",
      "/etc/fonts", "/etc/perl", "/etc/python3", "/etc/magic", "/etc/mime.types", NULL};
  static const char *const devices[] = {"/dev/null", "/dev/zero", "/dev/urandom", "/dev/random",
                                        NULL};
  struct landlock_ruleset_attr handled = {.handled_access_fs = everything};
  int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
  if (rules < 0) return false;
  for (int index = 0; readable[index]; index++) allow(rules, readable[index], reading);
  for (int index = 0; devices[index]; index++) allow(rules, devices[index], using_file);
  allow(rules, program, reading);
  allow(rules, folder, everything);
  bool is_done = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
  close(rules);
  return is_done;
}

static bool limit(int resource, uint64_t value) {
  struct rlimit limit = {value, value};
  return setrlimit(resource, &limit) == 0;
}

static bool confine(const char *program, const char *folder,
                    const struct cprocess_limits *limits) {
  if (!limit(RLIMIT_AS, limits->memory) || !limit(RLIMIT_FSIZE, limits->output) ||
      !limit(RLIMIT_CPU, limits->seconds) || !limit(RLIMIT_NOFILE, 256) || !limit(RLIMIT_CORE, 0)) {
    return false;
  }
  // Root of a user namespace of its own may have no other user.
  bool is_other_user = geteuid() == 0 && setgroups(0, NULL) == 0 &&
                       setresgid(nobody, nobody, nobody) == 0 &&
                       setresuid(nobody, nobody, nobody) == 0;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  // Another user is kept out of the home by its mode, where the kernel can't do it.
  return (hide_files(program, folder) || is_other_user) && refuse_calls();
}

// Between fork and exec only what is safe in a signal handler.
static void run(char *const *arguments, int input, int output, const char *folder,
                const struct cprocess_limits *limits, char *const *environment) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
  umask(077);
  int silent = open("/dev/null", O_RDWR);
  if (setpgid(0, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || silent < 0 ||
      dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(silent, 2) < 0 ||
      syscall(SYS_close_range, 3, ~0u, 0) != 0 || chdir(folder) != 0 || !confine(arguments[0], folder, limits)) {
    _exit(125);
  }
  execvpe(arguments[0], arguments, environment);
  _exit(127);
}

pid_t cprocess_start_confined(char *const *arguments, int input, int output, const char *folder,
                              const struct cprocess_limits *limits) {
  char home[4200], temporary[4200];
  snprintf(home, sizeof home, "HOME=%s", folder);
  snprintf(temporary, sizeof temporary, "TMPDIR=%s", folder);
  char *const environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", home, temporary,
                               NULL};
  pid_t process = fork();
  if (process == 0) run(arguments, input, output, folder, limits, environment);
  return process;
}

int cprocess_wait_confined(pid_t process, int milliseconds) {
  int handle = (int)syscall(SYS_pidfd_open, process, 0);
  bool is_over = false;
  if (handle >= 0) {
    struct pollfd end = {.fd = handle, .events = POLLIN};
    int count;
    do count = poll(&end, 1, milliseconds);
    while (count < 0 && errno == EINTR);
    is_over = count > 0;
    close(handle);
  }
  // What it started goes with it, also where it ended by itself.
  kill(-process, SIGKILL);
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  return is_over ? status : -1;
}

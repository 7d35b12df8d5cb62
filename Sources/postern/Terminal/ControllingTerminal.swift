import Glibc

/// The terminal whose session the process belongs to, wherever its input and output go.
enum ControllingTerminal {
  static var isThere: Bool {
    let terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard terminal >= 0 else { return false }
    close(terminal)
    return true
  }
}

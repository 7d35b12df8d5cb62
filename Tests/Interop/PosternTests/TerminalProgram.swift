import Foundation
import InteropSupport

/// The built program on a terminal of its own, as a person has it.
final class TerminalProgram {
  let processIdentifier: pid_t
  private let terminal: Int32
  private var received: [UInt8] = []
  /// The wait status, once it was taken.
  private var waitStatus: Int32?

  // What glibc declares for C alone: TIOCSPTLCK, TIOCGPTN, POSIX_SPAWN_SETSID.
  private static let setLock: UInt = 0x4004_5431
  private static let getNumber: UInt = 0x8004_5430
  private static let setsid: Int16 = 0x80

  /// The program runs where the tests do: paths among the arguments are absolute.
  ///
  /// - Parameter environment: is added to what the program needs.
  init(
    _ arguments: [String], in place: Place, environment: [String: String] = [:]
  ) throws {
    terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (number, isLocked): (Int32, Int32) = (0, 0)
    guard terminal >= 0, ioctl(terminal, Self.setLock, &isLocked) == 0,
      ioctl(terminal, Self.getNumber, &number) == 0
    else { throw HarnessError("no terminal to be had") }
    let name = "/dev/pts/\(number)"
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that the leader of a session opens is its own.
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Whatever the tests were started by, as `nohup` or a shell's `&`, has ignored them.
    var signals = sigset_t()
    sigemptyset(&signals)
    for signal in [SIGHUP, SIGINT, SIGQUIT] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Self.setsid | Int16(POSIX_SPAWN_SETSIGDEF))
    let values = [
      "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "POSTERN_BOOTSTRAP": "none", "TERM": "xterm",
      "XDG_DATA_HOME": place.path("data"),
    ].merging(environment) { $1 }
    let path = try BuildProducts.path(of: "postern")
    processIdentifier = try Self.spawn(
      [path] + arguments, environment: values, actions: &actions, attributes: &attributes)
  }

  deinit {
    if waitStatus == nil {
      kill(processIdentifier, SIGKILL)
      _ = waitpid(processIdentifier, nil, 0)
    }
    close(terminal)
  }

  /// What a person types.
  func type(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      // The terminal's buffer is small: what is echoed has to be read meanwhile.
      takeOutput()
      let count = bytes.withUnsafeBytes { write(terminal, $0.baseAddress, min($0.count, 256)) }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// All that was shown so far, with what moves the cursor.
  var output: String {
    takeOutput()
    return String(decoding: received, as: UTF8.self)
  }

  /// Waits until these words are shown behind what was shown before `start`.
  ///
  /// - Returns: everything that was shown from `start` on.
  @discardableResult
  func waitFor(_ words: String, after start: Int = 0) async throws -> String {
    try await eventually("the terminal shows \(words.debugDescription)") {
      let shown = String(output.unicodeScalars.dropFirst(start))
      return shown.contains(words) ? shown : nil
    }
  }

  /// How much was shown so far.
  var mark: Int { output.unicodeScalars.count }

  func signal(_ number: Int32) { kill(processIdentifier, number) }

  /// - Returns: the letter of /proc: R, S, T…
  var state: Character? {
    let text = try? String(contentsOfFile: "/proc/\(processIdentifier)/stat", encoding: .utf8)
    return text?.split(separator: ")").last?.first { $0 != " " }
  }

  /// Whether the terminal hands over lines and echoes them, as it does for a shell.
  var isCooked: Bool {
    var modes = termios()
    tcgetattr(terminal, &modes)
    let wanted = tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
    return modes.c_lflag & wanted == wanted && modes.c_iflag & tcflag_t(ICRNL) != 0
  }

  /// - Returns: the exit status; with a signal's number negated, that of the signal.
  func waitForEnd() async throws -> Int32 {
    let status = try await eventually("the program ends") {
      takeOutput()
      var status: Int32 = 0
      return waitpid(processIdentifier, &status, WNOHANG) == processIdentifier ? status : nil
    }
    waitStatus = status
    return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
  }

  private func takeOutput() {
    var wish = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    while poll(&wish, 1, 0) > 0, wish.revents & Int16(POLLIN) != 0 {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = read(terminal, &buffer, buffer.count)
      guard count > 0 else { return }
      received += buffer[..<count]
    }
  }

  private static func spawn(
    _ arguments: [String], environment: [String: String],
    actions: inout posix_spawn_file_actions_t, attributes: inout posix_spawnattr_t
  ) throws -> pid_t {
    var words = arguments.map { strdup($0) } + [nil]
    var values = environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { for pointer in words + values { free(pointer) } }
    var identifier: pid_t = 0
    let error = posix_spawn(&identifier, arguments[0], &actions, &attributes, &words, &values)
    guard error == 0 else { throw HarnessError("\(arguments[0]) does not start: \(error)") }
    return identifier
  }
}

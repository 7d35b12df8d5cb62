public import GatewayCore
import Glibc

/// The service manager that started the program (systemd), as sd_notify(3) describes it: it is told
/// how the program is. Without one nothing is told.
public struct ServiceManager: Sendable {
  private let address: LocalSocketAddress
  /// A quarter of the time after which the manager takes a silent program for stuck; nil where it
  /// does not watch.
  let watchInterval: Duration?

  /// - Parameter environment: the variables that the manager has set.
  /// - Returns: nil without a manager.
  public init?(environment: [String: String]) {
    guard let path = environment["NOTIFY_SOCKET"], path.hasPrefix("/") || path.hasPrefix("@"),
      let address = LocalSocketAddress(path)
    else { return nil }
    self.address = address
    watchInterval = Self.watchInterval(environment)
  }

  private static func watchInterval(_ environment: [String: String]) -> Duration? {
    guard let time = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }), time > 0 else {
      return nil
    }
    // Where it is set, the time is meant for that process alone.
    if let process = environment["WATCHDOG_PID"], process != "\(getpid())" { return nil }
    return .microseconds(time / 4)
  }

  /// The program works.
  public func ready() { tell("READY=1") }

  /// The program reads its files anew; `ready` follows.
  public func reloading() {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    tell("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1_000)")
  }

  public func stopping() { tell("STOPPING=1") }

  /// What a bot reports of its own state; of contacts nothing is told.
  public func tell(_ events: [FeedEvent]) {
    for event in events {
      switch event.content {
      case .connection(let connection): tell(status: connection.words)
      case .reloaded: tell("READY=1\nSTATUS=The bot's file was read anew.")
      case .reloadFailed:
        tell("READY=1\nSTATUS=The bot's file is broken: the rules that were read before go on.")
      case .storeError: tell(status: "The disk refuses writes.")
      case .runsElsewhere: tell(status: "The key is in use in another place too.")
      default: break
      }
    }
  }

  /// Tells the manager again and again that the program is not stuck.
  ///
  /// - Parameter answer: returns when every part of the program has answered. A part that does not
  ///   answer ends the telling, and the manager starts the program anew.
  public func watch(_ answer: @escaping @Sendable () async -> Void) -> Task<Void, Never>? {
    guard let watchInterval else { return nil }
    return Task {
      while !Task.isCancelled {
        await answer()
        tell("WATCHDOG=1")
        try? await Task.sleep(for: watchInterval)
      }
    }
  }

  private func tell(status: String) {
    // One line: what follows a line end would be a message of its own.
    tell("STATUS=\(status.prefix { !$0.isNewline })")
  }

  private func tell(_ message: String) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let bytes = Array(message.utf8)
    address.withPointer { address, size in
      _ = sendto(
        descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT), address, size)
    }
  }
}

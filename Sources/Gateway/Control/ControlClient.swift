public import GatewayCore
import Glibc

/// Asks the bot that runs on a home, over its socket. Blocks: the command line has nothing else to
/// do.
public final class ControlClient {
  private let descriptor: Int32
  private var received: [UInt8] = []

  /// - Throws: `.notRunning` where no bot listens.
  public init(socketPath: String) throws(ControlError) {
    guard socketPath.utf8.count <= ControlServer.pathBytesMax else {
      throw .pathTooLong(socketPath)
    }
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(socketPath.utf8)) }
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard status == 0 else {
      Glibc.close(descriptor)
      throw .notRunning
    }
  }

  deinit { Glibc.close(descriptor) }

  /// Sends a request and waits for its answer.
  public func ask(
    _ request: ApplicationRequest, by author: Author = .owner
  ) throws(ControlError) -> Reply {
    guard let line = ControlLine.line(request, by: author) else { throw .connectionLost }
    try write(line)
    return try ControlLine.reply(try readLine())
  }

  /// Follows the events of the bot.
  ///
  /// - Parameter event: called with each line, an object of JSON.
  /// - Throws: `.connectionLost` when the bot ends, `.refused` where it has no events to follow.
  public func follow(
    _ subscription: Subscription, event: (String) -> Void
  ) throws(ControlError) {
    try subscribe(to: subscription)
    while true { event(String(decoding: try readLine(), as: UTF8.self)) }
  }

  /// Begins to follow the events: their lines are read with `next`.
  ///
  /// - Throws: `.refused` where the bot has no events to follow.
  package func subscribe(to subscription: Subscription) throws(ControlError) {
    guard let line = ControlLine.line(subscription) else { throw .connectionLost }
    try write(line)
    let first = try readLine()
    if case .failed(let sentence, _, _)? = try? ControlLine.reply(first) {
      throw .refused(sentence)
    }
    received.insert(contentsOf: first + [UInt8(ascii: "\n")], at: 0)
  }

  /// - Returns: the next line of what is followed; nil where none came in time.
  package func next(within limit: Duration) throws(ControlError) -> String? {
    let deadline = ContinuousClock.now + limit
    while true {
      if let line = takeLine() { return String(decoding: line, as: UTF8.self) }
      let left = max(deadline - .now, .zero)
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      // Rounded up: a call that waits for less than a millisecond would spin.
      let milliseconds = Int32((left / .milliseconds(1)).rounded(.up))
      let count = poll(&waiting, 1, milliseconds)
      if count == 0 { return nil }
      if count > 0 { try receive() }
    }
  }

  private func write(_ bytes: [UInt8]) throws(ControlError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw .connectionLost }
      rest = rest.dropFirst(count)
    }
  }

  private func readLine() throws(ControlError) -> [UInt8] {
    while true {
      if let line = takeLine() { return line }
      try receive()
    }
  }

  private func takeLine() -> [UInt8]? {
    guard let end = received.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    defer { received.removeFirst(end + 1) }
    return Array(received[..<end])
  }

  private func receive() throws(ControlError) {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    guard count > 0 else { throw .connectionLost }
    received += chunk[..<count]
  }
}

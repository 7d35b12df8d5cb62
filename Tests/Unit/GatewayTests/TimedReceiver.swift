import Foundation
import Glibc
import Synchronization

/// A receiver of webhooks on this machine, a thread a connection, that notes when each request came
/// whole.
final class TimedReceiver: Sendable {
  enum Behaviour: Sendable {
    case accepts
    /// Answers a byte a second.
    case drips
  }

  private let listener: Int32
  let port: UInt16
  private let behaviour: Behaviour
  private let arrivals = Mutex<[String: ContinuousClock.Instant]>([:])

  init(_ behaviour: Behaviour) throws {
    self.behaviour = behaviour
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, size) == 0 && getsockname(listener, $0, &size) == 0
      }
    }
    guard bound, listen(listener, 128) == 0 else { throw POSIXError(.EADDRNOTAVAIL) }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [weak self] in
      while case let connection = accept(listener, nil, nil), connection >= 0 {
        Thread.detachNewThread { [weak self] in self?.serve(connection) }
      }
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)); close(listener) }

  /// When the request came whose body holds this text; nil: it has not.
  func arrival(of text: String) -> ContinuousClock.Instant? {
    arrivals.withLock { $0.first { $0.key.contains("\"\(text)\"") }?.value }
  }

  var count: Int { arrivals.withLock(\.count) }

  func forgetArrivals() { arrivals.withLock { $0 = [:] } }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    var noDelay: Int32 = 1
    setsockopt(
      connection, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay,
      socklen_t(MemoryLayout<Int32>.size))
    var received: [UInt8] = []
    while let body = request(from: connection, &received) {
      let now = ContinuousClock.now
      arrivals.withLock { $0[body] = now }
      let answer = Array("HTTP/1.1 204 No Content\r\n\r\n".utf8)
      switch behaviour {
      case .accepts:
        guard send(connection, answer, answer.count, Int32(MSG_NOSIGNAL)) > 0 else {
          return
        }
      case .drips:
        for byte in answer {
          sleep(1)
          guard send(connection, [byte], 1, Int32(MSG_NOSIGNAL)) > 0 else { return }
        }
      }
    }
  }

  /// The body of the next request; nil at the end.
  private func request(from connection: Int32, _ received: inout [UInt8]) -> String? {
    while true {
      let text = String(decoding: received, as: UTF8.self)
      if let end = text.range(of: "\r\n\r\n"),
        let line = text[..<end.lowerBound].lowercased().split(separator: "\r\n")
          .first(where: { $0.hasPrefix("content-length:") }),
        let length = Int(line.dropFirst(15).trimmingCharacters(in: .whitespaces))
      {
        let head = text[..<end.upperBound].utf8.count
        if received.count >= head + length {
          let body = String(decoding: received[head..<head + length], as: UTF8.self)
          received.removeFirst(head + length)
          return body
        }
      }
      var buffer = [UInt8](repeating: 0, count: 16_384)
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      received += buffer.prefix(count)
    }
  }
}

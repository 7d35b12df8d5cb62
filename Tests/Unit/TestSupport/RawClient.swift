import Foundation

/// A client that sends arbitrary bytes to a server on loopback. It blocks, on threads of its own.
public final class RawClient: Sendable {
  private let descriptor: Int32

  public init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let status = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard status == 0 else { throw POSIXError(.ECONNREFUSED) }
  }

  deinit { Foundation.close(descriptor) }

  /// - Returns: false where the server takes no more.
  @discardableResult
  public func send(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Sends nothing more.
  public func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Everything until the server closes.
  public func readAll() -> String {
    var all: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &part, part.count, 0)
      guard count > 0 else { return String(decoding: all, as: UTF8.self) }
      all += part[..<count]
    }
  }

  /// - Returns: how many bytes came, `count` at most; fewer only where the server closed.
  public func drop(_ count: Int) -> Int {
    var part = [UInt8](repeating: 0, count: 1 << 20)
    var dropped = 0
    while dropped < count {
      let received = recv(descriptor, &part, min(part.count, count - dropped), 0)
      guard received > 0 else { break }
      dropped += received
    }
    return dropped
  }

  /// Everything up to these words.
  public func read(until words: String) -> String {
    var all: [UInt8] = []
    var byte: UInt8 = 0
    let end = Array(words.utf8)
    while !all.suffix(end.count).elementsEqual(end), recv(descriptor, &byte, 1, 0) == 1 {
      all.append(byte)
    }
    return String(decoding: all, as: UTF8.self)
  }

  /// One answer: its header and its body by Content-Length.
  public func readAnswer() -> String {
    var all: [UInt8] = []
    var byte: UInt8 = 0
    var expected = Int.max
    while all.count < expected, recv(descriptor, &byte, 1, 0) == 1 {
      all.append(byte)
      guard expected == .max, all.suffix(4) == Array("\r\n\r\n".utf8) else { continue }
      let header = String(decoding: all, as: UTF8.self).lowercased()
      let length = header.split(separator: "content-length: ").dropFirst().first
        .flatMap { Int($0.prefix { $0.isNumber }) }
      // An interim answer has no body.
      expected = all.count + (length ?? 0)
    }
    return String(decoding: all, as: UTF8.self)
  }
}

/// Runs what blocks on a thread of its own: the server needs the others.
public func aside<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws
  -> Value
{
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
  }
}

extension String {
  /// The status of an answer.
  public var status: Int? { split(separator: " ").dropFirst().first.flatMap { Int($0) } }

  /// The value of a header field; nil where it is not there.
  public func field(_ name: String) -> String? {
    for line in components(separatedBy: "\r\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == name.lowercased() else { continue }
      return parts[1].trimmingCharacters(in: .whitespaces)
    }
    return nil
  }

  public var body: String {
    components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n")
  }
}

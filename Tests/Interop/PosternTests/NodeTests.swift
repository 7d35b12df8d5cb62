import Foundation
import InteropSupport
import Testing

/// `postern node`, where it refuses to start.
@Suite(.mayBlock) struct `A node's start` {
  private let place: Place

  init() throws { place = try Place() }

  private func start(_ options: String...) throws -> Command {
    try Command(["node", "--bind", "127.0.0.1", "--port", "0"] + options, in: place.directory)
  }

  private func writeKey(_ text: String, mode: Int = 0o600) throws {
    try place.write(text, to: "node.key")
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: place.path("node.key"))
  }

  @Test(arguments: [
    "", "hello", String(repeating: "a", count: 63), String(repeating: "x", count: 64),
  ])
  func `a key that is none is refused and left as it is`(text: String) throws {
    try writeKey(text)
    let command = try start("--key", "node.key")
    #expect(command.status == 65 && command.errors.contains("64 hex digits"), "\(command.errors)")
    #expect(try place.read("node.key") == Data(text.utf8))
  }

  @Test(arguments: [0o644, 0o640, 0o604])
  func `a key that others can read is refused`(mode: Int) throws {
    try writeKey(String(repeating: "a", count: 64) + "\n", mode: mode)
    let command = try start("--key", "node.key")
    #expect(command.status == 65 && command.errors.contains("read by others"))
  }

  @Test func `a place where no key can be is an error of the place`() throws {
    try place.write("", to: "file")
    let command = try start("--key", "file/node.key")
    #expect(command.status == 73 && command.errors.contains("file/node.key"), "\(command.errors)")
  }

  @Test func `a message of the day that no answer holds is refused`() throws {
    #expect(try start("--motd", String(repeating: "m", count: 256)).status == 64)
  }

  @Test func `a relay's port in use is named, and it is the TCP port`() throws {
    let taken = try #require(TakenPort())
    let command = try start("--key", "node.key", "--relay-port", "\(taken.port)")
    #expect(command.status == 69)
    #expect(command.errors.contains("TCP port \(taken.port) is in use"), "\(command.errors)")
  }
}

/// A TCP port of 127.0.0.1 with a listener.
private final class TakenPort {
  let port: UInt16
  private let descriptor: Int32

  init?() {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, size) == 0 && listen(descriptor, 1) == 0
          && getsockname(descriptor, $0, &size) == 0
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    guard isListening else { return nil }
  }

  deinit { close(descriptor) }
}

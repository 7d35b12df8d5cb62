import Foundation
import GatewayCore
import GatewayStore
import GatewayTestSupport
import Testing

@testable import Gateway

/// The names that a socket of the HTTP interface may have in a home.
@Suite struct `The files of a home` {
  private func plan(_ name: String) throws -> APIPlan {
    try #require(
      try APIPlan(APIOptions(listen: "unix:\(name)"), bot: nil, rulesPath: nil))
  }

  @Test func `are all known, and none makes way for a socket`() throws {
    let directory = try TestDirectory()
    let home = try BotHome(path: directory.path, exclusively: true)
    home.store.fillReserve()
    try home.store.files.make()
    let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
    #expect(names.count > 4)
    for name in names + ["control.sock", "unsealed", "state.sqlite-journal"] {
      #expect(BotHome.usesName(name), "\(name)")
      let plan = try plan(name)
      #expect(throws: Failure.self) { try plan.check(home: directory.path) }
    }
    home.close()
  }

  @Test func `of someone else are not replaced either, but a socket is`() throws {
    let directory = try TestDirectory()
    let file = directory.path + "/notes"
    try "x".write(toFile: file, atomically: true, encoding: .utf8)
    let notes = try plan("notes")
    let failure = #expect(throws: Failure.self) { try notes.check(home: directory.path) }
    #expect(failure?.message.contains("is no socket") == true)
    let socket = try RawListener(directory.path + "/api.sock")
    try plan("api.sock").check(home: directory.path)
    try plan("new.sock").check(home: directory.path)
    withExtendedLifetime(socket) {}
  }

  @Test(arguments: ["/tmp/api.sock", "../api.sock", "..", ".", "files/api.sock", ""])
  func `are named, and not reached by a path`(name: String) {
    #expect(throws: Failure.self) { try plan(name) }
  }
}

/// A socket in the file system.
private struct RawListener: ~Copyable {
  private let descriptor: Int32

  init(_ path: String) throws {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let address = try #require(LocalSocketAddress(path))
    try #require(address.withPointer { bind(descriptor, $0, $1) } == 0)
  }

  deinit { close(descriptor) }
}

import Foundation
import GatewayCore
import GatewayTestSupport
import GatewayStore
import Testing
import ToxWire

@testable import Gateway

/// Addresses of contacts and nodes: stored for a fast reconnection in the direct profile, and
/// nowhere on the disk in the others.
@Suite struct `Remembered addresses` {
  private let directory: WorkerBench.Directory
  private let home: BotHome
  private let contact = ContactKey(bytes: [UInt8](repeating: 3, count: 32))
  private let hint = Array("the contact's last address".utf8)
  private let node = PackedNode(
    udp: Endpoint(.v4(0xc000_0207), port: 33_445), DHTPublicKey([UInt8](repeating: 9, count: 32)))

  init() throws {
    directory = try WorkerBench.Directory()
    home = try BotHome(path: directory.path, exclusively: true)
    let (contact, hint) = (contact, hint)
    try home.store.write { transaction throws(StoreError) in
      try transaction.addContact(
        contact, codenameHash: [1, 2, 3, 4], state: .accepted, now: UnixMilliseconds(1))
      try transaction.setNetworkHint(hint, of: contact)
    }
    try home.remember([node])
  }

  private func storedHint() throws -> [UInt8]? {
    let contact = contact
    return try home.store.read { reader throws(StoreError) in
      try reader.storedContact(contact)?.networkHint
    }
  }

  @Test func `direct, they are kept`() throws {
    #expect(try home.begin(.direct, NamedWays(), bot: BotConfiguration()).isEmpty)
    #expect(try storedHint() == hint)
    #expect(try home.rememberedNodes() == [node])
  }

  @Test(arguments: [NetworkProfile.relay, .tor])
  func `in the other profiles those of earlier runs are erased, from the files too`(
    _ profile: NetworkProfile
  ) throws {
    let words = try #require(try home.begin(profile, NamedWays(), bot: BotConfiguration()).first)
    #expect(words.contains("erased"))
    #expect(try storedHint() == nil)
    #expect(try home.rememberedNodes().isEmpty)
    for suffix in ["", "-wal"] {
      let path = directory.path + "/state.sqlite" + suffix
      let bytes = FileManager.default.contents(atPath: path) ?? Data()
      #expect(bytes.range(of: Data(hint)) == nil, "state.sqlite\(suffix)")
    }
    #expect(
      try home.begin(profile, NamedWays(), bot: BotConfiguration()).isEmpty,
      "nothing is left to erase")
  }

  @Test func `the profile of a bot is remembered, that of a command is not`() throws {
    #expect(try home.network()?.profile == nil)
    _ = try home.begin(.tor, NamedWays(), bot: nil)
    #expect(try home.network()?.profile == nil)
    _ = try home.begin(.relay, NamedWays(), bot: BotConfiguration())
    #expect(try home.network()?.profile == .relay)
    _ = try home.begin(.direct, NamedWays(), bot: BotConfiguration())
    #expect(try home.network()?.profile == .direct)
    let named = NamedWays(relays: ["192.0.2.1:443:KEY"])
    _ = try home.begin(.direct, named, bot: BotConfiguration())
    #expect(try home.network()?.ways == NamedWays(relays: ["192.0.2.1:443:KEY"]))
    _ = try home.begin(.direct, NamedWays(), bot: BotConfiguration())
    #expect(try home.network()?.ways == NamedWays())
  }
}

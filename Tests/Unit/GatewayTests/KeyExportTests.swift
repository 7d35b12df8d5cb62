import Foundation
import GatewayCore
import GatewayTestSupport
import GatewayStore
import Testing
import ToxCore

@testable import Gateway
@testable import GatewayEngine

/// The home as a .tox file.
@Suite struct `An exported key` {
  @Test func `carries what contacts see of the bot that ran last`() throws {
    let directory = try WorkerBench.Directory()
    let path = directory.path + "/home"
    _ = try BotHome.newKey(path: path)
    let home = try BotHome(path: path, exclusively: true)
    let profile = BotConfiguration.Profile(name: "Example\0 Times", about: "Use Tor.\0x")
    _ = try home.begin(.direct, NamedWays(), bot: BotConfiguration(profile: profile))
    // A message from the command line starts no bot.
    _ = try home.begin(.direct, NamedWays(), bot: nil)
    home.close()
    let bytes = try BotHome.exportKey(path: path, passphrase: nil)
    let save = try SaveData(decoding: bytes)
    #expect(String(decoding: save.name, as: UTF8.self) == "Example Times")
    #expect(String(decoding: save.statusMessage, as: UTF8.self) == "Use Tor.\0x")

    let other = directory.path + "/other"
    _ = try BotHome.importKey(path: other, bytes, passphrase: nil)
    #expect(try BotHome.exportKey(path: other, passphrase: nil) == bytes)
  }

  @Test func `carries codenames, also those to come, notes and public statuses`() throws {
    let directory = try WorkerBench.Directory()
    let path = directory.path + "/home"
    _ = try BotHome.newKey(path: path)
    let keys = (1...3).map { String(repeating: "0\($0)", count: 32) }
    for key in keys {
      _ = try BotHome.carryOut(.command(.contactAdd(address: key, message: "hello")), path: path)
    }
    _ = try BotHome.carryOut(
      .command(.contactNote(ContactReference(keys[1]), note: "probably a crank")), path: path)
    _ = try BotHome.carryOut(.command(.contactRemove(ContactReference(keys[0]))), path: path)
    let before = try contacts(path)
    let bytes = try BotHome.exportKey(path: path, passphrase: nil)

    let other = directory.path + "/other"
    let imported = try BotHome.importKey(path: other, bytes, passphrase: nil)
    #expect(imported.keepsCodenames && imported.contacts == 2)
    #expect(try contacts(other) == before && before.count == 2)
    for home in [path, other] {
      _ = try BotHome.carryOut(
        .command(.contactAdd(address: keys[0], message: "hello")), path: home)
    }
    #expect(try contacts(other) == contacts(path))
  }

  @Test(arguments: [0, 1, 20, 40, 60, 110])
  func `is taken without codenames where their section is damaged`(size: Int) throws {
    let directory = try WorkerBench.Directory()
    let path = directory.path + "/home"
    _ = try BotHome.newKey(path: path)
    let key = String(repeating: "07", count: 32)
    _ = try BotHome.carryOut(.command(.contactAdd(address: key, message: "hello")), path: path)
    var save = try SaveData(decoding: BotHome.exportKey(path: path, passphrase: nil))
    let section = try #require(save.otherSections.first)
    #expect(CodenameSection(in: save)?.entries.count == 1)
    save.otherSections[0].body = Array(section.body.prefix(min(size, section.body.count - 1)))
    #expect(CodenameSection(in: save) == nil)
    let imported = try BotHome.importKey(
      path: directory.path + "/other", save.encoded(), passphrase: nil)
    #expect(imported.contacts == 1 && !imported.keepsCodenames)
  }

  private func contacts(_ path: String) throws -> [String] {
    guard case .contacts(let list) = try BotHome.carryOut(.query(.contactList), path: path) else {
      return []
    }
    return list.map { "\($0.key) \($0.codename) \($0.note ?? "-") \($0.publicStatus ?? "-")" }
      .sorted()
  }

  @Test func `follows the bot's file when that changes`() throws {
    let bench = try WorkerBench("profile { name = 'Before' }")
    try "profile { name = 'After', about = 'x' }"
      .write(toFile: bench.path + "/bot.lua", atomically: true, encoding: .utf8)
    _ = bench.worker.engine.handle([.reload])
    let (name, about) = try bench.store.read { reader throws(StoreError) in
      try reader.shownProfile()
    }
    #expect(name == Array("After".utf8) && about == Array("x".utf8))
  }
}

import Foundation
import GatewayCore
import GatewayStore
import Testing
import ToxCore

@testable import Gateway

/// The home as a .tox file.
@Suite struct `An exported key` {
  @Test func `carries what contacts see of the bot that ran last`() throws {
    let directory = try Office.Directory()
    let path = directory.path + "/home"
    _ = try BotHome.newKey(path: path)
    let home = try BotHome(path: path, exclusively: true)
    let profile = BotConfiguration.Profile(name: "Example\0 Times", about: "Use Tor.\0x")
    _ = try home.begin(.direct, bot: BotConfiguration(profile: profile))
    // A message from the command line is no bot.
    _ = try home.begin(.direct, bot: nil)
    home.close()
    let bytes = try BotHome.exportKey(path: path, passphrase: nil)
    let save = try SaveData(decoding: bytes)
    #expect(String(decoding: save.name, as: UTF8.self) == "Example Times")
    #expect(String(decoding: save.statusMessage, as: UTF8.self) == "Use Tor.\0x")

    let other = directory.path + "/other"
    _ = try BotHome.importKey(path: other, bytes, passphrase: nil)
    #expect(try BotHome.exportKey(path: other, passphrase: nil) == bytes)
  }

  @Test func `follows the bot's file when that changes`() throws {
    let office = try Office("profile { name = 'Before' }")
    try "profile { name = 'After', about = 'x' }"
      .write(toFile: office.path + "/bot.lua", atomically: true, encoding: .utf8)
    _ = office.worker.handle([.reload])
    let (name, about) = try office.store.read { reader throws(StoreError) in
      try reader.shownProfile()
    }
    #expect(name == Array("After".utf8) && about == Array("x".utf8))
  }
}

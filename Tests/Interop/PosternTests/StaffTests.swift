import Foundation
import GatewayCore
import InteropSupport
import Testing

/// `postern staff`, with a bot and without.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `The staff of a bot` {
  private let place: Place

  init() throws {
    place = try Place()
    try place.write("on('message', function(message) message:keep() end)", to: "echo.lua")
    _ = try place.run("key", "new", "--home", "home")
    try place.write("six random words are good\nand no more", to: "words")
    try place.write("short", to: "short")
  }

  @discardableResult
  private func staff(_ words: String...) throws -> Command {
    try Command(["staff"] + words + ["--home", "home"], in: place.directory)
  }

  @Test func `members are kept without a bot, and no passphrase is`() throws {
    #expect(try staff("list").output == "there are no members\n")
    #expect(try staff("add", "ana", "--role", "replier").status == 0)
    #expect(try staff("add", "ben", "--role", "boss").status != 0)
    #expect(try staff("passphrase", "ana", "--passphrase-file", "short").status != 0)
    #expect(try staff("passphrase", "ben", "--passphrase-file", "words").status != 0)
    #expect(try staff("passphrase", "ana", "--passphrase-file", "words").output == "done\n")
    let setup = try staff("totp", "ana").output
    #expect(setup.contains("█") && setup.contains("\notpauth://totp/Postern:ana?secret="))
    #expect(try staff("role", "ana", "reader").status == 0)
    let list = try staff("list").output
    #expect(list.hasPrefix("ana  reader  passphrase and code  added "))
    #expect(list.hasSuffix(", never signed in\n"))
    #expect(try staff("totp", "ana", "--off").output == "done\n")
    #expect(try staff("sessions").output == "there are no sessions\n")
    #expect(try staff("end", "1").status != 0)
    for name in try FileManager.default.contentsOfDirectory(atPath: place.path("home")) {
      let data = try? place.read("home/\(name)")
      #expect(data?.range(of: Data("six random words".utf8)) == nil, "\(name)")
    }
    #expect(try staff("remove", "ana").output == "done\n")
    #expect(try staff("list").output == "there are no members\n")
  }
}

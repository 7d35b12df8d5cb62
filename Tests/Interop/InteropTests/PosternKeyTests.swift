import Foundation
import InteropSupport
import Testing

/// `.tox` files between c-toxcore and Postern, plain and encrypted.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(5)))
struct `Keys between c-toxcore and Postern` {
  private static let passphrase = "correct-horse"

  @Test(arguments: [false, true])
  func `a client's save becomes a home with the same ID and contacts`(
    isEncrypted: Bool
  ) async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let client = try await Scene.befriend(bot, in: network)
    let directory = network.namespace.directory
    let save = directory.appending(component: "client.tox").path()
    try await client.instance.command("save \(save) \(isEncrypted ? Self.passphrase : "")")
    try await client.process.killAndWait()

    let words = directory.appending(component: "passphrase")
    try "\(Self.passphrase)\n".write(to: words, atomically: true, encoding: .utf8)
    let postern = try BuildProducts.path(of: "postern")
    let home = directory.appending(component: "imported").path()
    let option = isEncrypted ? ["--passphrase-file", words.path()] : []
    let lines = try await network.namespace.run(
      [postern, "key", "import", save, "--home", home] + option)
    #expect(lines.last == client.toxID)
    let contacts = try await network.namespace.run([
      postern, "contact", "list", "--home", home, "--json",
    ])
    #expect(contacts.count == 1 && contacts[0].contains(bot.publicKey.lowercased()))
    // The imported identity is at once the one that the bot knows.
    let sent = try await network.postern(["send", bot.publicKey, "it is me"], home: "imported")
    #expect(sent.last == "received")
  }

  @Test(arguments: [false, true])
  func `a home's export is loaded by c-toxcore, contacts and all`(isEncrypted: Bool) async throws {
    let network = try await TestNetwork()
    let bot = try await PosternActor.echoBot(in: network)
    let client = try await Scene.befriend(bot, in: network)
    let directory = network.namespace.directory
    let save = directory.appending(component: "bot.tox").path()
    let words = directory.appending(component: "passphrase")
    try "\(Self.passphrase)\n".write(to: words, atomically: true, encoding: .utf8)
    try await bot.command(
      ["key", "export", save] + (isEncrypted ? ["--passphrase-file", words.path()] : []))
    bot.process.signal(SIGTERM)
    #expect(try await bot.process.waitForExit() == 0)

    let double = ToxcoreActor(
      try await network.client(of: PeerProcess(in: network.namespace)) {
        $0.savePath = save
        $0.passphrase = isEncrypted ? Self.passphrase : nil
      })
    #expect(double.toxID == bot.toxID)
    try await double.instance.waitForFriend(0)
    try await client.waitOnline(bot.publicKey)
  }
}

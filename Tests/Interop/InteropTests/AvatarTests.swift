import Foundation
import InteropSupport
import Testing

/// The avatar of a bot, as a c-toxcore client sees it.
@Suite(.needsPrivateNetworks, .timeLimit(.minutes(3)))
struct `The avatar of a bot at a c-toxcore client` {
  private static let fileKind = 1

  /// A PNG of so many pixels in a row, beside the bot's file.
  private func picture(width: Int, in network: TestNetwork) async throws -> SampleFile {
    let script = """
      import struct, sys, zlib
      def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
      width = int(sys.argv[2])
      open(sys.argv[1], "wb").write(b"\\x89PNG\\r\\n\\x1a\\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, 1, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes(1 + 3 * width))) + chunk(b"IEND", b""))
      """
    let path = network.namespace.directory.appending(component: "logo.png").path()
    try await network.namespace.run(["python3", "-c", script, path, "\(width)"])
    return try SampleFile(at: path)
  }

  private func bot(_ avatar: String, in network: TestNetwork) async throws -> PosternActor {
    let rules = """
      profile { name = "shown"\(avatar) }
      contacts { accept = "everyone" }
      """
    return try await PosternActor(rules: rules, home: "shown", in: network)
  }

  private func nextOffer(_ client: ToxcoreActor) async throws -> Record {
    try await client.instance.event("file_offer") {
      $0.integer("kind") == Self.fileKind
    }
  }

  @Test func `it is offered by its hash, changes while the bot runs, and is taken away`()
    async throws
  {
    let network = try await TestNetwork()
    let directory = network.namespace.directory
    let first = try await picture(width: 200, in: network)
    let bot = try await bot(", avatar = \"logo.png\"", in: network)
    let client = try await Scene.befriend(bot, in: network)
    let friend = try await client.friendNumber(of: bot.publicKey)

    let offer = try await nextOffer(client)
    #expect(
      offer.text("file_id")?.lowercased() == first.hash && offer.integer("size") == first.size)
    let target = directory.appending(component: "fetched.png").path()
    let number = try #require(offer.integer("file"))
    try await client.instance.command("accept_file \(friend) \(number) \(target)")
    _ = try await client.instance.event("file_done")
    #expect(try SampleFile.hash(of: target) == first.hash)

    // A client that has it refuses it.
    let second = try await picture(width: 100, in: network)
    bot.process.signal(SIGHUP)
    let changed = try await nextOffer(client)
    #expect(changed.text("file_id")?.lowercased() == second.hash)
    let refused = try #require(changed.integer("file"))
    try await client.instance.command("control_file \(friend) \(refused) cancel")

    // The next run of the bot shows none: each contact that comes online is told so.
    try await bot.process.killAndWait()
    let plain = try await self.bot("", in: network)
    let none = try await nextOffer(client)
    #expect(none.integer("size") == 0 && plain.publicKey == bot.publicKey)
  }
}

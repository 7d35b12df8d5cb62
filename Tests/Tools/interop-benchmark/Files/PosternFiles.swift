import Foundation
import Glibc
import InteropSupport

/// Bots of ours that take and send files.
extension PosternActor {
  private static let fileRules =
    withoutQuotas + """
      contacts { accept = "everyone" }
      messages { join = false }
      files {
        accept = "everyone", max = "10GB", per_contact = "100GB", total = "1000GB", transfers = 64
      }
      on("message", function(message) message:keep() end)
      on("file_done", function(file) end)

      """

  /// - Parameter key: the inbox key to which it seals, if it does.
  static func fileBot(
    _ name: String, port: Int, sealingTo key: String? = nil, in network: any LoopbackNetwork
  ) async throws -> PosternActor {
    let place = Place(namespace: network.namespace, port: port, nodes: network.nodes)
    let seal = key.map { "inbox { seal = \"\($0)\" }\n" } ?? ""
    return try await PosternActor(rules: seal + fileRules, home: name, at: place)
  }

  /// Gives it files for a contact that is away, and waits until it has copied them.
  func queue(_ sources: FileSources, for contact: String) async throws {
    _ = log.takeAll { $0.event == "file" }
    for path in sources.paths { try await command(["file", "send", contact, path]) }
    // A sealed bot does not tell the hash.
    try await files("waiting", "out", count: sources.paths.count) {
      $0.text("sha256") != nil || $0.integer("size") == sources.size
    }
  }

  /// Waits until it has told of so many files that they are in a state.
  ///
  /// - Returns: their numbers.
  @discardableResult
  func files(
    _ state: String, _ direction: String, count: Int,
    where matches: (Record) -> Bool = { _ in true }
  ) async throws -> [Int] {
    var found: [Int] = []
    while found.count < count {
      let next = try await log.next("a file that is \(state) (\(direction))", within: .seconds(60))
      {
        $0.event == "file" && $0.text("state") == state && $0.text("direction") == direction
          && matches($0)
      }
      found.append(next.integer("id") ?? 0)
    }
    return found
  }

  /// Where the bytes of its files are, in clear.
  ///
  /// - Parameter key: the file with the key that opens them, where they are sealed.
  func stored(_ files: [Int], openedBy key: String?) async throws -> [String] {
    guard let key else {
      return files.map { home.appending(components: "files", "\($0)").path() }
    }
    var opened: [String] = []
    for file in files {
      let path = home.appending(component: "opened-\(file)").path()
      try await command(["file", "get", "\(file)", "--key", key, "--output", path])
      opened.append(path)
    }
    return opened
  }

  func stop() async throws {
    process.signal(SIGTERM)
    _ = try await process.waitForExit(within: .seconds(20))
  }
}

/// Two bots of ours. The receiver is away while the sender copies what it is to send, so that all
/// begins at once and the copying is not measured.
struct PosternFilePair {
  private let network: any LoopbackNetwork
  private let sender: PosternActor
  private var receiver: PosternActor
  private let receiverPort: Int
  /// The key to which both seal, and its file.
  private let key: (text: String, file: String)?

  init(sealing: Bool, in network: any LoopbackNetwork) async throws {
    self.network = network
    receiverPort = network.freePort()
    let file = network.namespace.directory.appending(component: "inbox.key").path()
    let key = sealing ? (try MeasuredBot.newInboxKey(in: file), file) : nil
    self.key = key
    sender = try await .fileBot(
      "sender", port: network.freePort(), sealingTo: key?.0, in: network)
    receiver = try await .fileBot("receiver", port: receiverPort, sealingTo: key?.0, in: network)
    try await sender.addContact(receiver.toxID, message: "files")
    try await sender.waitOnline(receiver.publicKey, within: .seconds(60))
    try await receiver.waitOnline(sender.publicKey, within: .seconds(60))
  }

  mutating func send(_ count: Int, of size: Int) async throws -> FileOutcome {
    let sources = try await FileSources(count, of: size, in: network)
    defer { sources.remove() }
    try await receiver.stop()
    _ = try await sender.event("contact_offline", of: receiver.publicKey, within: .seconds(60))
    try await sender.queue(sources, for: receiver.publicKey)
    receiver = try await .fileBot(
      "receiver", port: receiverPort, sealingTo: key?.text, in: network)
    let watches = try (FileCostWatch(sender.process), FileCostWatch(receiver.process))
    try await receiver.waitOnline(sender.publicKey, within: .seconds(60))
    try await receiver.files("accepted", "in", count: 1)
    let start = ContinuousClock.now
    let whole = try await receiver.files("whole", "in", count: count)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    try await sender.files("whole", "out", count: count)
    let outcome = FileOutcome(
      bytes: sources.bytes, seconds: seconds, sender: try watches.0.end(),
      receiver: try watches.1.end())
    let copies = try await receiver.stored(whole, openedBy: key?.file)
    try sources.compare(with: copies)
    if key != nil { for copy in copies { unlink(copy) } }
    return outcome
  }
}

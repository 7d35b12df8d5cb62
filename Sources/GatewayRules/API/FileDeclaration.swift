import GatewayCore

extension RuleAPI {
  static let fileHelp = """
    Which files of contacts the bot takes; without it none, and each is refused as \
    `on("file", …)` or one line says. `accept` is "everyone" for each within the limits that no rule \
    refuses, "ask" (as without it) for those that a rule or `postern file accept` takes, or "nobody". \
    `max` ("50MB") is for one file, `per_contact` ("500MB") and `total` ("20GB") for those that are \
    stored, and `transfers` (20) for the files of one contact that wait or are under way. `types` are \
    media types, such as { "application/pdf", "image/*" }: a file whose content is of another one is \
    removed when it is here, whatever its name says. With `avatars = true` the pictures that contacts \
    show, of at most 64 KiB, are offered as files whose `file.kind` is "avatar"; without it they are \
    refused. `transform = { "command", "argument" }` is a \
    program that makes a derived copy of each file that was taken: \
    [Files](../../Gateway/Gateway.docc/Files.md).
    """

  static func declareFiles(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    let options = try Options(
      call.value(0), of: "files",
      known: [
        "accept", "max", "per_contact", "total", "transfers", "types", "avatars", "transform",
      ])
    var files = FilePolicy()
    files.acceptance = try options.choice("accept", FilePolicy.Acceptance.self) ?? .ask
    files.sizeMax = try options.size("max") ?? files.sizeMax
    files.contactBytesMax = try options.size("per_contact") ?? files.contactBytesMax
    files.bytesMax = try options.size("total") ?? files.bytesMax
    files.contactTransfersMax = try options.transfers() ?? files.contactTransfersMax
    files.types = try options.mediaRanges()
    files.takesAvatars = try options.boolean("avatars") ?? false
    files.transform = try options.command("transform")
    if let mistake = files.mistake { throw HostError(mistake) }
    session.configuration.files = files
  }
}

extension FilePolicy {
  /// A limit that another one makes meaningless.
  fileprivate var mistake: String? {
    if sizeMax > contactBytesMax {
      return "max of files is more than per_contact, \(contactBytesMax) bytes: no file is so large"
    }
    if contactBytesMax > bytesMax {
      return "per_contact of files is more than total, \(bytesMax) bytes"
    }
    return nil
  }
}

extension Options {
  fileprivate func size(_ name: String) throws(HostError) -> Int64? {
    guard self[name] != nil else { return nil }
    guard case .string(let text)? = self[name], let size = ByteSize(text),
      (1...Self.fileSizeMax).contains(size.bytes)
    else { throw HostError("\(name) of files must be a size like \"50MB\" or \"2GiB\"") }
    return size.bytes
  }

  fileprivate func transfers() throws(HostError) -> Int? {
    guard let value = self["transfers"] else { return nil }
    guard case .integer(let number) = value, (1...Self.transfersMax).contains(number) else {
      throw HostError("transfers of files must be a whole number from 1 to \(Self.transfersMax)")
    }
    return Int(number)
  }

  fileprivate func mediaRanges() throws(HostError) -> [MediaRange] {
    try (texts("types", like: "image/*", max: 64) ?? []).map { text throws(HostError) in
      guard let range = MediaRange(text) else {
        throw HostError(
          "types of files has \(quoted: text), which is not written like \"image/png\" or"
            + " \"image/*\"")
      }
      return range
    }
  }

  /// A program and its arguments; empty where there is none.
  fileprivate func command(_ name: String) throws(HostError) -> [String] {
    guard let words = try texts(name, like: "command", max: 64) else { return [] }
    guard let program = words.first, !program.isEmpty else {
      throw HostError("\(name) of files needs the name of a program: { \"command\" }")
    }
    guard !words.contains(where: { $0.utf8.contains(0) }) else {
      throw HostError("\(name) of files has a NUL in it")
    }
    return words
  }

  /// More than any disk holds: 1 EiB.
  private static let fileSizeMax: Int64 = 1 << 60
  /// The network has this many numbers for the files of one contact.
  private static let transfersMax: Int64 = 256
}

import GatewayCore

extension RuleAPI {
  static let sendFileSignature =
    #"contact:send_file("report.pdf", { name = "…", expires = "1d" })"#
  static let sendFileHelp = """
    Sends a file: a path beside the bot's file, or the `id` of a file that is stored. It waits in the \
    outbox as a reply does, copied, so that the original may go; `on("file_sent", …)` tells that the \
    contact has it, and `on("file_failed", …)` that it can't be read or was refused. `name` is what \
    the contact sees. A path with ".." in it is an error: it may come from what a contact wrote.
    """

  static func sendFile(
    _ session: RuleSession, contact: Contact, _ call: inout HostCall
  ) throws(HostError) {
    let source = try call.fileSource(1)
    if case .stored = source, session.configuration.inbox.isSealed {
      throw HostError(
        "a bot whose inbox is sealed can't send what contacts sent: it can't read that any more")
    }
    let options =
      call.isNil(2)
      ? nil : try Options(call.value(2), of: "a file", known: ["name", "expires"])
    var lifetime: Int64?
    if let text = try options?.string("expires") {
      lifetime = OutboxMessage.lifetime(text)
      guard lifetime != nil else {
        throw HostError("expires of a file must be a time like 1h, from 1s to 366d")
      }
    }
    let name = try options?.string("name", bytesMax: RuleLimits.nameBytes)
    try session.ask(
      for: .sendFile(
        to: contact.key, source, name: name.map { FileName($0).shown },
        lifetime: lifetime))
  }
}

extension HostCall {
  fileprivate func fileSource(_ index: Int) throws(HostError) -> FileSource {
    switch try value(index) {
    case .integer(let id) where id > 0: return .stored(MessageID(id))
    case .string(let path):
      guard !path.isEmpty, path.utf8.count <= RuleLimits.nameBytes, !path.utf8.contains(0) else {
        throw HostError("the path of a file is a text of at most \(RuleLimits.nameBytes) bytes")
      }
      guard !path.split(separator: "/").contains("..") else {
        throw HostError("the path of a file has a \"..\" in it")
      }
      return .path(path)
    default: throw mismatch(index, what: "a file", wanted: "a path or the id of a stored one")
    }
  }
}

import Foundation
public import GatewayCore

/// The names of the owner's people.
extension StoreReader {
  /// The owner, the names of the bot's file, the members of the web inbox, and the labels of tokens
  /// with the scope `inbox`: each once, in order.
  public func knownStaff() throws(StoreError) -> [String] {
    let ofTokens = try tokens().filter { $0.summary.scopes.contains(.inbox) }.map(\.summary.label)
    let members = try staffMembers().map(\.summary.name)
    return Set([Author.ownerName] + (try staffOfFile()) + members + ofTokens).sorted()
  }

  private func staffOfFile() throws(StoreError) -> [String] {
    let stored = try meta(.staff) ?? []
    return stored.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
  }
}

extension StoreReader {
  /// The answers that the bot's file has ready, by name.
  public func cannedReplies() throws(StoreError) -> [CannedReply] {
    guard let stored = try meta(.replies) else { return [] }
    return (try? JSONDecoder().decode([CannedReply].self, from: Data(stored))) ?? []
  }
}

extension StoreTransaction {
  /// Keeps what the bot's file says, for commands without the file.
  public func noteDesk(of configuration: BotConfiguration) throws(StoreError) {
    let names = configuration.contacts.staff.map(\.name).sorted().joined(separator: "\n")
    try note(Array(names.utf8), as: .staff)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try note((try? encoder.encode(configuration.replies)).map(Array.init) ?? [], as: .replies)
  }

  private func note(_ value: [UInt8], as key: MetaKey) throws(StoreError) {
    if try meta(key) != value { try setMeta(key, value) }
  }
}

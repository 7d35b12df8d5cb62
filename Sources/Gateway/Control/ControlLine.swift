import Foundation
package import GatewayCore

/// The lines of the control socket: a request or a reply of the application interface, with the
/// version of the protocol as an additional member. Documented in `Interface.md`.
package enum ControlLine {
  /// Increased when a program of the previous version would misunderstand a line. A `failed` reply
  /// is the same in all versions.
  package static let version = 1

  /// A line as the bot receives it.
  package enum Received: Hashable, Sendable {
    case request(ApplicationRequest, by: Author = .owner)
    case subscription(Subscription)
    case refused(String)
    /// A line of a `postern` from before the protocol had versions.
    case unversioned
  }

  /// A value and the version beside its own members.
  private struct Versioned<Value: Codable>: Codable {
    var value: Value

    private enum CodingKeys: CodingKey { case version }

    init(_ value: Value) { self.value = value }

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: CodingKeys.self)
      guard members.contains(.version) else { throw VersionMistake.missing }
      let version = try members.decode(Int.self, forKey: .version)
      guard version == ControlLine.version else { throw VersionMistake.other(version) }
      value = try Value(from: decoder)
    }

    func encode(to encoder: any Encoder) throws {
      var members = encoder.container(keyedBy: CodingKeys.self)
      try members.encode(ControlLine.version, forKey: .version)
      try value.encode(to: encoder)
    }
  }

  private enum Asked: Codable {
    case request(ApplicationRequest, by: Author)
    case subscription(Subscription)

    private enum CodingKeys: String, CodingKey {
      case subscription
      case author = "as"
    }

    init(from decoder: any Decoder) throws {
      let members = try decoder.container(keyedBy: CodingKeys.self)
      guard !members.contains(.subscription) else {
        self = .subscription(try Subscription(from: decoder))
        return
      }
      let name = try members.decodeIfPresent(String.self, forKey: .author)
      guard name.map(Author.isName) ?? true else {
        throw RequestMistake("A name of the staff is one line of at most 64 bytes.")
      }
      self = .request(
        try ApplicationRequest(from: decoder),
        by: Author(name: name ?? Author.ownerName, way: .owner))
    }

    func encode(to encoder: any Encoder) throws {
      switch self {
      case .request(let request, let author):
        if author != .owner {
          var members = encoder.container(keyedBy: CodingKeys.self)
          try members.encode(author.name, forKey: .author)
        }
        try request.encode(to: encoder)
      case .subscription(let subscription): try subscription.encode(to: encoder)
      }
    }
  }

  private enum VersionMistake: Error {
    case missing
    case other(Int)
  }

  /// - Parameter line: without its end.
  package static func received(_ line: some Collection<UInt8>) -> Received {
    do {
      let line = try JSONDecoder().decode(Versioned<Asked>.self, from: Data(line))
      return switch line.value {
      case .request(let request, let author): .request(request, by: author)
      case .subscription(let subscription): .subscription(subscription)
      }
    } catch VersionMistake.missing {
      return .unversioned
    } catch VersionMistake.other(let other) {
      return .refused(
        "This command speaks version \(other) of the control protocol and the bot that runs version"
          + " \(version): restart the bot with the `postern` that you use.")
    } catch {
      return .refused(RequestMistake(decoding: error).sentence)
    }
  }

  /// The line, with its end.
  package static func line(_ request: ApplicationRequest, by author: Author = .owner) -> [UInt8]? {
    encoded(Asked.request(request, by: author))
  }

  package static func line(_ subscription: Subscription) -> [UInt8]? { encoded(subscription) }

  static func line(_ reply: Reply) -> [UInt8]? { encoded(reply) }

  /// The answer to a `postern` from before the protocol had versions: a failure in the form that it
  /// knows, and in ours.
  static let unversionedReply: [UInt8] = {
    let sentence = "The bot that runs is newer than this command: use the `postern` that runs it."
    let text =
      #"{"failed":{"_0":"\#(sentence)"},"reply":"failed","text":"\#(sentence)","version":1}"#
    return Array((text + "\n").utf8)
  }()

  /// - Parameter line: without its end.
  /// - Throws: `.otherVersion` where it is no reply that this version knows.
  static func reply(_ line: [UInt8]) throws(ControlError) -> Reply {
    let decoder = JSONDecoder()
    if let line = try? decoder.decode(Versioned<Reply>.self, from: Data(line)) { return line.value }
    // In any version: the bot's own message is more useful.
    if let reply = try? decoder.decode(Reply.self, from: Data(line)), case .failed = reply {
      return reply
    }
    throw .otherVersion
  }

  private static func encoded(_ value: some Codable) -> [UInt8]? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let line = try? encoder.encode(Versioned(value)) else { return nil }
    return [UInt8](line) + [UInt8(ascii: "\n")]
  }
}

public enum MessageKind: UInt8, Hashable, Sendable, CaseIterable {
  case text = 64
  /// "/me …"
  case action = 65
}

/// A message: id 1, which tells a text from an action, then 1 to 1372 bytes that are meant to be
/// UTF-8. Longer texts are split by the sender.
///
/// - Spec: "Messenger", MESSAGE 64, ACTION 65
public struct Message: WireValue {
  /// In bytes: a session payload less its id.
  public static let sizeLimit = 1372

  public let kind: MessageKind
  public let text: [UInt8]

  /// - Precondition: `text` has 1 to 1372 bytes.
  public init(_ text: [UInt8], kind: MessageKind = .text) {
    precondition((1...Self.sizeLimit).contains(text.count), "1 to 1372 bytes")
    self.text = text
    self.kind = kind
  }

  public init(from reader: inout Reader) throws(WireError) {
    guard let kind = MessageKind(rawValue: try reader.uint8()) else { throw .kind }
    self.kind = kind
    text = try reader.rest(sized: 1...Self.sizeLimit)
  }

  public func write(to writer: inout Writer) {
    writer.write(kind.rawValue)
    writer.write(text)
  }
}

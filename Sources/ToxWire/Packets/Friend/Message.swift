public enum MessageKind: UInt8, Hashable, Sendable, CaseIterable {
  case text = 64
  /// "/me …"
  case action = 65
}

/// A message: id 1, which tells a text from an action, then 1 to 1372 bytes that are meant to be
/// UTF-8, with a `MessageTail` at their end where the client adds one. Longer texts are split by
/// the sender.
///
/// - Spec: "Messenger", MESSAGE 64, ACTION 65
public struct Message: WireValue {
  /// In bytes: a session payload less its id. A tail takes its part of them.
  public static let sizeLimit = 1372

  public let kind: MessageKind
  /// Without the tail.
  public let text: [UInt8]
  public let tail: MessageTail?

  /// The longest text in bytes.
  public static func textSizeLimit(isTailed: Bool) -> Int {
    isTailed ? sizeLimit - MessageTail.size : sizeLimit
  }

  /// - Precondition: `text` has 1 to 1372 bytes, with a tail 1 to 1334.
  public init(_ text: [UInt8], kind: MessageKind = .text, tail: MessageTail? = nil) {
    let limit = Self.textSizeLimit(isTailed: tail != nil)
    precondition((1...limit).contains(text.count), "1 to \(limit) bytes")
    self.text = text
    self.kind = kind
    self.tail = tail
  }

  public init(from reader: inout Reader) throws(WireError) {
    guard let kind = MessageKind(rawValue: try reader.uint8()) else { throw .kind }
    self.kind = kind
    var bytes = try reader.rest(sized: 1...Self.sizeLimit)
    tail = MessageTail.take(from: &bytes)
    text = bytes
  }

  public func write(to writer: inout Writer) {
    writer.write(kind.rawValue)
    writer.write(text)
    if let tail { writer.write(tail) }
  }
}

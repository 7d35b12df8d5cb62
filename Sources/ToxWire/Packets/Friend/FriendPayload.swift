/// What contacts say to each other inside a session: the first byte is the payload id, 16 to 191.
public protocol FriendPayload: WireValue {
  /// The first byte. `init(from:)` expects it, `write(to:)` writes it.
  static var kind: UInt8 { get }
}

/// A payload that is its id and nothing else.
public protocol EmptyFriendPayload: FriendPayload {
  init()
}

extension EmptyFriendPayload {
  public init(from reader: inout Reader) throws(WireError) {
    try reader.expect(kind: Self.kind)
    self.init()
  }

  public func write(to writer: inout Writer) { writer.write(Self.kind) }
}

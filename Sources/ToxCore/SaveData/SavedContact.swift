public import ToxWire

/// A contact in a save: 2216 bytes. State 1, key 32, request message 1024 + 1, its size 2, name
/// 128, its size 2, status message 1007 + 1, its size 2, status 1 + 3, nospam 4, last seen 8; sizes
/// big-endian. Which fields are filled depends on the state.
///
/// - Spec: "State Format", "Friends"
public struct SavedContact: WireValue {
  public enum State: Hashable, Sendable {
    /// We asked, or will ask, to become their contact.
    case requested(message: [UInt8], NoSpam, isSent: Bool)
    /// The other side has us too. `lastSeen` in seconds since 1970-01-01 UTC; 0: never.
    case confirmed(
      name: [UInt8], statusMessage: [UInt8], UserStatus, lastSeen: UInt64)
  }

  public var key: LongTermPublicKey
  public var state: State

  /// 2216 bytes in the save.
  public static let size = 2216
  private static let messageField = 1024

  public init(_ key: LongTermPublicKey, _ state: State) {
    self.key = key
    self.state = state
  }

  public init(from reader: inout Reader) throws(WireError) {
    let code = try reader.uint8()
    key = try LongTermPublicKey(from: &reader)
    let message = try reader.sizedField(Self.messageField, padding: 1)
    let name = try reader.sizedField(Nickname.sizeLimit, padding: 0)
    let statusMessage = try reader.sizedField(StatusMessage.sizeLimit, padding: 1)
    let status = UserStatus(rawValue: try reader.uint8()) ?? .online
    try reader.skip(3)
    let noSpam = try NoSpam(from: &reader)
    let lastSeen = try reader.uint64()
    switch code {
    case 0: throw .value
    case 1, 2: state = .requested(message: message, noSpam, isSent: code == 2)
    default:
      state = .confirmed(
        name: name, statusMessage: statusMessage, status, lastSeen: lastSeen)
    }
  }

  public func write(to writer: inout Writer) {
    switch state {
    case .requested(let message, let noSpam, let isSent):
      writer.write(isSent ? 2 : 1 as UInt8)
      writer.write(key)
      writer.write(sizedField: message, Self.messageField, padding: 1)
      writer.write(sizedField: [], Nickname.sizeLimit, padding: 0)
      writer.write(sizedField: [], StatusMessage.sizeLimit, padding: 1)
      writer.write(zeros: 4)
      writer.write(noSpam)
      writer.write(0 as UInt64)
    case .confirmed(let name, let statusMessage, let status, let lastSeen):
      writer.write(3 as UInt8)
      writer.write(key)
      writer.write(sizedField: [], Self.messageField, padding: 1)
      writer.write(sizedField: name, Nickname.sizeLimit, padding: 0)
      writer.write(sizedField: statusMessage, StatusMessage.sizeLimit, padding: 1)
      writer.write(status.rawValue)
      writer.write(zeros: 7)
      writer.write(lastSeen)
    }
  }

  /// Reads the body of the contacts' section; free places in it are skipped.
  static func list(decoding body: [UInt8]) throws(WireError) -> [SavedContact] {
    guard body.count.isMultiple(of: size) else { throw .size }
    var contacts: [SavedContact] = []
    var reader = Reader(body.span)
    while reader.remaining > 0 {
      if try reader.peek() == 0 {
        try reader.skip(size)
      } else {
        contacts.append(try SavedContact(from: &reader))
      }
    }
    return contacts
  }
}

extension Reader {
  /// A field of fixed capacity with padding and its used size behind it; empty where that size is
  /// over the capacity.
  fileprivate mutating func sizedField(
    _ capacity: Int, padding: Int
  ) throws(WireError) -> [UInt8] {
    let field = try bytes(capacity)
    try skip(padding)
    let size = Int(try uint16())
    return size <= capacity ? Array(field.prefix(size)) : []
  }
}

extension Writer {
  /// - Precondition: `bytes` fits `capacity`.
  fileprivate mutating func write(sizedField bytes: [UInt8], _ capacity: Int, padding: Int) {
    precondition(bytes.count <= capacity, "the field holds \(capacity) bytes")
    write(bytes)
    write(zeros: capacity - bytes.count + padding)
    write(UInt16(bytes.count))
  }
}

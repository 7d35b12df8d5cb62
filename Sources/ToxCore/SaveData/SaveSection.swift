public import ToxWire

/// One section of a save: length 4, type 2, 0x01ce 2, all little-endian, then the body.
///
/// - Spec: "State Format", "Sections"
public struct SaveSection: WireValue {
  /// The sections that we read.
  enum Kind: UInt16 {
    case keys = 1
    case dht = 2
    case contacts = 3
    case name = 4
    case statusMessage = 5
    case status = 6
    case relays = 10
    case pathNodes = 11
    case end = 255
  }

  public var type: UInt16
  public var body: [UInt8]

  private static let cookie: UInt16 = 0x01ce

  public init(type: UInt16, body: [UInt8]) {
    self.type = type
    self.body = body
  }

  init(_ kind: Kind, _ body: [UInt8] = []) { self.init(type: kind.rawValue, body: body) }

  public init(from reader: inout Reader) throws(WireError) {
    try self.init(from: &reader, cookie: Self.cookie)
  }

  /// The DHT section holds sections of its own, told apart by another cookie.
  init(from reader: inout Reader, cookie: UInt16) throws(WireError) {
    let size = try reader.uint32LittleEndian()
    type = try reader.uint16LittleEndian()
    guard try reader.uint16LittleEndian() == cookie else { throw .kind }
    body = try reader.bytes(Int(size))
  }

  public func write(to writer: inout Writer) { write(to: &writer, cookie: Self.cookie) }

  func write(to writer: inout Writer, cookie: UInt16) {
    writer.writeLittleEndian(UInt32(body.count))
    writer.writeLittleEndian(type)
    writer.writeLittleEndian(cookie)
    writer.write(body)
  }
}

/// The file: 0 and 0x15ed1b1f, four bytes each, then sections up to the one that says end. Zeros
/// may follow, because the reference client writes into a buffer that is larger than the save.
extension SaveSection {
  private static let saveCookie: UInt32 = 0x15ed_1b1f

  static func list(decodingSave bytes: [UInt8]) throws(WireError) -> [SaveSection] {
    var reader = Reader(bytes.span)
    guard try reader.uint32() == 0, try reader.uint32LittleEndian() == saveCookie else {
      throw .kind
    }
    var sections: [SaveSection] = []
    while reader.remaining > 0 {
      let section = try SaveSection(from: &reader)
      if section.type == Kind.end.rawValue { break }
      sections.append(section)
    }
    return sections
  }

  static func encodedSave(_ sections: [SaveSection]) -> [UInt8] {
    var writer = Writer(capacity: sections.reduce(16) { $0 + $1.body.count + 8 })
    writer.write(0 as UInt32)
    writer.writeLittleEndian(saveCookie)
    for section in sections { writer.write(section) }
    writer.write(SaveSection(.end))
    return writer.finish()
  }
}

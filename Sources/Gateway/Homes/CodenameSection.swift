import GatewayCore
import GatewayStore
import ToxCore
import ToxWire

/// A section of our own in a .tox file: the owner's names for contacts. Other clients skip sections
/// that they don't know, and drop them when they save.
///
/// Version 1, the home's hash key 32, the number of contacts 4, then for each its key 32, the
/// codename's size 2 and text, then the note and the public status: whether it has one 1, its size
/// 2 and text; all big-endian.
struct CodenameSection: Equatable {
  struct Entry: Equatable {
    var key: ContactKey
    var codename: Codename
    var note: String?
    var publicStatus: String?
  }

  /// The key from which the codenames of all contacts are made, present and future.
  var hashKey: [UInt8]
  var entries: [Entry]

  /// "PT"; the reference client's types are below 32, and 255.
  private static let type: UInt16 = 0x5054
  private static let version: UInt8 = 1
  private static let textBytesMax = 4_096

  init(hashKey: [UInt8], entries: [Entry]) {
    self.hashKey = hashKey
    self.entries = entries
  }

  /// - Returns: nil where a save has no readable section: it is only a convenience.
  init?(in save: SaveData) {
    guard let section = save.otherSections.first(where: { $0.type == Self.type }) else {
      return nil
    }
    var reader = Reader(section.body.span)
    guard let read = try? Self(from: &reader) else { return nil }
    self = read
  }

  var section: SaveSection {
    var writer = Writer()
    writer.write(Self.version)
    writer.write(hashKey)
    writer.write(UInt32(entries.count))
    for entry in entries {
      writer.write(entry.key.bytes)
      writer.write(sized: entry.codename.text)
      writer.write(optional: entry.note)
      writer.write(optional: entry.publicStatus)
    }
    return SaveSection(type: Self.type, body: writer.finish())
  }

  private init(from reader: inout Reader) throws(WireError) {
    guard try reader.uint8() == Self.version else { throw .kind }
    hashKey = try reader.bytes(HomeKeys.size)
    entries = []
    for _ in 0..<(try reader.uint32()) {
      let key = ContactKey(bytes: try reader.bytes(32))
      let codename = try reader.sizedText(max: Self.textBytesMax)
      guard Codename.isPlausible(codename) else { throw .value }
      let note = try reader.optionalText(max: Self.textBytesMax)
      let status = try reader.optionalText(max: Self.textBytesMax)
      entries.append(
        Entry(key: key, codename: Codename(text: codename), note: note, publicStatus: status))
    }
    try reader.finish()
  }

  fileprivate static func cut(_ text: String) -> [UInt8] {
    var text = text
    while text.utf8.count > textBytesMax { text.removeLast() }
    return Array(text.utf8)
  }
}

extension Codename {
  /// Whether a text has the form of our own codenames: words of letters with hyphens between, and
  /// perhaps a number.
  fileprivate static func isPlausible(_ text: String) -> Bool {
    text.utf8.count <= 64 && text.contains("-")
      && text.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
      }
  }
}

extension Writer {
  fileprivate mutating func write(sized text: String) {
    let bytes = CodenameSection.cut(text)
    write(UInt16(bytes.count))
    write(bytes)
  }

  fileprivate mutating func write(optional text: String?) {
    write(text == nil ? 0 : 1 as UInt8)
    write(sized: text ?? "")
  }
}

extension Reader {
  fileprivate mutating func sizedText(max: Int) throws(WireError) -> String {
    let size = Int(try uint16())
    guard size <= max, let text = String(validating: try bytes(size), as: UTF8.self) else {
      throw .value
    }
    return text
  }

  fileprivate mutating func optionalText(max: Int) throws(WireError) -> String? {
    let isThere = try uint8() == 1
    let text = try sizedText(max: max)
    return isThere ? text : nil
  }
}

extension StoreReader {
  /// The owner's names for these contacts; nil for a home that has made no codename yet.
  func codenames(of contacts: [StoredContact]) throws(StoreError) -> CodenameSection? {
    guard let hashKey = try meta(.hashKey), hashKey.count == HomeKeys.size else { return nil }
    return CodenameSection(
      hashKey: hashKey,
      entries: contacts.map { stored in
        CodenameSection.Entry(
          key: stored.contact.key, codename: stored.contact.codename, note: stored.note,
          publicStatus: stored.contact.publicStatus)
      })
  }
}

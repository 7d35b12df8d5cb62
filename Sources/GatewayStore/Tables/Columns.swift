import Foundation
import GRDB
import GatewayCore

/// How the gateway's values are stored in columns.
extension ContactKey {
  var data: Data { Data(bytes) }
}

extension String {
  /// For names that others chose: bound as bytes and cast by the statement (`CAST(? AS TEXT)`),
  /// since SQLite's text interface ends a String at its first NUL. `Row.text` reads it completely.
  /// Content passes the `Vault`, whose values are bound the same way.
  var data: Data { Data(utf8) }
}

extension Row {
  func bytes(_ index: Int) -> [UInt8] { [UInt8](self[index] as Data) }

  /// A text with any NUL bytes in it; see `String.data`.
  func text(_ index: Int) -> String { String(decoding: self[index] as Data, as: UTF8.self) }

  /// Content that the bot itself needs, or nil.
  func text(_ index: Int, of column: ContentColumn, _ vault: Vault) throws -> String? {
    try (self[index] as Data?).map { try vault.text($0, of: column) }
  }

  func optionalText(_ index: Int) -> String? {
    (self[index] as Data?).map { String(decoding: $0, as: UTF8.self) }
  }

  func optionalBytes(_ index: Int) -> [UInt8]? { (self[index] as Data?).map { [UInt8]($0) } }

  func key(_ index: Int) throws -> ContactKey {
    let bytes = bytes(index)
    guard bytes.count == 32 else { throw StoreError.corrupt("a contact's key has a wrong size") }
    return ContactKey(bytes: bytes)
  }

  func optionalKey(_ index: Int) throws -> ContactKey? {
    hasNull(atIndex: index) ? nil : try key(index)
  }

  /// A stamp's id and, in the next column, its time.
  func stamp(_ index: Int) -> MessageStamp? {
    guard let id = optionalBytes(index), id.count == MessageStamp.idSize else { return nil }
    return MessageStamp(id: id, seconds: UInt32(truncatingIfNeeded: self[index + 1] as Int64))
  }

  func time(_ index: Int) -> UnixMilliseconds { UnixMilliseconds(self[index]) }

  /// A word of one of our enumerations; the schema's CHECK allows no other.
  func word<Word: RawRepresentable<String>>(_ index: Int) throws -> Word {
    guard let word = Word(rawValue: self[index]) else {
      throw StoreError.corrupt("a column holds an unknown word")
    }
    return word
  }
}

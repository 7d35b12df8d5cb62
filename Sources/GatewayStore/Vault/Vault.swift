import Foundation
import GatewayCore

/// The boundary between content and the tables: the only code that decides, for every
/// `ContentColumn`, whether its content is stored, sealed or held in memory.
///
/// A sealed value begins with a byte that no text begins with, so that each value is
/// self-describing: the policy may change between two starts, and older values stay readable. A
/// hash may begin with it: there the size tells.
struct Vault: Sendable {
  let policy: ContentPolicy
  /// Seals for the policy `sealed`, and opens values that were written under it.
  let sealer: (any ContentSealer)?

  /// - Precondition: a policy that seals has a sealer.
  init(_ policy: ContentPolicy = .stored, sealer: (any ContentSealer)? = nil) {
    precondition(policy != .sealed || sealer != nil, "what seals needs a sealer")
    self.policy = policy
    self.sealer = sealer
  }

  /// No UTF-8 text contains this byte, and no encoded node address begins with it.
  static let sealedMark: UInt8 = 0xFF

  // MARK: Writing

  /// Whether what is written is sealed.
  var seals: Bool { policy == .sealed }

  /// Whether a row with content for this column is written. Otherwise the caller holds the content
  /// in memory only.
  func writes(_ column: ContentColumn) -> Bool {
    switch policy {
    case .stored: true
    case .sealed: column.isSealable
    case .held: !column.isHoldable
    }
  }

  /// - Parameter row: see `ContentPlace`.
  /// - Returns: the column's value; nil where there is none, or where it is not written.
  func put(_ text: String?, in column: ContentColumn, row: Int64 = 0) -> VaultedContent? {
    guard let text, writes(column) else { return nil }
    guard policy == .sealed else { return VaultedContent(.plain(text)) }
    return seal(Array(text.utf8), in: column, row: row)
  }

  /// The same for bytes that are no text.
  func put(_ bytes: [UInt8], in column: ContentColumn, row: Int64 = 0) -> Data {
    guard policy == .sealed else { return Data(bytes) }
    return seal(bytes, in: column, row: row).data
  }

  private func seal(_ plaintext: [UInt8], in column: ContentColumn, row: Int64) -> VaultedContent {
    guard let sealer else { preconditionFailure("what seals needs a sealer") }
    let place = ContentPlace(column: column, row: row, reader: column.reader)
    return VaultedContent(.sealed([Self.sealedMark] + sealer.seal(plaintext, at: place)))
  }

  private func open(_ data: Data, of column: ContentColumn, row: Int64) -> [UInt8]? {
    sealer?.open(
      [UInt8](data.dropFirst()),
      at: ContentPlace(column: column, row: row, reader: column.reader))
  }

  // MARK: Reading

  static func isSealed(_ data: Data, in column: ContentColumn) -> Bool {
    data.first == sealedMark && data.count != column.clearSize
  }

  /// Content for people: opened where the key is here, and otherwise unchanged.
  func content(_ data: Data, of column: ContentColumn, row: Int64 = 0) -> ItemContent {
    guard Self.isSealed(data, in: column) else {
      return .plain(String(decoding: data, as: UTF8.self))
    }
    guard let opened = open(data, of: column, row: row) else {
      return .sealed([UInt8](data.dropFirst()))
    }
    return .plain(String(decoding: opened, as: UTF8.self))
  }

  /// Content for people, as part of a line: "(sealed)" where the key is elsewhere.
  func shown(_ data: Data, of column: ContentColumn, row: Int64 = 0) -> String {
    switch content(data, of: column, row: row) {
    case .plain(let text): text
    case .sealed: "(sealed)"
    }
  }

  /// Content for the bot itself.
  ///
  /// - Throws: `.sealed` where the key is not here.
  func text(
    _ data: Data, of column: ContentColumn, row: Int64 = 0
  ) throws(StoreError) -> String {
    String(decoding: try bytes(data, of: column, row: row), as: UTF8.self)
  }

  /// The same for bytes that are no text.
  func bytes(
    _ data: Data, of column: ContentColumn, row: Int64 = 0
  ) throws(StoreError) -> Data {
    guard Self.isSealed(data, in: column) else { return data }
    guard let opened = open(data, of: column, row: row) else { throw .sealed(column) }
    return Data(opened)
  }
}

extension ContentPolicy {
  /// A sealed home has nothing in clear, whatever a caller knows of it.
  func effective(with sealer: (any ContentSealer)?) -> ContentPolicy {
    self == .stored && sealer?.seals == true ? .sealed : self
  }
}

/// A value for a content column. Only the vault can create one, so that no statement can be given
/// text for such a column that did not pass the vault.
struct VaultedContent {
  private let content: ItemContent

  fileprivate init(_ content: ItemContent) { self.content = content }

  var isSealed: Bool { if case .sealed = content { true } else { false } }

  /// For `CAST(? AS TEXT)` and for columns of bytes.
  var data: Data {
    switch content {
    case .plain(let text): Data(text.utf8)
    case .sealed(let bytes): Data(bytes)
    }
  }

  /// The bytes; those of a text that is stored as plain text are not copied.
  func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    switch content {
    case .plain(var text): text.withUTF8 { body(UnsafeRawBufferPointer($0)) }
    case .sealed(let bytes): bytes.withUnsafeBytes(body)
    }
  }
}

import GatewayCore

/// Encrypts the bytes of files, for a home that is sealed. Each file has a key of its own, which a
/// `ContentSealer` alone sees.
public protocol FileSealer: Sendable {
  /// A new key for a file's bytes, sealed for the bot.
  func newFileKey(at place: ContentPlace) -> [UInt8]

  /// - Parameter key: a sealed one.
  /// - Returns: nil where it does not open here.
  func segments(_ key: [UInt8], at place: ContentPlace) -> (any SegmentSealer)?

  /// Seals to people what they are told of a file, with the key of its bytes.
  ///
  /// - Parameters:
  ///   - key: a sealed one; nil where there are no bytes.
  ///   - keyPlace: where it stands.
  func sealRecord(
    _ details: [UInt8], key: [UInt8]?, at keyPlace: ContentPlace, for place: ContentPlace
  ) -> [UInt8]?
}

/// Seals and opens the segments of one file; see `FileSegments`.
public protocol SegmentSealer: Sendable {
  /// - Returns: `FileSegments.overhead` bytes more.
  func seal(_ plaintext: [UInt8], number: UInt64, isLast: Bool) -> [UInt8]
  /// - Returns: nil where it was changed, moved, cut or continued.
  func open(_ sealed: [UInt8], number: UInt64, isLast: Bool) -> [UInt8]?
}

extension Vault {
  /// A key for the bytes of a file, sealed for the bot; nil where they are stored as they are.
  func newFileKey(row: Int64) -> [UInt8]? {
    guard seals, let sealer else { return nil }
    return [Self.sealedMark] + sealer.newFileKey(at: Self.place(ofKey: row))
  }

  /// - Throws: `.sealed` where the key does not open here.
  func segments(_ key: [UInt8], row: Int64) throws(StoreError) -> any SegmentSealer {
    guard let segments = sealer?.segments(Array(key.dropFirst()), at: Self.place(ofKey: row)) else {
      throw .sealed(.fileKey)
    }
    return segments
  }

  /// What people are told of a file, sealed to them with the key of its bytes, if it has any.
  func fileRecord(
    _ details: [UInt8], key: [UInt8]?, row: Int64
  ) throws(StoreError) -> [UInt8] {
    let place = ContentPlace(
      column: .fileRecord, row: row, reader: ContentColumn.fileRecord.reader)
    guard
      let record = sealer?.sealRecord(
        details, key: key.map { Array($0.dropFirst()) }, at: Self.place(ofKey: row), for: place)
    else { throw .sealed(.fileKey) }
    return [Self.sealedMark] + record
  }

  private static func place(ofKey row: Int64) -> ContentPlace {
    ContentPlace(column: .fileKey, row: row, reader: ContentColumn.fileKey.reader)
  }
}

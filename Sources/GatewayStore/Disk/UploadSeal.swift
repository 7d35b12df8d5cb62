import GatewayCore

/// The seal of an upload, which has no row: its key, sealed for the bot, stands before its
/// segments.
public struct UploadSeal: Sendable {
  /// What stands before the segments: the length of the sealed key (4 bytes, big-endian), and that.
  let head: [UInt8]
  let sealer: any SegmentSealer

  private static let lengthSize = 4
  /// More than any sealed key has.
  private static let keyMax = 4_096

  init(key: [UInt8], sealer: any SegmentSealer) {
    let count = UInt32(key.count)
    head = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: count >> $0) } + key
    self.sealer = sealer
  }

  /// The sealed key of an upload; nil where it has none.
  static func key(of upload: WholeFile) throws(StoreError) -> [UInt8]? {
    let count = try upload.read(at: 0, count: lengthSize).reduce(0) { $0 << 8 | Int($1) }
    guard (1...keyMax).contains(count) else { return nil }
    let key = try upload.read(at: UInt64(lengthSize), count: count)
    return key.count == count && key.first == Vault.sealedMark ? key : nil
  }
}

extension Store {
  /// For an upload that begins; nil where it is stored as it is.
  public func newUploadSeal() throws(StoreError) -> UploadSeal? {
    let vault = Vault(ContentPolicy.stored.effective(with: sealer), sealer: sealer)
    guard let key = vault.newFileKey(row: UploadSeal.row) else { return nil }
    return UploadSeal(key: key, sealer: try vault.segments(key, row: UploadSeal.row))
  }

  /// An upload, to be read.
  ///
  /// - Throws: `.sealed` where it does not open here, also one that stands in clear in a home that
  ///   is sealed.
  @Sendable public func upload(at path: String) throws(StoreError) -> WholeFile {
    let file = try WholeFile(path: path)
    let vault = Vault(sealer: sealer)
    if let key = try UploadSeal.key(of: file),
      let sealer = try? vault.segments(key, row: UploadSeal.row)
    {
      let head = UploadSeal(key: key, sealer: sealer).head
      return try WholeFile(path: path, opener: sealer, from: UInt64(head.count))
    }
    guard sealer?.seals != true else { throw .sealed(.fileKey) }
    return file
  }

  /// Removes what was uploaded before the home was sealed.
  public func removeUnsealedUploads() {
    guard sealer?.seals == true else { return }
    UploadFolder(home).removeAll { path in (try? upload(at: path)) == nil }
  }
}

extension UploadSeal {
  /// In place of an item's number, which begins at 1.
  fileprivate static let row: Int64 = 0
}

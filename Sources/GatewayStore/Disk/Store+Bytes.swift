public import GatewayCore

extension Store {
  /// The bytes of its files.
  public var files: FileFolder { FileFolder(home) }

  /// Removes the bytes of files whose rows are gone. Not while another thread writes them.
  public func removeBytes(of forgotten: Forgotten) {
    for file in forgotten.files { files.remove(file) }
  }

  /// What seals and opens the bytes of a file that is under way; see `StoreReader.segments(of:)`.
  @Sendable public func segments(of id: MessageID) throws(StoreError) -> (any SegmentSealer)? {
    try read { reader throws(StoreError) in try reader.segments(of: id) }
  }
}

import GatewayCore

extension Store {
  /// The bytes of its files.
  public var files: FileFolder { FileFolder(home) }

  /// Removes the bytes of files whose rows are gone. Not while another thread writes them.
  public func removeBytes(of forgotten: Forgotten) {
    for file in forgotten.files { files.remove(file) }
  }
}

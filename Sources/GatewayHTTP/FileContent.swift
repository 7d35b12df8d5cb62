package import GatewayCore

/// The bytes of a stored file, for a client that saves them.
package struct FileContent: Sendable {
  /// Made harmless; see `FileName.shown`.
  package var name: String
  /// The media type by content.
  package var type: String
  package var size: UInt64
  /// SHA-256 of it.
  package var digest: [UInt8]?
  /// Reads at a position; fewer bytes at the end only. Blocks for as long as the disk takes.
  package var read: @Sendable (_ position: UInt64, _ count: Int) throws -> [UInt8]

  /// Of sealed bytes, behind what opens them with the inbox key.
  package static let sealedType = "application/vnd.postern.sealed-file"
  package static let unknownType = "application/octet-stream"

  package init(
    name: String, type: String?, size: UInt64, digest: [UInt8]?,
    read: @escaping @Sendable (UInt64, Int) throws -> [UInt8]
  ) {
    self.name = name
    self.type = type ?? Self.unknownType
    self.size = size
    self.digest = digest
    self.read = read
  }
}

/// Why there are no bytes of a file.
package struct ContentRefusal: Error {
  package var sentence: String
  package var kind: FailureKind
  package var reason: RefusalReason?

  package init(_ sentence: String, _ kind: FailureKind, because reason: RefusalReason? = nil) {
    self.sentence = sentence
    self.kind = kind
    self.reason = reason
  }
}

import Synchronization

/// What tells the media type of a file by its content; nil where it is not known.
///
/// One file at a time is looked at: libmagic maps its database, 7 MB, for each.
final class MediaTypes: Sendable {
  private let head: @Sendable ([UInt8]) -> String?
  private let file: @Sendable (String) -> String?
  private let looking = Mutex(())

  static let none = MediaTypes(ofHead: { _ in nil }, ofFile: { _ in nil })

  /// - Parameters:
  ///   - head: tells it by a file's first bytes.
  ///   - file: tells that of a whole file, by its path. It may know better.
  init(
    ofHead head: @escaping @Sendable ([UInt8]) -> String?,
    ofFile file: @escaping @Sendable (String) -> String?
  ) {
    self.head = head
    self.file = file
  }

  func type(ofHead bytes: [UInt8]) -> String? { looking.withLock { _ in head(bytes) } }

  func type(ofFile path: String) -> String? { looking.withLock { _ in file(path) } }
}

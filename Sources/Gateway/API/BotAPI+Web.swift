import GatewayCore
import GatewayHTTP
import GatewayStore
import ToxWire

/// A bot of this process, for the web inbox.
extension BotAPI: WebBackend {
  var events: any PageEvents { feed }
  var hasSeal: Bool { sessions.hasSeal }

  func record(_ command: any Command, by author: Author) {
    submit(.command(command), author) { _ in }
  }

  func staffNames() async -> [String] { sessions.staffNames }

  func noteSealed() {}

  func content(
    of file: Int64, for client: APIClient, isDerived: Bool
  ) async throws(ContentRefusal) -> FileContent {
    try await content(of: .query(.file(file)), for: client, isDerived: isDerived)
  }

  func content(
    of file: FileSummary, openedWith key: SealedMessages,
    while isUnlocked: @escaping @Sendable () -> Bool
  ) async throws(ContentRefusal) -> FileContent {
    do throws(StoreError) {
      let path = files.path(of: MessageID(file.id))
      return try key.content(of: file, while: isUnlocked) { opener throws(StoreError) in
        try WholeFile(path: path, opener: opener)
      }
    } catch {
      throw ContentRefusal("The file can't be read: \(error)", .refused, because: .fileNotOpened)
    }
  }
}

extension SealedMessages {
  /// The opened bytes of a sealed file, with what people are told of it.
  ///
  /// - Parameters:
  ///   - isUnlocked: asked before each part.
  ///   - open: makes the file of what opens its segments.
  func content(
    of file: FileSummary, while isUnlocked: @escaping @Sendable () -> Bool,
    _ open: (any SegmentSealer) throws(StoreError) -> WholeFile
  ) throws(StoreError) -> FileContent {
    let opened: (file: FileSummary, opener: any SegmentSealer)
    do throws(Fault) { opened = try segments(of: file) } catch {
      throw .inputOutput(error.sentence(ofFile: file.id, key: keyID))
    }
    let bytes = try open(opened.opener)
    return FileContent(
      name: opened.file.name, type: opened.file.type, size: bytes.size,
      digest: opened.file.sha256.flatMap { [UInt8](hex: $0) }
    ) { position, count in
      guard isUnlocked() else { throw Locked() }
      return try bytes.read(at: position, count: count)
    }
  }

  /// It was locked while a file was on its way.
  private struct Locked: Error {}
}

public import GatewayCore
import GatewaySeal
import GatewayStore

/// The bytes of files in a home, for the command line.
extension BotHome {
  /// Where the bytes of a file are, and what opens them.
  public enum FilePlace {
    /// A home, whether a bot runs on it or not.
    case home(String)
    /// A sealed file that left its home, as `postern inbox export --files` and HTTP give it.
    case sealedFile(String)
  }

  /// Reads a whole file. Its hash is compared first.
  ///
  /// - Parameters:
  ///   - isDerived: whether its derived copy is meant.
  ///   - key: opens a sealed one.
  /// - Throws: `Failure` where it can't be read, or is not what came.
  public static func readFile(
    _ file: FileSummary, isDerived: Bool = false, in place: FilePlace,
    with key: SealedMessages? = nil, _ body: ([UInt8]) throws -> Void
  ) throws {
    let (file, bytes) = try content(of: file, isDerived: isDerived, in: place, with: key)
    guard try isDerived || file.sha256 == nil || file.sha256 == bytes.digest()?.hexadecimal else {
      throw Failure(
        "File \(file.id) is damaged: its hash is not that of what came. Ask for it once more.",
        .data)
    }
    try readAll(bytes, body)
  }

  private static func content(
    of file: FileSummary, isDerived: Bool, in place: FilePlace, with key: SealedMessages?
  ) throws -> (file: FileSummary, bytes: WholeFile) {
    switch place {
    case .sealedFile(let path):
      guard let key else { throw keyMissing(of: file) }
      let head = try head(ofSealedFile: path)
      return try key.content(of: file, at: path, from: UInt64(head.bytes.count))
    case .home(let path):
      let (id, files) = (MessageID(file.id), FileFolder(try Home(path: path)))
      guard file.sealed != nil else {
        let path = isDerived ? files.derivedPath(of: id) : files.path(of: id)
        return (file, try WholeFile(path: path))
      }
      guard let key else { throw keyMissing(of: file) }
      return try key.content(of: file, at: files.path(of: id))
    }
  }

  private static func keyMissing(of file: FileSummary) -> Failure {
    Failure("File \(file.id) is sealed: --key names the file with the key that opens it.", .data)
  }

  /// A sealed file that left its home.
  ///
  /// - Returns: it as a list has it, and what opens it.
  /// - Throws: `Failure` where it is none, or is another one.
  public static func sealedFile(
    _ number: Int64, at path: String
  ) throws -> (file: FileSummary, envelope: EnvelopeSummary) {
    let head = try head(ofSealedFile: path)
    guard head.item == number else {
      throw Failure("\(path) is file \(head.item), not file \(number).", .data)
    }
    guard let envelope = try? SealEnvelope(bytes: head.envelope) else {
      throw Failure("What opens \(path) was changed.", .data)
    }
    return (
      FileSummary(sealed: head.record, id: number),
      EnvelopeSummary(number: envelope.number, bytes: head.envelope)
    )
  }

  private static func head(ofSealedFile path: String) throws -> SealedFileHead {
    let bytes = try WholeFile(path: path)
    var position: UInt64 = 0
    let head = try SealedFileHead { count in
      let part = try bytes.read(at: position, count: count)
      position += UInt64(part.count)
      return part
    }
    guard let head else { throw Failure("\(path) is no sealed file.", .data) }
    return head
  }

  /// A sealed file as it leaves its home.
  ///
  /// - Parameter envelopes: among them the one that opens it.
  public static func readSealedFile(
    _ file: FileSummary, with envelopes: [EnvelopeSummary], home path: String,
    _ body: ([UInt8]) throws -> Void
  ) throws {
    guard let head = file.head(envelopes) else {
      throw Failure("What opens file \(file.id) is missing.", .data)
    }
    let bytes = try WholeFile(MessageID(file.id), in: FileFolder(try Home(path: path)))
    guard FileSegments.isStoredSize(bytes.size) else {
      throw Failure("File \(file.id) is damaged: bytes are missing or added.", .data)
    }
    try body(head)
    try readAll(bytes, body)
  }

  /// Part by part: no whole file is in memory.
  private static func readAll(_ bytes: WholeFile, _ body: ([UInt8]) throws -> Void) throws {
    var position: UInt64 = 0
    while position < bytes.size {
      let part = try bytes.read(at: position, count: chunkSize)
      guard !part.isEmpty else { break }
      position += UInt64(part.count)
      try body(part)
    }
  }

  private static let chunkSize = 1 << 20
}

import Gateway
import GatewayCore

/// A contact's file that a person saves.
enum SavedFile {
  /// - Parameters:
  ///   - key: opens a sealed one.
  ///   - path: where to; nil: a new file of its name in the current directory.
  /// - Returns: where it is.
  static func save(
    _ file: FileSummary, isDerived: Bool = false, in place: BotHome.FilePlace,
    with key: SealedMessages? = nil, as path: String? = nil
  ) throws -> String {
    let (target, path) = try target(for: key?.open(file) { _ in } ?? file, path)
    do {
      try read(file, isDerived: isDerived, in: place, with: key) { try target.write($0) }
      try target.finish()
    } catch {
      target.discard()
      throw error
    }
    return path
  }

  /// - Throws: `Failure` where it is not whole, or is not what came.
  static func read(
    _ file: FileSummary, isDerived: Bool = false, in place: BotHome.FilePlace,
    with key: SealedMessages? = nil, _ body: ([UInt8]) throws -> Void
  ) throws {
    guard file.direction == .inbound, file.state == .whole else {
      throw Failure(
        "File \(file.id) is not here: it is \(file.state.rawValue).", .refused)
    }
    try BotHome.readFile(file, isDerived: isDerived, in: place, with: key, body)
  }

  private static let copiesMax = 1_000

  private static func target(
    for file: FileSummary, _ path: String?
  ) throws -> (NewFile, String) {
    if let path { return (try NewFile(path), path) }
    for copy in 0..<copiesMax {
      let path = copy == 0 ? file.name : file.name.numbered(copy)
      if let target = try NewFile(ifMissing: path) { return (target, path) }
    }
    throw Failure("There are \(copiesMax) files of this name here: name one with --output.", .data)
  }
}

extension String {
  /// "minutes (1).pdf"
  fileprivate func numbered(_ copy: Int) -> String {
    guard let dot = lastIndex(of: "."), dot > startIndex else { return "\(self) (\(copy))" }
    return "\(self[..<dot]) (\(copy))\(self[dot...])"
  }
}

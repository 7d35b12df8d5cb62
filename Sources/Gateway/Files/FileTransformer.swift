import CProcess
import Foundation
import GatewayCore
import GatewayStore

/// Makes derived copies of whole files with an outside program, one at a time, on a thread of its
/// own: `files { transform = { "command", … } }`.
///
/// The program reads the file from standard input and writes the copy to standard output. It has no
/// network, no files but those of the system's programs and a folder that is removed after it, and
/// limits of time and size; see `cprocess_start_confined`.
final class FileTransformer: Sendable {
  /// Why there is no derived copy: a clause behind a colon.
  enum Fault: Error, Hashable {
    case notConfined, notFound, tooLong
    case failed(status: Int32)
    case empty
    /// The original was removed or sealed meanwhile.
    case gone
    case system(Int32)
  }

  private let files: FileFolder
  /// The folder in which the program runs.
  private let scratch: String
  private let queue = DispatchQueue(label: "transform")

  /// Seconds for one file, of the clock and of the processor.
  static let secondsMax: UInt64 = 120
  private static let memoryMax: UInt64 = 2 << 30
  /// A derived copy may be so much larger than the original.
  private static let growthMax: UInt64 = 4
  private static let outputMin: UInt64 = 64 << 20

  init(_ files: FileFolder, home: String) {
    self.files = files
    scratch = home + "/transform"
  }

  /// - Parameter end: called on the transformer's own thread.
  func transform(
    _ file: MessageID, with command: [String],
    end: @escaping @Sendable (Result<Void, Fault>) -> Void
  ) {
    queue.async { [self] in
      end(Result { () throws(Fault) in try run(command, on: file) })
    }
  }

  private func run(_ command: [String], on file: MessageID) throws(Fault) {
    let (original, part) = (files.path(of: file), files.derivedPartPath(of: file))
    try? FileManager.default.removeItem(atPath: scratch)
    guard mkdir(scratch, 0o700) == 0 else { throw .system(errno) }
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    // Where root starts it, it runs as another user.
    if geteuid() == 0 { chown(scratch, 65_534, 65_534) }
    let input = open(original, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard input >= 0 else { throw .system(errno) }
    defer { close(input) }
    let output = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard output >= 0 else { throw .system(errno) }
    defer {
      close(output)
      unlink(part)
    }
    try start(command, from: input, to: output)
    var status = stat()
    guard fstat(output, &status) == 0, status.st_size > 0 else { throw .empty }
    guard fsync(output) == 0, rename(part, files.derivedPath(of: file)) == 0 else {
      throw .system(errno)
    }
    guard files.keepsDerivedCopy(of: file, from: input) else { throw .gone }
  }

  private func start(
    _ command: [String], from input: Int32, to output: Int32
  ) throws(Fault) {
    var original = stat()
    guard fstat(input, &original) == 0 else { throw .system(errno) }
    let size = UInt64(clamping: original.st_size)
    var limits = cprocess_limits(
      memory: Self.memoryMax, output: max(size, Self.outputMin / Self.growthMax) * Self.growthMax,
      seconds: Self.secondsMax)
    let words = command.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    let process = words.withUnsafeBufferPointer {
      cprocess_start_confined($0.baseAddress, input, output, scratch, &limits)
    }
    guard process > 0 else { throw .system(errno) }
    let end = cprocess_wait_confined(process, Int32(Self.secondsMax) * 1_000)
    guard end != -1 else { throw .tooLong }
    guard end != 0 else { return }
    // The high byte, unless a signal ended it.
    switch end & 0x7F == 0 ? end >> 8 & 0xFF : -1 {
    case 125: throw .notConfined
    case 127: throw .notFound
    default: throw .failed(status: end)
    }
  }
}

extension FileTransformer.Fault: CustomStringConvertible {
  var description: String {
    switch self {
    case .notConfined:
      "this machine can't keep the program from files and the network (Landlock, seccomp)"
    case .notFound: "there is no such program"
    case .tooLong: "the program took more than \(FileTransformer.secondsMax) s"
    case .failed(let status): "the program failed (\(status))"
    case .empty: "the program wrote nothing"
    case .gone: "the file was removed or sealed meanwhile"
    case .system(let number): String(cString: strerror(number))
    }
  }
}

extension FileTransformer {
  /// Begins with the files of contacts that reports call whole, and reports what came of it.
  ///
  /// - Parameter command: read only where there is such a file.
  func transform(
    _ reports: [Report], with command: @autoclosure () -> [String],
    _ report: @escaping @Sendable ([Report]) -> Void
  ) {
    for case .file(let file, _) in reports
    where file.state == .whole && file.direction == .inbound {
      let command = command()
      guard !command.isEmpty else { return }
      let number = file.id.rawValue
      transform(file.id, with: command) { result in
        switch result {
        case .success: report([.log("file \(number) has a derived copy now")])
        case .failure(let fault):
          report([.log("file \(number) has no derived copy: \(fault)")])
        }
      }
    }
  }
}

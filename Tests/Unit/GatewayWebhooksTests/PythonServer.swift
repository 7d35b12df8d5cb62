import Foundation
import Testing

/// A server in Python, in a folder with certificates, for as long as the value lives. It is used by
/// one test at a time.
final class PythonServer: @unchecked Sendable {
  private let process = Process()
  private let lines: FileHandle
  private var rest = Data()

  /// - Parameter program: prints its port first.
  init(_ program: String, arguments: [String] = [], in folder: URL) throws {
    let output = Pipe()
    lines = output.fileHandleForReading
    // Debian's, which has Debian's modules.
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = ["-u", "-c", program] + arguments
    process.currentDirectoryURL = folder
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit {
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// The next line that it prints; nil where there is none in 20 s, or it has ended.
  func nextLine() async -> String? {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: self.readLine()) }
    }
  }

  private func readLine() -> String? {
    while true {
      if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: rest[..<end], as: UTF8.self)
        rest = Data(rest[(end + 1)...])
        return line
      }
      var waiting = pollfd(fd: lines.fileDescriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 20_000) == 1 else { return nil }
      let more = lines.availableData
      if more.isEmpty { return nil }
      rest += more
    }
  }

  func port() throws -> Int {
    try #require(readLine().flatMap { Int($0) }, "the server ended: are the packages installed?")
  }
}

import Foundation
import GatewayCore
import Testing

/// The decryptor in Python, which has nothing of ours but the description of the format.
enum Decryptor {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()

  /// - Returns: what it prints.
  static func run(_ arguments: [String], status: Int32 = 0) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/python3")
    process.arguments = [folder.appending(component: "open_inbox.py").path()] + arguments
    process.environment = [
      "PYTHONPATH": folder.appending(path: "../../../.build/receivers").standardized.path()
    ]
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == status)
    return data
  }

  /// A folder for one test.
  static func place() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(
      component: "open-inbox-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}

extension [UInt8] {
  init(hex: String) {
    self = stride(from: 0, to: hex.utf8.count, by: 2).compactMap { start in
      UInt8(hex.dropFirst(start).prefix(2), radix: 16)
    }
  }
}

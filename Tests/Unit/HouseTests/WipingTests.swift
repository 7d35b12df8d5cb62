import Foundation
import TestSupport
import Testing

/// The program's own `free`, which overwrites what it frees, must not take the place of a
/// sanitizer's: that one would see nothing any more.
@Suite struct `The wiping of freed memory` {
  /// The functions that the source defines, as the compiler names them.
  private func functions(_ options: [String]) throws -> Set<String> {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["clang", "-S", "-o", "-", "-ISources/CProcess/include"] + options
      + ["Sources/CProcess/wiping.c"]
    process.currentDirectoryURL = Repository.root
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    return Set(
      lines.compactMap { line in
        guard line.first?.isLetter == true, let end = line.firstIndex(of: ":") else { return nil }
        return String(line[..<end])
      })
  }

  @Test func `defines free and realloc, and neither under a sanitizer`() throws {
    let own: Set = ["free", "realloc"]
    #expect(try functions([]).isSuperset(of: own))
    for sanitizer in ["address", "thread"] {
      let defined = try functions(["-fsanitize=\(sanitizer)"])
      #expect(defined.isDisjoint(with: own), "\(sanitizer)")
      #expect(defined.contains("cprocess_wipe_freed_memory"))
    }
  }
}

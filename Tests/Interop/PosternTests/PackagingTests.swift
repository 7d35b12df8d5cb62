import Foundation
import InteropSupport
import TestSupport
import Testing

/// What an administrator installs, as far as it can be checked without building the package;
/// `.ci/deb` installs one.
@Suite(.mayBlock) struct `The packaging` {
  private static func run(_ words: String...) throws -> (status: Int32, output: String) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = Repository.root
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test(.enabled(if: Requirements.hasInstalled("systemd-analyze")))
  func `the unit is closed to what a bot does not need`() throws {
    let checked = try Self.run(
      "systemd-analyze", "security", "--offline=yes", "--threshold=20",
      ".packaging/postern@.service")
    #expect(checked.status == 0, "\(checked.output)")
    #expect(checked.output.contains("Overall exposure level"))
  }

  @Test func `the unit lets a bot confine the program that makes derived copies`() throws {
    let source = try Repository.text(of: "Sources/CProcess/transform.c")
    let calls = Set(source.matches(of: /SYS_(landlock_\w+|seccomp)/).map { String($0.1) })
    #expect(calls.count == 4)
    let allowed = try Repository.text(of: ".packaging/postern@.service").split(separator: "\n")
      .filter { $0.hasPrefix("SystemCallFilter=") && !$0.contains("~") }
      .flatMap { $0.dropFirst("SystemCallFilter=".count).split(separator: " ").map(String.init) }
    #expect(calls.subtracting(allowed) == [])
  }

  @Test func `the man page has every command with its options`() throws {
    let program = try BuildProducts.path(of: "postern")
    let page = try Self.run("python3", ".packaging/manual.py", program)
    #expect(page.status == 0, "\(page.output)")
    for part in [
      ".SH NAME", ".SS postern run", ".SS postern hooks replay", ".SS postern mcp",
      #"\fB\-\-log\-format\fR \fI<log\-format>\fR"#, ".SH EXIT STATUS",
    ] {
      #expect(page.output.contains("\n\(part)\n"), "\(part)")
    }
    // A line that began with a dot would be taken for a request of roff.
    let requests = Set(
      page.output.split(separator: "\n").filter { $0.hasPrefix(".") }.map {
        $0.prefix { $0 != " " }
      })
    #expect(requests == [".TH", ".SH", ".SS", ".PP", ".TP"])
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `each shell gets its completions`(_ shell: String) throws {
    let program = try BuildProducts.path(of: "postern")
    let script = try Self.run(program, "--generate-completion-script", shell)
    #expect(script.status == 0 && script.output.contains("log-format"))
  }
}

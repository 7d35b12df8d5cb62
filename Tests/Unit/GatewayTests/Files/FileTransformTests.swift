import Foundation
import GatewayCore
import GatewayStore
import Testing

@testable import Gateway

/// Derived copies of strangers' files.
@Suite(.timeLimit(.minutes(2))) struct `A transformed file` {
  private let home = FileManager.default.temporaryDirectory
    .appending(path: "transform-\(UUID().uuidString)").path

  private func transform(
    _ command: String..., content: String = "one\ntwo\n"
  ) async throws -> Result<String, FileTransformer.Fault> {
    try FileManager.default.createDirectory(
      atPath: home + "/files", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: home) }
    try Data(content.utf8).write(to: URL(filePath: home + "/files/7"))
    try Data("the key".utf8).write(to: URL(filePath: home + "/secret"))
    let files = FileFolder(try Home(path: home))
    let transformer = FileTransformer(files, home: home)
    let result = await withCheckedContinuation { continuation in
      transformer.transform(MessageID(7), with: command) { continuation.resume(returning: $0) }
    }
    #expect(!FileManager.default.fileExists(atPath: home + "/transform"))
    #expect(!FileManager.default.fileExists(atPath: home + "/files/7.derived.part"))
    #expect(try String(contentsOfFile: home + "/files/7", encoding: .utf8) == content)
    let path = files.derivedPath(of: MessageID(7))
    return result.map { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
  }

  @Test func `stands beside the original`() async throws {
    #expect(try await transform("tr", "a-z", "A-Z") == .success("ONE\nTWO\n"))
  }

  @Test func `may use files of its own while it is made`() async throws {
    #expect(
      try await transform("sh", "-c", "cat > in; wc -l < in; pwd | grep -c transform")
        == .success("2\n1\n"))
  }

  @Test func `is made without a network`() async throws {
    let program = """
      import socket, sys
      for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
        try: socket.socket(family, socket.SOCK_STREAM); print("open")
        except PermissionError: print("refused")
      """
    #expect(
      try await transform("python3", "-c", program) == .success("refused\nrefused\nrefused\n"))
  }

  @Test func `is made by a program that sees nothing of the home, the environment and the process`()
    async throws
  {
    let script = """
      cat ../secret /etc/passwd /proc/\(getpid())/environ 2>/dev/null && echo read
      ls .. 2>/dev/null | grep -c . ; kill -0 \(getpid()) 2>/dev/null && echo reached
      env | sed 's/=.*//' | grep -v -E '^(PATH|LANG|HOME|TMPDIR|PWD|OLDPWD|SHLVL|_)$'; ls /proc/self/fd 2>/dev/null | wc -l
      echo end
      """
    guard case .success(let output) = try await transform("sh", "-c", script) else {
      Issue.record("it failed")
      return
    }
    #expect(!output.contains("read") && !output.contains("reached"), "\(output)")
    #expect(output.hasPrefix("0\n") && output.hasSuffix("end\n"), "\(output)")
  }

  @Test func `leaves no copy where the original goes meanwhile`() async throws {
    try FileManager.default.createDirectory(
      atPath: home + "/files", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: home) }
    try Data("secret".utf8).write(to: URL(filePath: home + "/files/7"))
    let files = FileFolder(try Home(path: home))
    let transformer = FileTransformer(files, home: home)
    // It ends once the original has no name any more.
    let program = #"cat; while [ "$(stat -c %h -)" != 0 ]; do sleep 0.01; done"#
    let result = await withCheckedContinuation { continuation in
      transformer.transform(MessageID(7), with: ["sh", "-c", program]) {
        continuation.resume(returning: $0)
      }
      Thread.detachNewThread { [home] in
        let part = home + "/files/7.derived.part"
        while !FileManager.default.fileExists(atPath: part) { usleep(1_000) }
        files.remove(MessageID(7))
      }
    }
    #expect(throws: FileTransformer.Fault.self) { try result.get() }
    #expect(try FileManager.default.contentsOfDirectory(atPath: files.path) == [])
  }

  @Test func `keeps its name only while the original is the one that was read`() throws {
    try FileManager.default.createDirectory(
      atPath: home + "/files", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: home) }
    let files = FileFolder(try Home(path: home))
    let id = MessageID(7)
    func write(_ path: String) throws { try Data("x".utf8).write(to: URL(filePath: path)) }
    for change in ["none", "removed", "replaced"] {
      try write(files.path(of: id))
      try write(files.derivedPath(of: id))
      let original = open(files.path(of: id), O_RDONLY)
      defer { close(original) }
      if change != "none" { unlink(files.path(of: id)) }
      if change == "replaced" { try write(files.path(of: id)) }
      #expect(files.keepsDerivedCopy(of: id, from: original) == (change == "none"), "\(change)")
      #expect(files.hasDerivedCopy(of: id) == (change == "none"), "\(change)")
    }
  }

  @Test func `is none where the program is missing, fails or says nothing`() async throws {
    #expect(try await transform("no-such-program") == .failure(.notFound))
    #expect(try await transform("false") == .failure(.failed(status: 256)))
    #expect(try await transform("true") == .failure(.empty))
    let much = try await transform("sh", "-c", "yes")
    guard case .failure(.failed) = much else {
      Issue.record("\(much)")
      return
    }
  }
}

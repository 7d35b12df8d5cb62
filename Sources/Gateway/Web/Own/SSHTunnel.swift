import Foundation
import GatewayCore
import Synchronization

/// A socket on this machine that leads to one of another, through `ssh`: with the keys, names and
/// jumps of its own configuration, and without a question on the terminal.
///
/// A connection that is lost is made anew, after pauses that grow to a quarter of a minute.
final class SSHTunnel: Sendable {
  private struct State {
    var process: Process?
    var isStopped = false
  }

  private static let pauses = [1.0, 2, 4, 8, 15]
  private static let options = [
    "-o", "BatchMode=yes", "-o", "ConnectTimeout=15", "-o", "ServerAliveInterval=5",
    "-o", "ServerAliveCountMax=3",
  ]

  /// On this machine, in a folder of its own.
  let socketPath: String
  private let folder: String
  private let remoteSocket: String
  private let target: String
  private let state = Mutex(State())

  /// - Parameters:
  ///   - target: as `ssh` takes it: "bot@server.example".
  ///   - remoteSocket: the path there.
  /// - Throws: `Failure` where there is no place for the socket.
  init(to target: String, remoteSocket: String) throws(Failure) {
    self.target = target
    self.remoteSocket = remoteSocket
    folder = try Self.newFolder()
    socketPath = folder + "/control.sock"
  }

  /// A short path: that of a socket has 107 bytes at most.
  private static func newFolder() throws(Failure) -> String {
    let environment = ProcessInfo.processInfo.environment
    let places = [environment["XDG_RUNTIME_DIR"], environment["TMPDIR"], "/tmp"]
    for place in places.compactMap(\.self) where (1...70).contains(place.utf8.count) {
      var template = Array("\(place)/postern-XXXXXX".utf8CString)
      if mkdtemp(&template) != nil {
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
      }
    }
    throw Failure("There is no folder for the socket of the tunnel: set TMPDIR.", .unavailable)
  }

  /// Runs a command on the other machine.
  ///
  /// - Parameter words: quoted for the shell there.
  /// - Returns: what it prints.
  /// - Throws: `Failure` with what `ssh` or the command said.
  static func run(_ words: [String], at target: String) throws -> String {
    let command = words.map { "'\($0.replacing("'", with: #"'\''"#))'" }.joined(separator: " ")
    // A file takes what is said there, however much it is, while the output is read.
    guard let errors = tmpfile() else {
      throw Failure("There is no temporary file for what ssh says.", .unavailable)
    }
    defer { fclose(errors) }
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["ssh"] + options + ["-T", "--", target, command]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle(fileDescriptor: fileno(errors), closeOnDealloc: false)
    try process.run()
    let printed = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      rewind(errors)
      var said = [UInt8](repeating: 0, count: 4_096)
      let count = fread(&said, 1, 4_096, errors)
      let text = String(decoding: said.prefix(count), as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
      throw Failure(
        text.isEmpty ? "ssh \(target) ended with \(process.terminationStatus)." : text,
        .unavailable)
    }
    return String(decoding: printed, as: UTF8.self)
  }

  /// Connects, and goes on to do so until `stop`.
  ///
  /// - Parameter tell: called with a sentence when the connection is lost.
  func start(_ tell: @escaping @Sendable (String) -> Void) {
    Thread.detachNewThread { [self] in
      var attempt = 0
      while !state.withLock(\.isStopped) {
        let began = ContinuousClock.now
        let words = runOnce()
        guard !state.withLock(\.isStopped) else { break }
        // A connection that held for a while was one.
        if ContinuousClock.now - began > .seconds(30) { attempt = 0 }
        tell("the connection to \(target) is lost\(words.map { ": \($0)" } ?? "")")
        Thread.sleep(forTimeInterval: Self.pauses[min(attempt, Self.pauses.count - 1)])
        attempt += 1
      }
    }
  }

  /// - Returns: the last line that `ssh` said.
  private func runOnce() -> String? {
    unlink(socketPath)
    let (process, errors) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["ssh"] + Self.options + [
        "-N", "-T", "-o", "ExitOnForwardFailure=yes", "-o", "StreamLocalBindMask=0177",
        "-L", "\(socketPath):\(remoteSocket)", "--", target,
      ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = errors
    let isStarted = state.withLock { state in
      guard !state.isStopped, (try? process.run()) != nil else { return false }
      state.process = process
      return true
    }
    guard isStarted else { return nil }
    let said = (try? errors.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    state.withLock { $0.process = nil }
    return String(decoding: said, as: UTF8.self).split(whereSeparator: \.isNewline).last
      .map(String.init)
  }

  /// Waits until the socket is there.
  ///
  /// - Returns: false where it is not, after some time.
  func waitUntilOpen(atMost limit: Duration) async -> Bool {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end {
      if access(socketPath, F_OK) == 0 { return true }
      try? await Task.sleep(for: .milliseconds(50))
    }
    return false
  }

  func stop() {
    let process = state.withLock { state in
      state.isStopped = true
      return state.process
    }
    process?.terminate()
    unlink(socketPath)
    rmdir(folder)
  }
}

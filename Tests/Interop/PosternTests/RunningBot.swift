import Foundation
import InteropSupport

/// `postern run echo.lua`, offline, while a test talks to it.
final class RunningBot {
  private let process = Process()
  private let log: URL

  static let direct = ["--port", "0", "--bind", "127.0.0.1", "--no-lan-discovery"]

  init(
    in place: Place, home: String = "home", bootstrap: String = "none", options: [String] = direct,
    json: Bool = true, closesOutput: Bool = false, environment: [String: String] = [:]
  ) throws {
    log = place.directory.appending(path: "run.log")
    process.executableURL = URL(filePath: try BuildProducts.path(of: "postern"))
    process.arguments =
      ["run", "echo.lua", "--home", home, "--bootstrap", bootstrap] + (json ? ["--json"] : [])
      + options
    process.currentDirectoryURL = place.directory
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    _ = FileManager.default.createFile(atPath: log.path(), contents: nil)
    if closesOutput {
      let pipe = Pipe()
      process.standardOutput = pipe
      try pipe.fileHandleForReading.close()
    } else {
      process.standardOutput = try FileHandle(forWritingTo: log)
    }
    let errors = place.directory.appending(path: "run.errors")
    _ = FileManager.default.createFile(atPath: errors.path(), contents: nil)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  var isRunning: Bool { process.isRunning }
  var processIdentifier: Int32 { process.processIdentifier }

  /// nil while it runs.
  var exitStatus: Int32? { process.isRunning ? nil : process.terminationStatus }

  /// All that it has printed.
  func output() throws -> String { try String(contentsOf: log, encoding: .utf8) }

  /// Its Tox ID, and how others name it to `--bootstrap`, once it is ready.
  func address() async throws -> (toxID: String, node: String) {
    let ready = try await waitFor("\"event\":\"ready\"")
    let event = try JSONSerialization.jsonObject(with: Data(ready.utf8)) as? [String: Any]
    guard let id = event?["tox_id"] as? String, let key = event?["dht_key"] as? String,
      let port = event?["udp_port"] as? Int
    else { throw HarnessError("no address in \(ready)") }
    return (id, "127.0.0.1:\(port):\(key)")
  }

  func waitReady() async throws { _ = try await waitFor("\"event\":\"ready\"") }

  /// The first line of the output with these words.
  func waitFor(_ words: String) async throws -> String {
    let limit = Duration.patience
    return try await eventually("the bot says \(words)", within: limit) { [log] () -> String? in
      let text = try String(contentsOf: log, encoding: .utf8)
      return text.split(separator: "\n").first { $0.contains(words) }.map(String.init)
    }
  }

  /// Stops it once its control socket is there.
  func stop(afterSocketOf place: Place) async throws -> Int32 {
    let socket = place.path("home/control.sock")
    _ = try await eventually("the socket is there") {
      FileManager.default.fileExists(atPath: socket) ? true : nil
    }
    return try await stop()
  }

  /// - Returns: its exit status.
  func stop() async throws -> Int32 {
    kill(process.processIdentifier, SIGTERM)
    let process = process
    _ = try await eventually("the bot ends") {
      process.isRunning ? nil : true
    }
    return process.terminationReason == .exit ? process.terminationStatus : -1
  }
}

/// A UDP socket that holds a port.
final class PortHolder {
  let port: UInt16
  private let descriptor: Int32

  init() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    self.descriptor = descriptor
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, size) | getsockname(descriptor, address, &size)
      }
    }
    guard status == 0 else { throw HarnessError("no port to hold") }
    port = UInt16(bigEndian: address.sin_port)
  }

  deinit { close(descriptor) }
}

extension Place {
  /// Pretends that another version wrote the home: SQLite keeps the number at byte 60, big-endian.
  func changeVersion(ofHome home: String, to version: UInt8) throws {
    let file = directory.appending(path: "\(home)/state.sqlite")
    var data = try Data(contentsOf: file)
    data[63] = version
    try data.write(to: file)
  }
}

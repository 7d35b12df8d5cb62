import Foundation

/// An HTTP receiver inside a namespace that writes down what it is sent (see
/// `Scripts/receiver.py`).
public struct WebhookReceiver: Sendable {
  public let port: Int
  public let process: NamespaceProcess
  /// "post" with `id`, `type`, `path`, `body`, `status`; "answered" with `id` and `status`.
  public let log: RecordLog

  /// - Parameters:
  ///   - host: the address to listen on.
  ///   - faultSeed: some requests get a 503 or no answer; without one all get a 204.
  ///   - isRough: half of the requests get no good answer, until a SIGUSR1.
  ///   - replies: answers each message with {"reply": "re " and its text}; a rough one "asked " and
  ///     its text.
  ///   - log: takes its records.
  public init(
    on port: Int, host: String = "127.0.0.1", in namespace: Namespace, faultSeed: UInt64? = nil,
    isRough: Bool = false, replies: Bool = false, log: RecordLog = RecordLog()
  ) async throws {
    self.port = port
    self.log = log
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(components: "Scripts", "receiver.py").path()
    process = try namespace.start(
      ["python3", "-u", script, "\(host):\(port)"] + (faultSeed.map { ["\($0)"] } ?? [])
        + (isRough ? ["rough"] : [])
        + (replies ? ["replies"] : [])
    ) { log.append(line: $0) }
    _ = try await log.next("the receiver listens") { $0.event == "listening" }
  }

  public func url(path: String) -> String { "http://127.0.0.1:\(port)\(path)" }
}

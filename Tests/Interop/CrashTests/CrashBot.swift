import Foundation
import Glibc
import InteropSupport

/// The bot under test: echoes each message and forwards it to a webhook, or asks the webhook for
/// the echo.
final class CrashBot {
  /// What it does with a message.
  enum Work: String {
    case echo = """
      message:reply("re " .. message.text)
      message:forward("out")
      local number = tonumber(message.text:match("^%S+ (%d+)"))
      if number and number % 10 == 7 then message:forward("rough") end
      if number and number % 10 == 3 then
        message:ask("tough", { timeout = "10m", fallback = "asked " .. message.text })
      end
      """
    case ask = #"message:ask("out", { timeout = "10m", fallback = "no answer" })"#
  }

  static func rules(_ work: Work) -> String {
    """
    limits {
      contact_messages_per_hour = "unlimited", contact_bytes_per_hour = "unlimited",
      messages_per_hour = "unlimited", bytes_per_hour = "unlimited", stored_bytes = "unlimited",
      free_bytes = 0
    }
    profile { name = "crash" }
    contacts { accept = "everyone" }
    messages { join = false }
    webhook "out" { url = secret "CRASH_HOOK", allow = "127.0.0.1", keep = "7d" }
    webhook "rough" {
      url = secret "CRASH_ROUGH", allow = "127.0.0.1", keep = "7d", order = "none",
      concurrency = 64, timeout = "5s"
    }
    webhook "tough" {
      url = secret "CRASH_TOUGH", allow = "127.0.0.1", keep = "7d", order = "none",
      concurrency = 64, timeout = "5s"
    }
    on("message", function(message)
      if message.is_request or message.text:find("^visitor") then return end
      \(work.rawValue)
    end)

    """
  }

  let process: NamespaceProcess
  private let home: URL
  private let log: RecordLog
  private var toxID: String?
  let started: MonotonicTime

  /// - Parameters:
  ///   - hook: where it posts to; names the run.
  ///   - rough: the same for what it posts to the webhook in no order.
  ///   - tough: the same for what it asks in no order.
  init(
    home: URL, hook: String, rough: String, tough: String, does work: Work = .echo,
    in network: TestNetwork
  ) throws {
    // Only these are looked at; the others would pile up.
    let log = RecordLog { !["ready", "store_error"].contains($0.event) }
    self.log = log
    self.home = home
    started = .now
    process = try PosternActor.launch(
      rules: Self.rules(work), home: home,
      at: .init(
        namespace: network.namespace, port: network.freePort(), nodes: network.nodes),
      environment: ["CRASH_HOOK": hook, "CRASH_ROUGH": rough, "CRASH_TOUGH": tough], log: log)
  }

  /// - Returns: its Tox ID.
  @discardableResult
  func waitUntilReady() async throws -> String {
    if let toxID { return toxID }
    let ready = try await eventually("the bot is ready") { () -> Record? in
      if process.hasExited { throw HarnessError("the bot ended: \(errors)") }
      return log.take { $0.event == "ready" }
    }
    guard let toxID = ready.text("tox_id") else {
      throw HarnessError("incomplete: \(ready.fields)")
    }
    self.toxID = toxID.uppercased()
    return toxID.uppercased()
  }

  /// Until the store has refused a batch, and once more, so that nothing is on its way any more.
  func waitForStoreErrors() async throws {
    while log.take(where: { $0.event == "store_error" }) != nil {}
    for _ in 0..<2 {
      _ = try await log.next("the store refuses") {
        $0.event == "store_error"
      }
    }
  }

  /// The end of what it wrote on standard error, over all runs.
  private var errors: Substring {
    let text = try? String(contentsOf: PosternActor.errors(in: home), encoding: .utf8)
    return text?.suffix(1_000) ?? "no log"
  }

  func processIdentifier() async throws -> pid_t {
    try await eventually("the bot has a process") {
      process.processIdentifier
    }
  }

  /// `kill -9`.
  func kill() async throws { _ = Glibc.kill(try await processIdentifier(), SIGKILL) }

  /// Fails where the process ended in another way than by our SIGKILL.
  func waitForDeath(within limit: Duration = .patience) async throws {
    let status = try await process.waitForExit(within: limit)
    guard status == 128 + SIGKILL else {
      throw HarnessError("the bot ended by itself, with status \(status)")
    }
  }
}

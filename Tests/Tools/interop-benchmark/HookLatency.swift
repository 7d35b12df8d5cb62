import Dispatch
import Foundation
import InteropSupport
import Synchronization

/// Requests to a hook of a bot that is idle, each until a client has the message that it causes.
func hooksReceived(
  _ pace: Measurement.Pace, in surroundings: Surroundings
) async throws -> Figures {
  let network = try await surroundings.network()
  let arrivals = Arrivals()
  let peer = try surroundings.peer(
    in: network.namespace, tick: .milliseconds(1), log: RecordLog { arrivals.take($0) })
  let client = try await network.client(of: peer)
  try await client.waitOnLine(within: .seconds(60))
  let bot = try await MeasuredBot.postern(
    PosternActor.withoutQuotas + rules(contact: client.publicKey), in: network)
  // In the file system: this program is outside of the network's namespace.
  guard let socket = bot.home?.appending(component: "hook.sock").path() else {
    throw HarnessError("the bot has no home")
  }
  try await bot.announced()
  let friend = try await client.addFriend(bot.toxID, message: "hello")
  try await client.waitForFriend(friend, within: .seconds(60))
  let sender = try HookSender(socket: socket)
  _ = try await times(of: 50, from: sender, arrivals)
  let sorted = try await times(of: pace.isFull ? 5_000 : 1_000, from: sender, arrivals).sorted()
  return [
    .hookP50: sorted[sorted.count / 2], .hookP99: sorted[(sorted.count - 1) * 99 / 100],
  ]
}

private let hookSecret = "0123456789abcdef"

private func rules(contact: String) -> String {
  """
  contacts { accept = "everyone" }
  api { listen = "unix:hook.sock" }
  hook("desk", { verify = "bearer", secret = "\(hookSecret)" }, function(request)
    find_contact("\(contact)"):reply(request.text)
  end)
  """
}

/// - Returns: milliseconds.
private func times(
  of count: Int, from sender: HookSender, _ arrivals: Arrivals
) async throws -> [Double] {
  var times: [Double] = []
  for number in 0..<count {
    let text = "hook \(count) \(number)"
    let begun = DispatchTime.now().uptimeNanoseconds
    try sender.post(text, id: text)
    let arrived = try await arrivals.time(of: text)
    times.append(Double(arrived - begun) / 1_000_000)
    try await Task.sleep(for: .microseconds(2_000 + number * 7_919 % 5_000))
  }
  return times
}

/// When a client reported each message.
private final class Arrivals: Sendable {
  private let times = Mutex<[String: UInt64]>([:])

  func take(_ record: Record) -> Bool {
    guard record.event == "message", let text = record.text("text") else { return false }
    let now = DispatchTime.now().uptimeNanoseconds
    times.withLock { $0[text] = now }
    return true
  }

  func time(of text: String) async throws -> UInt64 {
    try await eventually("the client has “\(text)”", within: .seconds(20)) {
      times.withLock { $0.removeValue(forKey: text) }
    }
  }
}

/// A sender with one connection.
private final class HookSender {
  private let connection: LocalSocket

  init(socket path: String) throws { connection = try LocalSocket(path: path) }

  /// Returns with the answer, which is on the disk by then.
  func post(_ text: String, id: String) throws {
    let request = [
      "POST /hooks/desk HTTP/1.1", "Host: localhost", "Authorization: Bearer \(hookSecret)",
      "Idempotency-Key: \(id)", "Content-Length: \(text.utf8.count)", "", text,
    ].joined(separator: "\r\n")
    guard connection.send(request) else { throw HarnessError("the bot takes no request") }
    var answer: [UInt8] = []
    while !answer.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      guard let part = connection.read() else {
        throw HarnessError("the bot closed the connection")
      }
      answer += part
    }
    guard answer.starts(with: "HTTP/1.1 200".utf8) else {
      throw HarnessError("the hook answered \(String(decoding: answer, as: UTF8.self))")
    }
  }
}

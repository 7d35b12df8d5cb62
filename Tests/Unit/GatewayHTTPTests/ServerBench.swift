import Foundation
import GatewayCore
import Logging
import NIOCore
import Synchronization
import TestSupport

@testable import GatewayHTTP

/// A request as the server made it of a route.
struct EchoQuery: Query {
  static let name = "echo"
  static let scope = Scope.read
  var text: String
}

/// Answers each request as it is told; knows the tokens "all", "reading" and "sending".
final class FakeApplication: APIApplication {
  private let askedRequests = Mutex<[String]>([])
  private let givenKeys = Mutex<[RepetitionKey?]>([])
  private let reply = Mutex<Reply>(.done)
  private let metProbes = Mutex<Set<Probe>>([])
  /// The data of the events so far.
  let events = Mutex<[String]>([])
  let isStopping = Mutex(false)
  /// The numbers of the tokens that were revoked.
  let revoked = Mutex<Set<Int64>>([])
  let endedStreams = Mutex(0)
  /// The tasks that wait for an event.
  let waiting = Mutex(0)
  /// The requests to hooks that were received, what they are answered, and why others were refused.
  private let receivedHooks = Mutex<[HookRequest]>([])
  private let hookReply = Mutex(HookReply.answered(HookResponse()))
  private let refusedHooks = Mutex<[HookRefusal]>([])

  var hooks: [HookRequest] { receivedHooks.withLock(\.self) }
  var hookRefusals: [HookRefusal] { refusedHooks.withLock(\.self) }

  func answerHooks(_ reply: HookReply) { hookReply.withLock { $0 = reply } }

  /// The requests that were carried out, and their keys.
  var asked: [String] { askedRequests.withLock(\.self) }
  var keys: [RepetitionKey?] { givenKeys.withLock(\.self) }

  func met(_ probes: Set<Probe>) { metProbes.withLock { $0 = probes } }

  func isMet(_ probe: Probe) async -> Bool { metProbes.withLock { $0.contains(probe) } }

  func answer(_ reply: Reply) { self.reply.withLock { $0 = reply } }

  func client(presenting token: String) -> APIClient? {
    switch token {
    case "all": APIClient(.token(1), authorization: .owner)
    case "reading": APIClient(.token(2), authorization: Authorization([.read]))
    case "sending": APIClient(.token(3), authorization: Authorization([.send]))
    default: nil
    }
  }

  func request(_ members: JSONValue) throws(RequestMistake) -> ApplicationRequest {
    .query(EchoQuery(text: members.text))
  }

  func carryOut(
    _ request: ApplicationRequest, of client: APIClient, key: RepetitionKey?
  ) async -> Reply {
    if case .query(let echo as EchoQuery) = request {
      askedRequests.withLock { $0.append(echo.text) }
    }
    givenKeys.withLock { $0.append(key) }
    return reply.withLock(\.self)
  }

  /// File 7 is there, with half a megabyte of letters, and file 9, with 40 MB.
  func content(
    of request: ApplicationRequest, for client: APIClient
  ) async throws(ContentRefusal) -> FileContent {
    guard case .query(let echo as EchoQuery) = request,
      let size = FakeApplication.fileSizes[echo.text]
    else { throw ContentRefusal("There is no such file.", .absent) }
    return FileContent(
      name: "Übersicht \"1\".html", type: "text/html", size: size,
      digest: [1, 2]
    ) { position, count in
      // 262,144 of each letter.
      let letter = UInt8(truncatingIfNeeded: position >> 18) &+ 65
      let rest = min(count, 1 << 18 - Int(position % (1 << 18)))
      return [UInt8](repeating: letter, count: rest)
        + [UInt8](repeating: letter &+ 1, count: count - rest)
    }
  }

  private static let fileSizes: [String: UInt64] = [
    #"{"query":"file","file":7}"#: 500_000, #"{"query":"file","file":9}"#: 40_000_000,
  ]

  private let takenUploads = Mutex<[FakeUpload]>([])
  /// Of one upload, in bytes.
  let uploadBytesMax = Mutex(Int.max)

  var uploads: [FakeUpload] { takenUploads.withLock(\.self) }

  func upload(
    of client: APIClient, key: RepetitionKey?
  ) async throws(ContentRefusal) -> any UploadTarget {
    givenKeys.withLock { $0.append(key) }
    let upload = FakeUpload(bytesMax: uploadBytesMax.withLock(\.self))
    takenUploads.withLock { $0.append(upload) }
    return upload
  }

  /// "open" is proven by its body "secret", "token" by its header.
  func open(_ hook: HookRequest) -> HookOpening {
    switch hook.hook {
    case "open": return .open(isProven: false)
    case "token" where hook.header("authorization") == "Bearer secret":
      return .open(isProven: true)
    case "token": return .refused(.unproven)
    default: return .unknown
    }
  }

  func receive(_ hook: HookRequest) async -> Result<HookReply, HookRefusal> {
    guard hook.hook == "token" || hook.text.hasPrefix("secret") else { return .failure(.proof) }
    receivedHooks.withLock { $0.append(hook) }
    guard !hook.isQueryUnreadable else { return .failure(.request) }
    return hookReply.withLock { .success($0) }
  }

  func refuse(hook: String, because reason: HookRefusal) {
    refusedHooks.withLock { $0.append(reason) }
  }

  var newestEvent: Int64 { Int64(events.withLock(\.count)) }

  func waitForEvent(after number: Int64, atMost limit: Duration) async -> Bool {
    waiting.withLock { $0 += 1 }
    defer { waiting.withLock { $0 -= 1 } }
    let end = ContinuousClock.now + limit
    let before = revoked.withLock(\.self)
    let isQuiet = { self.newestEvent <= number && self.revoked.withLock(\.self) == before }
    while isQuiet(), ContinuousClock.now < end, !Task.isCancelled {
      if isStopping.withLock(\.self) { return false }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return true
  }

  func isValid(_ client: APIClient) -> Bool {
    !revoked.withLock { revoked in revoked.contains { client.credential == .token($0) } }
  }

  /// Ids are numbers.
  func follow(after id: String?, for client: APIClient) -> (any EventStream)? {
    guard let id else { return FakeStream(self, of: client, after: 0) }
    return Int(id).map { FakeStream(self, of: client, after: $0) }
  }

  func stopWaiting() { isStopping.withLock { $0 = true } }

  func json(_ reply: Reply) -> [UInt8] { Array(#"{"reply":"\#(reply.name.rawValue)"}"#.utf8) }
}

/// The events of a fake application from a place on.
final class FakeStream: EventStream {
  private let application: FakeApplication
  private let client: APIClient
  private let place: Mutex<(number: Int, isEnded: Bool)>

  init(_ application: FakeApplication, of client: APIClient, after number: Int) {
    self.application = application
    self.client = client
    place = Mutex((number, false))
  }

  private var isOpen: Bool {
    !application.isStopping.withLock(\.self) && !place.withLock(\.isEnded)
      && application.isValid(client)
  }

  func next(within limit: Duration) async -> [ServerEvent]? {
    let end = ContinuousClock.now + limit
    while isOpen {
      if ContinuousClock.now >= end { return [] }
      let number = place.withLock(\.number)
      let data = application.events.withLock { $0.count > number ? $0[number] : nil }
      if let data {
        place.withLock { $0.number += 1 }
        return [ServerEvent(id: String(number + 1), name: "message", data: data)]
      }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return nil
  }

  func end() {
    let isFirst = place.withLock { place in
      defer { place.isEnded = true }
      return !place.isEnded
    }
    if isFirst { application.endedStreams.withLock { $0 += 1 } }
  }
}

/// A server on loopback, and clients of it.
struct ServerBench {
  let application = FakeApplication()
  let web = FakeWeb()
  let server: APIServer
  let port: Int

  init(
    limits: HTTPLimits = HTTPLimits(), names: [String] = [], answersProbes: Bool = false,
    servesPages: Bool = false
  ) async throws {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let address = APIAddress.internet(
      InternetAddress(bytes: [127, 0, 0, 1])!, host: "127.0.0.1", port: 0)
    server = try await APIServer(
      APIServer.Configuration(
        address: address, names: names, limits: limits, answersProbes: answersProbes),
      application: application, web: servesPages ? web : nil, logger: logger)
    port = Int(server.url.split(separator: ":").last ?? "") ?? 0
  }

  /// Starts a server for a test, and stops it.
  static func with(
    limits: HTTPLimits = HTTPLimits(), names: [String] = [], answersProbes: Bool = false,
    servesPages: Bool = false, _ body: (ServerBench) async throws -> Void
  ) async throws {
    let bench = try await ServerBench(
      limits: limits, names: names, answersProbes: answersProbes, servesPages: servesPages)
    do { try await body(bench) } catch {
      await bench.server.stop()
      throw error
    }
    await bench.server.stop()
  }

  /// Sends a request on a connection of its own, and reads until the server closes.
  ///
  /// - Parameter request: without the fields that each one has.
  func ask(
    _ request: String, fields: [String] = [], body: String = "", token: String? = "all",
    host: String? = nil
  ) async throws -> String {
    var lines = ["\(request) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")"] + fields
    if let token { lines.append("Authorization: Bearer \(token)") }
    if !body.isEmpty {
      lines += ["Content-Type: application/json", "Content-Length: \(body.utf8.count)"]
    }
    lines.append("Connection: close")
    return try await raw(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
  }

  func raw(_ text: String) async throws -> String {
    try await aside { [port] in
      let client = try RawClient(port: port)
      client.send(text)
      return client.readAll()
    }
  }

  func refused(_ reason: APIRefusal) -> Int64 { server.counts.current.refused[reason] ?? 0 }
}

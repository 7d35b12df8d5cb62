import Foundation
import GatewayCore
import GatewayHTTP
import GatewayStore
import ToxWire

/// The application interface of a running bot, as the HTTP interface serves it.
struct BotAPI: APIApplication {
  let tokens: TokenTable
  let sessions: WebSessions
  let keys: HomeKeys
  let feed: EventFeed
  let hooks: IncomingHooks
  let submit: ControlServer.Submit
  let probes: Probes
  /// Where the bytes of files are.
  let files: FileFolder
  let uploads: BotUploads

  func client(presenting token: String) -> APIClient? {
    guard let (client, isNewUse) = tokens.client(presenting: token, now: .now) else { return nil }
    if isNewUse, case .token(let token) = client.credential {
      submit(.command(TokenUsedCommand(token: token)), .rule) { _ in }
    }
    return client
  }

  func isValid(_ client: APIClient) -> Bool {
    switch client.credential {
    case .token(let token): tokens.has(token)
    case .session(let session): sessions.has(session)
    }
  }

  func request(_ members: JSONValue) throws(RequestMistake) -> ApplicationRequest {
    // Most requests are messages: no decoder is made for them.
    if let message = SendCommand(members) { return .command(message) }
    do {
      return try JSONDecoder().decode(ApplicationRequest.self, from: Data(members.text.utf8))
    } catch {
      throw RequestMistake(decoding: error)
    }
  }

  func carryOut(
    _ request: ApplicationRequest, of client: APIClient, key: RepetitionKey?
  ) async -> Reply {
    if let refusal = client.authorization.refusal(of: request) {
      return .failed(refusal, .forbidden, .role)
    }
    let resolved: ApplicationRequest
    do throws(ContentRefusal) { resolved = try resolve(request) } catch {
      return .failed(error.sentence, error.kind, error.reason)
    }
    let request = key.map { once(resolved, of: client, $0) } ?? resolved.read(by: client.author)
    return await withCheckedContinuation { continuation in
      submit(request, client.author) { continuation.resume(returning: $0) }
    }
  }

  private func once(
    _ request: ApplicationRequest, of client: APIClient, _ key: RepetitionKey
  ) -> ApplicationRequest {
    guard case .command(let command as any RepeatableCommand) = request else { return request }
    let number =
      switch client.credential {
      case .token(let number): number
      case .session(let number): -number
      }
    return .command(
      command.once(
        RepeatableRequest(
          token: number, key: keys.hash(ofRequest: key.key),
          request: keys.hash(ofRequest: key.request))))
  }

  /// The request with the path of an upload that it names.
  private func resolve(
    _ request: ApplicationRequest
  ) throws(ContentRefusal) -> ApplicationRequest {
    guard case .command(let command as FileSendCommand) = request else { return request }
    return .command(try uploads.resolve(command))
  }

  func upload(
    of client: APIClient, key: RepetitionKey?
  ) async throws(ContentRefusal) -> any UploadTarget {
    try uploads.begin(of: client, key: key)
  }

  func content(
    of request: ApplicationRequest, for client: APIClient
  ) async throws(ContentRefusal) -> FileContent {
    try await content(of: request, for: client, isDerived: false)
  }

  /// - Parameter isDerived: prefers the derived copy, where there is one.
  func content(
    of request: ApplicationRequest, for client: APIClient, isDerived: Bool
  ) async throws(ContentRefusal) -> FileContent {
    switch await carryOut(request, of: client, key: nil) {
    case .files(let files):
      guard let file = files.first, file.state == .whole, file.direction == .inbound else {
        throw ContentRefusal(
          "The file is not here, or not whole yet.", .refused, because: .fileNotHere)
      }
      if isDerived, let copy = derivedCopy(of: file) { return copy }
      let envelopes = await envelopes(of: file, for: client)
      do throws(StoreError) { return try content(of: file, envelopes) } catch {
        throw ContentRefusal("The bytes of the file can't be read: \(error)", .unavailable)
      }
    case .failed(let sentence, let kind, let reason):
      throw ContentRefusal(sentence, kind, because: reason)
    default: throw ContentRefusal("This version can't tell.", .unavailable)
    }
  }

  /// What a program made of a file; see `FileTransformer`. It keeps the name, not the type.
  private func derivedCopy(of file: FileSummary) -> FileContent? {
    guard file.sealed == nil,
      let bytes = try? WholeFile(path: files.derivedPath(of: MessageID(file.id)))
    else { return nil }
    return FileContent(name: file.name, type: nil, size: bytes.size, digest: nil) {
      position, count in try bytes.read(at: position, count: count)
    }
  }

  /// What opens a sealed file.
  private func envelopes(of file: FileSummary, for client: APIClient) async -> [EnvelopeSummary] {
    guard let number = file.envelopeNumber,
      case .envelopes(let found) = await carryOut(
        .query(.inboxEnvelopes([number])), of: client, key: nil)
    else { return [] }
    return found
  }

  private func content(
    of file: FileSummary, _ envelopes: [EnvelopeSummary]
  ) throws(StoreError) -> FileContent {
    let bytes = try WholeFile(MessageID(file.id), in: files)
    guard file.sealed == nil else { return try sealedContent(bytes, of: file, envelopes) }
    return FileContent(
      name: file.name, type: file.type, size: bytes.size,
      digest: file.sha256.flatMap { [UInt8](hex: $0) }
    ) { position, count in try bytes.read(at: position, count: count) }
  }

  /// The bytes as they are on the disk, behind what opens them.
  private func sealedContent(
    _ bytes: WholeFile, of file: FileSummary, _ envelopes: [EnvelopeSummary]
  ) throws(StoreError) -> FileContent {
    guard let head = file.head(envelopes) else { throw .sealed(.fileRecord) }
    let headSize = UInt64(head.count)
    return FileContent(
      name: "\(file.id)\(FileSummary.sealedEnding)", type: FileContent.sealedType,
      size: headSize + bytes.size, digest: nil
    ) { position, count in
      let first = position < headSize ? Array(head.dropFirst(Int(position)).prefix(count)) : []
      guard first.count < count else { return first }
      return first
        + (try bytes.read(at: max(position, headSize) - headSize, count: count - first.count))
    }
  }

  func isMet(_ probe: Probe) async -> Bool { await probes.isMet(probe) }

  func open(_ hook: HookRequest) -> HookOpening { hooks.open(hook) }

  func receive(_ hook: HookRequest) async -> Result<HookReply, HookRefusal> {
    await hooks.receive(hook)
  }

  func refuse(hook: String, because reason: HookRefusal) {
    hooks.refuse(hook: hook, because: reason)
  }

  var newestEvent: Int64 { feed.newest }

  func waitForEvent(after number: Int64, atMost limit: Duration) async -> Bool {
    await feed.wait(after: number, atMost: limit)
    return !feed.isEnded
  }

  func follow(after id: String?, for client: APIClient) -> (any EventStream)? {
    FeedStream(feed, after: id) { isValid(client) }
  }

  func stopWaiting() { feed.endWaiting() }

  func json(_ reply: Reply) -> [UInt8] { Self.bytes(of: reply) }

  static func bytes(of reply: Reply) -> [UInt8] {
    if case .queued(let message) = reply {
      var bytes: [UInt8] = []
      bytes.append(
        JSONValue.object([
          .init("message", .integer(message)), .init("reply", .string(reply.name.rawValue)),
        ]))
      return bytes
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(reply)).map(Array.init) ?? []
  }
}

import Foundation
import GatewayCore
import GatewayRules
import GatewayStore
import GatewayWebhooks

/// Sends one marked event to a webhook, by the route and in the format of its deliveries, and tells
/// the whole exchange. Nothing is stored, and the bot need not run.
public struct WebhookTrial: Sendable {
  public var homePath: String
  public var rulesPath: String
  public var network: NetworkConfiguration

  public init(homePath: String, rulesPath: String, network: NetworkConfiguration) {
    self.homePath = homePath
    self.rulesPath = rulesPath
    self.network = network
  }

  /// One request and what came of it, without any secret of the webhook.
  public struct Exchange: Encodable, Sendable {
    /// The receiver's host.
    public var host: String
    /// What was connected to, with its port; through a proxy the same as the host. nil where
    /// nothing was.
    public var address: String?
    /// Of the request: name and value.
    public var headers: [[String]]
    public var body: String
    /// What was said to a mail server or a broker, and by it: "> …" and "< …".
    public var dialogue: [String]
    /// Of the answer; nil where there was none.
    public var status: Int?
    public var answer: String?
    public var durationMilliseconds: Int64
    public var isAccepted: Bool
    /// What that means for a delivery.
    public var text: String
  }

  /// - Throws: `Failure`, `RuleFailure`; also where the file has no such webhook.
  public func run(_ name: String) async throws -> [Exchange] {
    let file = try RuleFile(path: rulesPath, secrets: Secrets.environmentOrFile)
    let bot = file.bot.configuration
    guard let webhook = bot.webhooks.first(where: { $0.name == name }) else {
      guard !bot.hooks.contains(where: { $0.name == name }) else {
        throw Failure(
          "\"\(name)\" is an incoming hook: nothing is sent to it. A request of its sender tries it;"
            + " see \"Trying one\" in Hooks.md.", .refused)
      }
      let names = bot.webhooks.map { "\"\($0.name)\"" }.joined(separator: ", ")
      throw Failure(
        "\(rulesPath) has no webhook \"\(name)\"\(names.isEmpty ? "" : "; it has \(names)").",
        .refused)
    }
    guard let format = file.bot.formats[webhook.format] else {
      throw Failure("There is no format \"\(webhook.format)\".", .configuration)
    }
    let plan = try NetworkPlan(network, bot: bot, home: try storedNetwork())
    let prepared = try await plan.prepared(for: [webhook])
    let courier = try Courier(route: prepared.webhooks)
    var exchanges: [Exchange] = []
    var entropy: any RandomNumberGenerator = SystemRandomNumberGenerator()
    let bodies = file.bot.formats.bodies(
      of: Self.event(for: webhook), for: webhook, entropy: &entropy)
    for body in bodies {
      exchanges.append(await exchange(body, with: webhook, in: format, by: courier))
    }
    courier.shutdown()
    return exchanges
  }

  private func exchange(
    _ body: String, with webhook: Webhook, in format: any WebhookFormat, by courier: Courier
  ) async -> Exchange {
    let delivery = Delivery(
      id: DeliveryID(0), webhookID: Self.makeID(), webhook: webhook.name, contact: nil,
      format: format.name, body: body, due: .now)
    var request = format.request(for: delivery, to: webhook, now: .now)
    request.isTraced = true
    let start = ContinuousClock.now
    let outcome = await withCheckedContinuation { continuation in
      courier.send(request) { continuation.resume(returning: $0) }
    }
    let result =
      outcome?.outcome(in: format).result ?? .unreachable("The courier stopped.")
    let secrets = StruckOut(webhook)
    var exchange = Exchange(
      host: ReceiverAddress(url: request.url)?.host ?? "", headers: secrets.headers(of: request),
      body: secrets.strike(String(decoding: request.http?.body ?? [], as: UTF8.self)),
      dialogue: (outcome?.dialogue ?? []).map { line in
        "\(line.isSent ? ">" : "<") \(secrets.strike(line.text))"
      },
      durationMilliseconds: Int64((ContinuousClock.now - start) / .milliseconds(1)),
      isAccepted: { if case .delivered = result { true } else { false } }(),
      text: secrets.strike(
        DeliveryReport(
          id: delivery.id, webhook: webhook.name, message: nil, attempt: 1, result: result,
          fate: RetrySchedule.standard.fate(of: result, after: 1, jitter: 0, now: .now)
        ).outcome))
    exchange.address = outcome?.address
    if case .answered(let response)? = outcome?.result {
      exchange.status = response.status
      exchange.answer = secrets.strike(String(decoding: response.body, as: UTF8.self))
    }
    return exchange
  }

  /// What a message would become for the webhook; it has the number 0, and says what it is.
  private static func event(for webhook: Webhook) -> WebhookEvent {
    let sender = Contact(
      key: ContactKey(bytes: [UInt8](repeating: 0, count: 32)),
      codename: Codename(text: "postern-test"), firstSeen: .now)
    let message = InboundMessage(
      id: MessageID(0), contact: sender, kind: .text,
      text: "A test of the webhook by `postern hooks test`: no message came.", receivedAt: .now)
    var event = WebhookEvent(
      of: message, extra: .object([.init("test", .boolean(true))]), for: webhook, at: .now)
    event.identify(contact: Pseudonym(hash: [UInt8](repeating: 0, count: 16)))
    return event
  }

  private static func makeID() -> String {
    "msg_test" + (0..<20).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
  }

  private func storedNetwork() throws(StoreError) -> HomeNetwork? {
    guard try Store.hasHome(at: homePath) else { return nil }
    return try BotHome.reading(homePath) { reader throws(StoreError) in try reader.homeNetwork() }
  }
}

/// Replaces a webhook's secrets in what is shown: its settings, and each part of its url but the
/// host.
struct StruckOut {
  private let secrets: [String]

  /// A shorter text stands in others, and is struck out only as a word of its own; as is a part of
  /// the url's path that may be a word of the language, as "hook" is.
  private static let lengthMin = 4
  private static let wordLengthMax = 8
  private let words: Set<String>

  init(_ webhook: Webhook) {
    let settings = webhook.settings.secretTexts(of: WebhookFormats.all[webhook.format])
    var secrets = settings
    var words: Set<String> = []
    if let parts = URLComponents(string: webhook.url) {
      secrets += [parts.user, parts.password, parts.percentEncodedQuery].compactMap(\.self)
      secrets += parts.queryItems?.compactMap(\.value) ?? []
      let path = parts.path.split(separator: "/").map(String.init)
      secrets += (path + [parts.percentEncodedPath]).filter { $0.utf8.count >= Self.lengthMin }
      words.formUnion(
        path.filter { $0.utf8.count <= Self.wordLengthMax && $0.allSatisfy(\.isLetter) })
    }
    self.words = words.subtracting(settings)
    self.secrets = secrets.filter { !$0.isEmpty }.sorted { $0.utf8.count > $1.utf8.count }
  }

  func strike(_ text: String) -> String {
    secrets.reduce(text) { text, secret in
      secret.utf8.count >= Self.lengthMin && !words.contains(secret)
        ? text.replacing(secret, with: "…") : Self.strike(word: secret, from: text)
    }
  }

  private static func strike(word: String, from text: String) -> String {
    var struck = ""
    var rest = text[...]
    while let found = rest.firstRange(of: word) {
      struck += rest[..<found.lowerBound]
      let before = struck.last
      let after = rest[found.upperBound...].first
      let isWord = ![before, after].contains { $0.map { $0.isLetter || $0.isNumber } ?? false }
      struck += isWord ? "…" : word
      rest = rest[found.upperBound...]
    }
    return struck + rest
  }

  /// Of headers that are no standard ones only the names are shown.
  func headers(of request: WebhookRequest) -> [[String]] {
    (request.http?.headers ?? []).map { field in
      let isShown = Self.shownHeaders.contains(field.name.lowercased())
      return [field.name, isShown ? strike(field.value) : "…"]
    }
  }

  private static let shownHeaders: Set<String> = [
    "content-type", "user-agent", "webhook-id", "webhook-timestamp", "webhook-signature",
  ]
}

extension FormatSettings {
  /// The texts that are not shown: what was given as a secret, and settings that may be one.
  fileprivate func secretTexts(of format: (any WebhookFormat)?) -> [String] {
    let hidden = (format?.settings ?? []).filter { setting in
      switch setting.kind {
      case .text, .list, .table: !setting.isShown
      case .plainText, .number, .choice: false
      }
    }
    return secrets + hidden.compactMap { self[$0.name] }.flatMap(Self.texts)
  }

  private static func texts(in value: JSONValue) -> [String] {
    switch value {
    case .string(let text): [text]
    case .array(let values): values.flatMap(texts)
    case .object(let members): members.flatMap { texts(in: $0.value) }
    default: []
    }
  }
}

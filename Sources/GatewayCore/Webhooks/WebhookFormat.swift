/// How events are sent to one kind of receiver.
///
/// A format uses no clock, network or store. To add one, write a file next to
/// `GatewayWebhooks/Formats/JSONFormat.swift` and name it in `WebhookFormats.all`.
public protocol WebhookFormat: Sendable {
  /// The name after `format =` in a bot's file, also stored with each delivery.
  var name: String { get }

  /// How the urls of its webhooks begin. A webhook that names no format has the first one with its
  /// url's scheme.
  var schemes: [String] { get }

  /// The settings that its webhooks take beside the common ones.
  var settings: [FormatSetting] { get }

  /// The url of a webhook that names none; nil: it has to name one.
  var urlStandard: String? { get }

  /// Whether its requests are signed with the webhook's key.
  var signs: Bool { get }

  /// Checks a declared webhook beyond the kinds of its settings.
  func check(_ webhook: Webhook) throws(FormatSettingMistake)

  /// The bodies that a webhook is sent for an event: one, or several in order where its receiver
  /// accepts only short ones. Each becomes a delivery of its own.
  ///
  /// They are rendered before the event is committed, and each attempt sends the same bytes. They
  /// are stored: a secret among the settings is for `request` alone.
  func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String]

  /// Whether each body of an event goes to a receiver of its own, none of which waits for another.
  var hasReceiverPerBody: Bool { get }

  /// Whether a receiver can answer an event with a reply to its contact.
  var takesAsks: Bool { get }

  /// One attempt to deliver a body of this format.
  ///
  /// - Parameter now: the time of the attempt.
  func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds
  ) -> WebhookRequest

  /// What connects to the receiver as an attempt would, and delivers nothing.
  func probe(of webhook: Webhook) -> WebhookRequest

  /// What keeps a connection to the receiver; nil where none has to stand between deliveries.
  func standingRequest(of webhook: Webhook) -> WebhookRequest?

  /// What the receiver's answer means for the delivery.
  func result(of response: WebhookResponse) -> DeliveryResult

  /// Milliseconds for which the receiver has no room for more, as its answer says, also where it
  /// accepted this delivery.
  func pause(after response: WebhookResponse) -> Int64?
}

extension WebhookFormat {
  public var hasReceiverPerBody: Bool { false }

  public var schemes: [String] { ["https", "http"] }

  public var settings: [FormatSetting] { [] }

  public var urlStandard: String? { nil }

  public var signs: Bool { false }

  public var takesAsks: Bool { false }

  public func check(_ webhook: Webhook) throws(FormatSettingMistake) {}

  /// A POST of JSON.
  public func request(
    for delivery: Delivery, to webhook: Webhook, now: UnixMilliseconds
  ) -> WebhookRequest {
    WebhookRequest(delivery, to: webhook, headers: .json)
  }

  public func probe(of webhook: Webhook) -> WebhookRequest {
    WebhookRequest(to: webhook, .nothing)
  }

  public func standingRequest(of webhook: Webhook) -> WebhookRequest? { nil }

  /// 2xx alone is success.
  public func result(of response: WebhookResponse) -> DeliveryResult { response.resultByStatus }

  public func pause(after response: WebhookResponse) -> Int64? { nil }
}

extension [HeaderField] {
  /// Header fields of every JSON request.
  public static let json = [
    HeaderField(name: "content-type", value: "application/json"),
    HeaderField(name: "user-agent", value: "Postern"),
  ]
}

/// All formats.
public struct WebhookFormats: Sendable {
  private let formats: [any WebhookFormat]
  private let seal: BodySealing
  private let read: AnswerReading

  public init(
    _ formats: [any WebhookFormat], seal: @escaping BodySealing = { _, _, _ in nil },
    read: @escaping AnswerReading = { _, _ in .unusable("answers can't be read here") }
  ) {
    self.formats = formats
    self.seal = seal
    self.read = read
  }

  /// In the order in which they are listed.
  public var names: [String] { formats.map(\.name) }

  /// The formats whose webhooks take this setting.
  public func names(withSetting setting: String) -> [String] {
    formats.filter { $0.settings.contains { $0.name == setting } }.map(\.name)
  }

  /// The formats that sign.
  public var namesOfSigning: [String] { formats.filter(\.signs).map(\.name) }

  public subscript(name: String) -> (any WebhookFormat)? { formats.first { $0.name == name } }

  /// The format of urls that begin with this scheme; nil where that is the standard one's.
  public func format(ofScheme scheme: String) -> (any WebhookFormat)? {
    guard self[Webhook.formatStandard]?.schemes.contains(scheme) != true else { return nil }
    return formats.first { $0.schemes.contains(scheme) }
  }

  /// The bodies of an event in the webhook's format.
  ///
  /// - Precondition: the webhook comes from a file that was loaded with these formats.
  public func bodies(
    of event: WebhookEvent, for webhook: Webhook, entropy: inout any RandomNumberGenerator
  ) -> [String] {
    let bodies = bodies(of: event, for: webhook)
    guard webhook.isSealed else { return bodies }
    // Never in clear: only where secrets are made up there is no key.
    guard let key = webhook.sealingKey else { return [] }
    return bodies.map { body in
      let seed = (0..<32).map { _ in UInt8.random(in: 0...255, using: &entropy) }
      guard let sealed = seal(Array(body.utf8), key, seed) else {
        preconditionFailure("a key is tried when its file is loaded")
      }
      return event.json(sealed: sealed)
    }
  }

  /// What a receiver's answer to an ask says.
  public func answer(contentType: String?, body: [UInt8]) -> AskAnswer { read(contentType, body) }

  /// Whether anything can be sealed to a key.
  public func canSeal(to key: SealingKey) -> Bool {
    seal([], key, [UInt8](repeating: 1, count: 32)) != nil
  }

  /// The same before it is sealed.
  public func bodies(of event: WebhookEvent, for webhook: Webhook) -> [String] {
    guard let format = self[webhook.format] else {
      preconditionFailure("a webhook's format is looked up when its file is loaded")
    }
    return format.bodies(of: event, for: webhook)
  }
}

import GatewayCore

/// The options of `webhook "name" { … }` that say how fast, in which order and for how long its
/// deliveries are sent.
struct LaneDeclaration {
  let options: Options
  /// The declaration's name in messages.
  let owner: String

  static let options = [
    "order", "concurrency", "rate", "expires", "backlog", "backlog_age", "keep", "or_else",
  ]

  private enum Order: String, CaseIterable {
    case contact
    case none
  }

  /// The longest that a body may be kept, and a delivery may wait: 366 days in milliseconds.
  private static let ageMax: Int64 = 366 * 86_400_000

  func settings() throws(HostError) -> LaneSettings {
    var lane = LaneSettings()
    lane.keepsOrder = try options.choice("order", Order.self) != .some(.none)
    if let count = try number("concurrency", in: 1...LaneSettings.concurrencyMax) {
      lane.concurrency = count
    }
    lane.rate = try rate()
    lane.expires = try age("expires")
    if let count = try number("backlog", in: 1...LaneSettings.backlogMaximum) {
      lane.backlogMax = count
    }
    if let age = try age("backlog_age") { lane.backlogAge = age }
    lane.keep = try age("keep")
    lane.orElse = try listener()
    return lane
  }

  private func number(_ name: String, in range: ClosedRange<Int>) throws(HostError) -> Int? {
    guard let value = options[name] else { return nil }
    guard case .integer(let number) = value, let count = Int(exactly: number),
      range.contains(count)
    else {
      throw HostError(
        "\(name) of \(owner) must be a whole number from \(range.lowerBound) to"
          + " \(range.upperBound)")
    }
    return count
  }

  private func rate() throws(HostError) -> SendingRate? {
    guard let text = try options.string("rate") else { return nil }
    guard let rate = SendingRate(text) else {
      throw HostError(
        "rate of \(owner) is \(quoted: text) but must be a number for a second, a minute or an"
          + " hour: \"10/s\", \"60/m\", \"100/h\", at most \"1000/s\"")
    }
    return rate
  }

  private func age(_ name: String) throws(HostError) -> Int64? {
    guard let text = try options.string(name) else { return nil }
    guard case .seconds(let seconds)? = BotConfiguration.InboxPolicy.Keep(text),
      seconds * 1_000 <= Self.ageMax
    else {
      throw HostError(
        "\(name) of \(owner) is \(quoted: text) but must be a time like \"1h\", \"366d\" at most")
    }
    return seconds * 1_000
  }

  /// 64 hex digits are a contact's key; anything else is another webhook's name.
  private func listener() throws(HostError) -> OutageListener? {
    guard let text = try options.string("or_else") else { return nil }
    if let key = ContactKey(hexadecimal: text) { return .contact(key) }
    return .webhook(text)
  }
}

extension BotConfiguration {
  /// What is wrong with an `or_else`, and the webhook that has it; nil where nothing is.
  var listenerMistake: (webhook: String, reason: String)? {
    for webhook in webhooks {
      guard case .webhook(let name)? = webhook.lane.orElse else { continue }
      if name == webhook.name {
        return (
          webhook.name,
          "or_else of webhook \(quoted: name) names itself: it would not hear of its own outage"
        )
      }
      guard webhooks.contains(where: { $0.name == name }) else {
        return (
          webhook.name,
          "or_else of webhook \(quoted: webhook.name) is \(quoted: name), which is neither a webhook"
            + " of this file nor a contact's public key of 64 hex digits"
        )
      }
    }
    return nil
  }
}

import GatewayCore

/// The settings of a webhook whose notices leave at fixed times.
struct NoticeDeclaration {
  static let options = ["every", "least", "always", "count"]

  let options: Options
  let owner: String

  func schedule(for send: Webhook.Content) throws(HostError) -> NoticeSchedule? {
    guard let text = try options.string("every") else {
      for name in Self.options where options[name] != nil {
        throw HostError("\(name) of \(owner) needs `every`, the time between two notices")
      }
      return nil
    }
    guard send == .notice else {
      throw HostError("every of \(owner) is for send = \"notice\" alone")
    }
    guard options["delay"] == nil else {
      throw HostError("\(owner) has either `every` or `delay`")
    }
    guard case .seconds(let seconds)? = BotConfiguration.InboxPolicy.Keep(text),
      NoticeSchedule.intervals.contains(seconds * 1_000)
    else {
      throw HostError("every of \(owner) is \"\(text)\" but must be a time from \"1m\" to \"7d\"")
    }
    let isConstant = try options.boolean("always") ?? false
    guard !isConstant || options["least"] == nil else {
      throw HostError("\(owner) has `always`: then `least` says nothing")
    }
    return NoticeSchedule(
      interval: seconds * 1_000, least: try count("least", NoticeSchedule.leastMax) ?? 1,
      isConstant: isConstant, countStep: try count("count", NoticeSchedule.countStepMax))
  }

  private func count(_ name: String, _ most: Int) throws(HostError) -> Int? {
    guard let value = options[name] else { return nil }
    guard case .integer(let number) = value, let count = Int(exactly: number),
      (1...most).contains(count)
    else {
      throw HostError("\(name) of \(owner) must be a whole number from 1 to \(most)")
    }
    return count
  }
}

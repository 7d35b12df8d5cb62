import GatewayCore

extension RuleAPI {
  static let limitHelp = """
    How much people may take of the bot's disk and attention. Each is a number, a size such as \
    "64MiB" or "2GB" where it ends in `bytes`, or, except for `free_bytes`, "unlimited"; without it \
    the default holds, which is made for a bot that accepts everyone. \
    Of one contact: `contact_messages_per_hour` (2,000), and `contact_bytes_per_hour` ("8MiB") for \
    what its messages, and the answers, deliveries and values that follow from them, take. \
    Of all together: `messages_per_hour` (60,000) and `bytes_per_hour` ("128MiB"); a quarter of both \
    is left to contacts that have used no more than a fiftieth of their own share. \
    `stored_bytes` ("4GiB") is what the database may hold; messages that no rule kept make way first. \
    `free_bytes` is what is left free on the disk (a sixteenth of it, at most "64MiB"). \
    A message over a limit is not acknowledged: its sender keeps it, and it is handled when there is \
    room again; usage expires evenly over the hour. \
    `requests_per_day` (10,000) are stored or accepted and `waiting_requests` (1,000) wait for the \
    owner, the oldest making way.
    """

  static func declareLimits(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    let known = LimitName.allCases.filter { $0 != .contacts }
    let options = try Options(call.value(0), of: "limits", known: known.map(\.rawValue))
    var limits = LimitPolicy()
    for name in known { try options.read(name, into: &limits) }
    session.configuration.limits = limits
  }
}

extension Options {
  fileprivate func read(_ name: LimitName, into limits: inout LimitPolicy) throws(HostError) {
    switch name {
    case .contactMessagesPerHour: try read(name, into: &limits.contactMessagesPerHour)
    case .contactBytesPerHour: try read(name, into: &limits.contactBytesPerHour)
    case .messagesPerHour: try read(name, into: &limits.messagesPerHour)
    case .bytesPerHour: try read(name, into: &limits.bytesPerHour)
    case .storedBytes: try read(name, into: &limits.storedBytes)
    case .waitingRequests: try read(name, into: &limits.waitingRequests)
    case .requestsPerDay: try read(name, into: &limits.requestsPerDay)
    case .freeBytes:
      guard self[name.rawValue] != .string("unlimited") else { throw wrong(name) }
      try read(name, into: &limits.freeBytes)
    case .contacts: break
    }
  }

  private func read(
    _ name: LimitName, into limit: inout Int64?
  ) throws(HostError) {
    let range = name.least...Self.limitMax
    switch self[name.rawValue] {
    case nil: return
    case .integer(let number)? where range.contains(number): limit = number
    case .string("unlimited")?: limit = nil
    case .string(let text)? where name.isSize:
      guard let size = ByteSize(text), range.contains(size.bytes) else { throw wrong(name) }
      limit = size.bytes
    default: throw wrong(name)
    }
  }

  private func wrong(_ name: LimitName) -> HostError {
    var ways = ["a whole number from \(name.least)"]
    if name.isSize { ways.append("a size like \"64MiB\"") }
    if name != .freeBytes { ways.append("\"unlimited\"") }
    let list = ways.dropLast().joined(separator: ", ")
    return HostError("\(name.rawValue) of limits must be \(list) or \(ways[ways.count - 1])")
  }

  /// Far more than any disk holds, and sums of some of them are still numbers: 1 EiB.
  private static let limitMax: Int64 = 1 << 60
}

extension LimitName {
  fileprivate var isSize: Bool { rawValue.hasSuffix("bytes") || rawValue.contains("bytes_") }
  /// Nothing need be left free.
  fileprivate var least: Int64 { self == .freeBytes ? 0 : 1 }
}

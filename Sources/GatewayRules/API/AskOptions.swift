import GatewayCore

/// The options of `message:ask`.
struct AskOptions {
  let terms: AskTerms
  let extra: LuaValue

  init(_ value: LuaValue) throws(HostError) {
    let options = try Options(value, of: "ask", known: ["timeout", "fallback", "extra"])
    let fallback = try options.string("fallback", bytesMax: RuleLimits.replyBytes)?.asMessage
    guard fallback?.isEmpty != true else { throw HostError("fallback of ask needs a text") }
    terms = AskTerms(timeout: try Self.timeout(options), fallback: fallback)
    extra = options["extra"] ?? .nil
  }

  private static func timeout(_ options: Options) throws(HostError) -> Int64 {
    guard let text = try options.string("timeout") else { return AskTerms.timeoutStandard }
    guard case .seconds(let seconds)? = BotConfiguration.InboxPolicy.Keep(text),
      AskTerms.timeouts.contains(seconds * 1_000)
    else {
      throw HostError("timeout of ask must be a time from 1s to 10m")
    }
    return seconds * 1_000
  }
}

import GatewayCore

/// The options of a message to a contact: `message:reply(text, { expires = "1h" })`.
struct ReplyOptions {
  /// Milliseconds after which it is not sent any more.
  let lifetime: Int64?

  init(_ value: LuaValue, of what: String) throws(HostError) {
    let options = try Options(value, of: what, known: ["expires"])
    guard let text = try options.string("expires") else {
      lifetime = nil
      return
    }
    guard let lifetime = OutboxMessage.lifetime(text) else {
      throw HostError("expires of \(what) must be a time like 1h, from 1s to 366d")
    }
    self.lifetime = lifetime
  }
}

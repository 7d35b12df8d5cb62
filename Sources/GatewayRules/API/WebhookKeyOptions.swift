import GatewayCore

extension RuleSession {
  /// `key = …`, or while one key replaces another
  /// `key = { new = …, old = …, old_until = "2026-12-31" }`.
  func signingKeys(
    _ options: Options, of owner: String, in format: (any WebhookFormat)?
  ) throws(HostError) -> (current: WebhookKey?, old: Webhook.OldKey?) {
    if options["key"] != nil, let format, !format.signs {
      throw HostError(
        "key of \(owner) signs what is sent as \(environment.formats.namesOfSigning.quotedList);"
          + " format \"\(format.name)\" signs nothing: leave it out")
    }
    guard let value = options["key"], case .table = value else {
      return (try key("key", of: options, owner), nil)
    }
    let owner = "key of \(owner)"
    let keys = try Options(value, of: owner, known: ["new", "old", "old_until"])
    let day = try keys.string("old_until")
    guard keys["new"] != nil, keys["old"] != nil, let day else {
      throw HostError("\(owner) needs three: { new = …, old = …, old_until = \"2026-12-31\" }")
    }
    guard let until = CivilTime.parse(day) else {
      throw HostError(
        "old_until of \(owner) is \(quoted: day) but must be a date in UTC, like \"2026-12-31\" or"
          + " \"2026-12-31 18:00\"")
    }
    let (new, old) = (try key("new", of: keys, owner), try key("old", of: keys, owner))
    return (new, old.map { Webhook.OldKey($0, until: until) })
  }

  /// - Returns: nil where there is none, or where it is made up: nothing is signed with that.
  private func key(
    _ name: String, of options: Options, _ owner: String
  ) throws(HostError) -> WebhookKey? {
    guard let text = try text(name, of: options) else { return nil }
    do throws(WebhookKey.Mistake) { return try WebhookKey(text) } catch {
      throw HostError("\(name) of \(owner) \(error)")
    }
  }
}

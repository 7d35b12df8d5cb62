import GatewayCore

extension RuleAPI {
  /// The settings that every webhook takes, whatever its format.
  static let webhookSettings =
    ["url", "key"] + payloadOptions + ["format", "delay", "ca", "timeout"]
    + NoticeDeclaration.options
    + RuleSession.accessOptions + LaneDeclaration.options

  static func declareWebhook(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    let name = session.webhookNames[Int(try call.handle(0, .webhook))]
    let owner = "webhook \"\(name)\""
    let format = try session.format(call.value(1), of: owner)
    let options = try session.webhookOptions(call.value(1), of: owner, in: format)
    let send = try sending(options, of: name, in: session)
    let keys = try session.signingKeys(options, of: owner, in: format)
    var webhook = Webhook(
      name: name, url: try session.receiver(options, of: owner, in: format),
      key: keys.current, send: send, contact: try naming(options, of: owner, send),
      format: format?.name ?? Webhook.formatStandard,
      settings: try session.formatSettings(options, of: owner, in: format),
      delay: try delay(options, of: owner, send),
      certificates: try session.certificates(options, of: owner),
      timeout: try timeout(options, of: owner))
    webhook.schedule = try NoticeDeclaration(options: options, owner: owner).schedule(for: send)
    webhook.oldKey = keys.old
    webhook.sealingKey = try session.sealingKey(options, of: owner, webhook)
    webhook.filesMax = try filesMax(options, of: owner, webhook)
    webhook.allowed = try session.allowedAddresses(options, of: owner)
    webhook.clientCertificate = try session.clientCertificate(options, of: owner)
    webhook.lane = try LaneDeclaration(options: options, owner: owner).settings()
    try session.check(webhook, from: options, of: owner, in: format)
    session.configuration.webhooks.append(webhook)
  }

  /// Where content is sealed, nothing of it leaves unless the file says so.
  private static func sending(
    _ options: Options, of name: String, in session: RuleSession
  ) throws(HostError) -> Webhook.Content {
    let inbox = session.configuration.inbox
    guard let send = try options.choice("send", Webhook.Content.self) else {
      session.webhooksWithoutSend.append(name)
      return inbox.isSealed ? .notice : .full
    }
    if inbox.rules == .metadata, send.holdsContent {
      throw HostError(
        "webhook \"\(name)\" sends \(quoted: send.rawValue), but rules see no content: inbox has"
          + " rules = \"metadata\"")
    }
    return send
  }

  private static func delay(
    _ options: Options, of owner: String, _ send: Webhook.Content
  ) throws(HostError) -> Int64 {
    guard let text = try options.string("delay") else {
      return send == .notice ? Webhook.standardNoticeDelay : 0
    }
    guard send == .notice else {
      throw HostError("delay of \(owner) is for send = \"notice\" alone")
    }
    if text == "0s" { return 0 }
    guard case .seconds(let seconds)? = BotConfiguration.InboxPolicy.Keep(text),
      seconds * 1_000 <= Webhook.noticeDelayMax
    else {
      throw HostError(
        "delay of \(owner) is \"\(text)\" but must be a time like \"5m\", \"7d\" at most")
    }
    return seconds * 1_000
  }

  private static func timeout(_ options: Options, of owner: String) throws(HostError) -> Int {
    guard let text = try options.string("timeout") else { return Webhook.timeoutStandard }
    guard case .seconds(let seconds)? = BotConfiguration.InboxPolicy.Keep(text),
      let milliseconds = Int(exactly: seconds * 1_000), Webhook.timeouts.contains(milliseconds)
    else {
      throw HostError(
        "timeout of \(owner) is \"\(text)\" but must be a time from \"1s\" to \"5m\"")
    }
    return milliseconds
  }
}

extension RuleSession {
  /// - Returns: nil where the value is to be made up.
  func value(ofSecret name: String) throws(HostError) -> String? {
    do throws(SettingMistake) {
      if let value = try environment.secret(name)?.asSecret(), !value.isEmpty { return value }
    } catch {
      throw HostError("secret \(quoted: name) \(error)")
    }
    guard environment.makesUpSecrets else {
      guard !name.isEmpty, name.utf8.allSatisfy(\.isOfVariable) else {
        throw HostError(
          "secret \(quoted: name.shownInLine) names no environment variable: letters, digits and _")
      }
      let file = name + "_FILE"
      throw HostError(
        "secret \(quoted: name) is not set: neither \(quoted: name) nor \(quoted: file)")
    }
    return nil
  }

  fileprivate func receiver(
    _ options: Options, of owner: String, in format: (any WebhookFormat)?
  ) throws(HostError) -> String {
    let url: String
    if case .object(.secret, let handle)? = options["url"] {
      let secret = secrets[Int(handle)]
      let host = secret.name.lowercased().replacing("_", with: "-")
      url = secret.value ?? "\(format?.schemes.first ?? "https")://\(host).invalid/"
    } else if let text = try options.string("url") {
      url = text
    } else if let standard = format?.urlStandard {
      url = standard
    } else {
      throw HostError("\(owner) needs a url")
    }
    do throws(SettingMistake) {
      return try environment.receiver(url)
    } catch {
      throw HostError("url of \(owner) \(error)")
    }
  }

  fileprivate func certificates(
    _ options: Options, of owner: String
  ) throws(HostError) -> [UInt8]? {
    guard let name = try options.string("ca") else { return nil }
    do throws(SettingMistake) {
      return try environment.certificates(name)
    } catch {
      throw HostError("ca of \(owner) \(error): \(name)")
    }
  }
}

extension UInt8 {
  fileprivate var isOfVariable: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

import GatewayCore

extension RuleAPI {
  static func declareWebhook(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    let name = session.webhookNames[Int(try call.handle(0, .webhook))]
    let owner = "webhook \"\(name)\""
    let options = try Options(
      call.value(1), of: owner, known: ["url", "key", "send", "format", "delay", "ca", "timeout"])
    let send = try options.choice("send", Webhook.Content.self) ?? .full
    session.configuration.webhooks.append(
      Webhook(
        name: name, url: try session.receiver(options, of: owner),
        key: try session.signingKey(options, of: owner), send: send,
        format: try session.format(options, of: owner),
        delay: try delay(options, of: owner, send),
        certificates: try session.certificates(options, of: owner),
        timeout: try timeout(options, of: owner)))
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
      let file = name + "_FILE"
      throw HostError(
        "secret \(quoted: name) is not set: neither \(quoted: name) nor \(quoted: file)")
    }
    return nil
  }

  fileprivate func receiver(_ options: Options, of owner: String) throws(HostError) -> String {
    let url: String
    if case .object(.secret, let handle)? = options["url"] {
      let secret = secrets[Int(handle)]
      let host = secret.name.lowercased().replacing("_", with: "-")
      url = secret.value ?? "https://\(host).invalid/"
    } else if let text = try options.string("url") {
      url = text
    } else {
      throw HostError("\(owner) needs a url")
    }
    do throws(SettingMistake) {
      return try environment.receiver(url)
    } catch {
      throw HostError("url of \(owner) \(error)")
    }
  }

  fileprivate func signingKey(
    _ options: Options, of owner: String
  ) throws(HostError) -> WebhookKey? {
    let text: String
    if case .object(.secret, let handle)? = options["key"] {
      // Nothing is signed with one that is made up.
      guard let value = secrets[Int(handle)].value else { return nil }
      text = value
    } else if let plain = try options.string("key") {
      text = plain
    } else {
      return nil
    }
    do throws(WebhookKey.Mistake) {
      return try WebhookKey(text)
    } catch {
      throw HostError("key of \(owner) \(error)")
    }
  }

  fileprivate func format(_ options: Options, of owner: String) throws(HostError) -> String {
    guard let name = try options.string("format") else { return Webhook.formatStandard }
    guard environment.formats[name] != nil else {
      let names = environment.formats.names.map { "\"\($0)\"" }.joined(separator: ", ")
      throw HostError("format of \(owner) is \(quoted: name) but must be one of \(names)")
    }
    return name
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

import GatewayCore

/// Settings of what a webhook is sent.
extension RuleAPI {
  static let payloadOptions = ["send", "contact", "seal", "files"]

  static func naming(
    _ options: Options, of owner: String, _ send: Webhook.Content
  ) throws(HostError) -> Webhook.Naming? {
    let naming = try options.choice("contact", Webhook.Naming.self)
    guard naming == nil || send != .notice else {
      throw HostError("contact of \(owner) says nothing, since a notice names no contact")
    }
    return naming
  }
}

extension RuleAPI {
  /// `files = "8MB"`: the largest file that goes along with its event.
  static func filesMax(
    _ options: Options, of owner: String, _ webhook: Webhook
  ) throws(HostError) -> Int64? {
    guard let text = try options.string("files") else { return nil }
    guard webhook.format == Webhook.formatStandard, [.full, .message].contains(webhook.send) else {
      throw HostError(
        "files of \(owner) is for format = \"json\" and send = \"full\" or \"message\" alone")
    }
    guard let size = ByteSize(text), (1...Webhook.filesMaxMax).contains(size.bytes) else {
      throw HostError(
        "files of \(owner) must be a size like \"8MB\", \(ByteSize.words(Webhook.filesMaxMax)) at most"
      )
    }
    return size.bytes
  }
}

extension RuleSession {
  /// `seal = …`, where `send = "sealed"`.
  func sealingKey(_ options: Options, of owner: String, _ webhook: Webhook) throws(HostError)
    -> SealingKey?
  {
    guard webhook.isSealed else {
      guard options["seal"] == nil else {
        throw HostError("seal of \(owner) is for send = \"sealed\" alone")
      }
      return nil
    }
    guard webhook.format == Webhook.formatStandard else {
      throw HostError("send of \(owner) is \"sealed\", which is for format = \"json\" alone")
    }
    guard options["seal"] != nil else {
      throw HostError(
        "\(owner) needs seal = \"sealpub_…\": `postern key sealing` makes a receiver's key")
    }
    // Nothing is sealed to one that is made up.
    guard let text = try text("seal", of: options) else { return nil }
    do throws(SealingKey.Mistake) {
      let key = try SealingKey(text)
      guard environment.formats.canSeal(to: key) else { throw .weak }
      return key
    } catch {
      throw HostError("seal of \(owner) \(error)")
    }
  }

  /// - Returns: nil where there is none, or where it is a secret that is made up.
  func text(_ name: String, of options: Options) throws(HostError) -> String? {
    if case .object(.secret, let handle)? = options[name] { return secrets[Int(handle)].value }
    return try options.string(name)
  }
}

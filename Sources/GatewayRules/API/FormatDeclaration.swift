import GatewayCore

/// `format = "…"` of a webhook, and the settings that its format takes.
extension RuleSession {
  /// The format that a webhook's table names.
  ///
  /// - Returns: nil for the standard one where the environment has no formats.
  func format(_ table: LuaValue, of owner: String) throws(HostError) -> (any WebhookFormat)? {
    guard let name = try Options(table, of: owner, only: "format").string("format") else {
      let url = Options(table, of: owner, only: "url")["url"].flatMap(text) ?? ""
      return environment.formats.format(ofScheme: url.scheme)
        ?? environment.formats[Webhook.formatStandard]
    }
    if let format = environment.formats[name] { return format }
    throw HostError(
      "format of \(owner) is \(quoted: name) but must be one of "
        + environment.formats.names.quotedList)
  }

  /// A webhook's table, in which only what the format takes is known.
  func webhookOptions(
    _ table: LuaValue, of owner: String, in format: (any WebhookFormat)?
  ) throws(HostError) -> Options {
    let own = format?.settings.map(\.name) ?? []
    if let format, case .table(let entries) = table {
      for case .string(let name) in entries.map(\.key)
      where !(RuleAPI.webhookSettings + own).contains(name) {
        let others = environment.formats.names(withSetting: name)
        guard !others.isEmpty else { continue }
        throw HostError(
          "\(owner) has the format \"\(format.name)\", which takes no '\(name)':"
            + " that is for \(others.quotedList)")
      }
    }
    return try Options(table, of: owner, known: RuleAPI.webhookSettings + own)
  }

  func formatSettings(
    _ options: Options, of owner: String, in format: (any WebhookFormat)?
  ) throws(HostError) -> FormatSettings {
    var members: [JSONValue.Member] = []
    var secrets: [String] = []
    for setting in format?.settings ?? [] {
      if let value = try value(of: setting, options, owner) {
        members.append(.init(setting.name, value))
        secrets += options[setting.name].map(secretTexts) ?? []
      } else if setting.isRequired, let format {
        throw HostError(
          "\(owner) needs \(setting.name): format \"\(format.name)\" can't do without")
      }
    }
    return FormatSettings(members, secrets: secrets)
  }

  private func secretTexts(in value: LuaValue) -> [String] {
    switch value {
    case .object(.secret, let handle): [secrets[Int(handle)].value].compactMap(\.self)
    case .table(let entries): entries.flatMap { secretTexts(in: $0.value) }
    default: []
    }
  }

  /// Checks what the format wants of the whole. A made-up secret is not the owner's mistake.
  func check(
    _ webhook: Webhook, from options: Options, of owner: String, in format: (any WebhookFormat)?
  ) throws(HostError) {
    if let format, !format.schemes.contains(webhook.url.scheme) {
      let schemes = format.schemes.map { "\($0)://" }.joined(separator: " or ")
      throw HostError(
        "url of \(owner) must begin with \(schemes) for the format \"\(format.name)\"")
    }
    guard let format else { return }
    do throws(FormatSettingMistake) {
      try format.check(webhook)
    } catch {
      let kind = format.settings.first { $0.name == error.setting }?.kind
      let hasMadeUp = options.values.contains { hasMadeUpSecret($0.value) }
      guard kind == .plainText || !hasMadeUp else { return }
      throw HostError("\(error.setting) of \(owner) \(error)")
    }
  }

  private func hasMadeUpSecret(_ value: LuaValue) -> Bool {
    switch value {
    case .object(.secret, let handle): secrets[Int(handle)].value == nil
    case .table(let entries): entries.contains { hasMadeUpSecret($0.value) }
    default: false
    }
  }

  private func value(
    of setting: FormatSetting, _ options: Options, _ owner: String
  ) throws(HostError) -> JSONValue? {
    guard let value = options[setting.name] else { return nil }
    if let fault = textFault(value, in: setting.kind) {
      throw HostError("\(setting.name) of \(owner) \(fault)")
    }
    switch (setting.kind, value) {
    case (.text, .integer(let number)): return .string(String(number))
    case (.text, _): if let text = text(value) { return .string(text) }
    case (.plainText, .string(let text)): return .string(text)
    case (.number(let range), .integer(let number)):
      if range.contains(number) { return .integer(number) }
    case (.choice(let choices), .string(let text)):
      if choices.contains(text) { return .string(text) }
    case (.list, .table(let entries)):
      let texts = (value.elements ?? []).compactMap(text)
      if !entries.isEmpty, texts.count == entries.count {
        return .array(texts.map(JSONValue.string))
      }
    case (.list, _): if let text = text(value) { return .array([.string(text)]) }
    case (.table, .table): if let members = members(value) { return .object(members) }
    default: break
    }
    if let given = value.words(in: setting.kind) {
      throw HostError(
        "\(setting.name) of \(owner) is \(given) but must be \(setting.kind.words)")
    }
    throw options.mismatch(setting.name, wanted: setting.kind.words, value: value)
  }

  /// What no receiver can use in any setting, and what could begin a line of its own: the end of a
  /// sentence.
  private func textFault(_ value: LuaValue, in kind: FormatSetting.Kind) -> String? {
    if case .table(let entries) = value {
      return entries.lazy.compactMap { self.textFault($0.value, in: kind) }.first
    }
    guard kind != .plainText, let text = text(value) else { return nil }
    return text.settingFault
  }

  /// Sorted by name, since Lua's order differs in every process.
  private func members(_ table: LuaValue) -> [JSONValue.Member]? {
    guard case .table(let entries) = table.sorted else { return nil }
    var members: [JSONValue.Member] = []
    for entry in entries {
      guard case .string(let name) = entry.key, let text = text(entry.value) else { return nil }
      members.append(.init(name, .string(text)))
    }
    return members
  }

  /// A text or the value of a secret; a missing secret stands as its name.
  private func text(_ value: LuaValue) -> String? {
    switch value {
    case .string(let text): text
    case .object(.secret, let handle): secrets[Int(handle)].value ?? secrets[Int(handle)].name
    default: nil
    }
  }
}

extension LuaValue {
  /// The value as it was written, where that tells what is wrong; nil otherwise, and for what may
  /// be a secret.
  fileprivate func words(in kind: FormatSetting.Kind) -> String? {
    switch (self, kind) {
    case (.integer(let number), _): String(number)
    case (.number(let number), _): number.description
    case (.string(let text), .choice): "\(quoted: text)"
    case (.table([]), _): "empty"
    default: nil
    }
  }
}

extension String {
  /// Why it can't be a name or a setting of one line: the end of a sentence; nil where it can.
  var settingFault: String? {
    for scalar in unicodeScalars {
      if scalar == "\u{FFFD}" { return "holds bytes that are not UTF-8" }
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator:
        return "holds line ends or control characters"
      default: break
      }
    }
    return nil
  }

  /// What stands before "://", in small letters; empty where there is none.
  var scheme: String { firstRange(of: "://").map { self[..<$0.lowerBound].lowercased() } ?? "" }
}

extension FormatSetting.Kind {
  fileprivate var words: String {
    switch self {
    case .text: "a text, a whole number or a secret"
    case .plainText: "a text, which is stored and so no secret"
    case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
    case .choice(let choices): "one of \(choices.quotedList)"
    case .list: "a text, a secret or a list of them"
    case .table: "a table of names with texts or secrets: { name = \"…\" }"
    }
  }
}

extension [String] {
  /// `"a", "b"`
  var quotedList: String { map { "\"\($0)\"" }.joined(separator: ", ") }
}

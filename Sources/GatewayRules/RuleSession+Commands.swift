import GatewayCore

extension RuleSession {
  /// The command whose name is the message's first word, with or without "/" or "!" before it.
  func matchCommand() -> Command? {
    guard !commands.isEmpty, let message, message.kind == .text else { return nil }
    let words = message.text.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    guard var name = words.first else { return nil }
    if name.first == "/" || name.first == "!" { name = name.dropFirst() }
    let wanted = name.lowercased()
    guard let command = commands.first(where: { $0.name == wanted }) else { return nil }
    commandName = command.name
    arguments = words.count > 1 ? words[1].trimmed : ""
    return command
  }

  func forgetCommand() {
    commandName = nil
    arguments = ""
  }

  /// One line for each command. It is shown with "!": clients take "/" for commands of their own.
  var helpText: String {
    commands.map { $0.help.isEmpty ? "!\($0.name)" : "!\($0.name): \($0.help)" }
      .joined(separator: "\n")
  }

  /// The failure that the owner sees of a Lua error. While an event is handled, a contact may have
  /// written what its message quotes: only what stands in the bot's own file is shown of that.
  ///
  /// - Parameter source: the text of the file.
  func failure(_ fault: LuaState.Fault, file: String, source: String) -> RuleFailure {
    var reason = fault.reason
    if isLoading, reason == .error, let configurationMistake,
      configurationMistake.hasPrefix(fault.message) || fault.message == configurationMistake
    {
      reason = .configuration
    }
    let shown = isLoading ? fault.message : fault.textShown(of: source)
    return RuleFailure(
      reason: reason, file: file, line: fault.line, message: shown,
      detail: shown == fault.message ? nil : fault.message)
  }

  /// A webhook that was named but never described.
  var webhookWithoutOptions: String? {
    webhookNames.first { name in !configuration.webhooks.contains { $0.name == name } }
  }
}

extension StringProtocol {
  /// Without white space at both ends.
  var trimmed: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}

extension String {
  /// How Lua's messages call this file: its last path component.
  var chunkName: String {
    let name = split(separator: "/").last.map(String.init) ?? "bot"
    return name.utf8.count < 50 ? name : "bot"
  }
}

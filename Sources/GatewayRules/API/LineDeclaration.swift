import GatewayCore

extension RuleAPI {
  static let lineHelp = """
    Whether new people may write. With `open = false` requests are dropped and counted whatever \
    `contacts` says, and `closed_text`, one line of at most 1007 bytes, stands in place of `about` of \
    `profile`; contacts that are there are served as before. Without it the line is open.
    """

  static func declareLine(
    _ session: RuleSession, _ call: inout HostCall
  ) throws(HostError) {
    let options = try Options(call.value(0), of: "line", known: ["open", "closed_text"])
    session.line = Line(
      isOpen: try options.boolean("open") ?? true,
      closedText: try session.shownLine(
        options, "closed_text", of: "line", bytesMax: BotConfiguration.Profile.aboutBytesMax))
  }
}

/// `line { open = …, closed_text = … }`
struct Line {
  var isOpen = true
  /// Empty: `about` stays.
  var closedText = ""

  /// Changes what the other declarations say, wherever they stand.
  func apply(to configuration: inout BotConfiguration) {
    guard !isOpen else { return }
    configuration.contacts.accept = .nobody
    configuration.contacts.phrase = nil
    configuration.contacts.owner = nil
    if !closedText.isEmpty { configuration.profile.about = closedText }
  }
}

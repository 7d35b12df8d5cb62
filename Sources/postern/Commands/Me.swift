import ArgumentParser
import Foundation
import Gateway
import GatewayCore

/// `postern me`
struct Me: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "me", abstract: "Show or set the name under which you send and chat.",
    discussion: """
      Without options it shows what is set. The next session of `postern send` or `chat` uses what \
      you set; an empty text ("") removes it. A bot's name stands in the bot's file.
      """)

  @Option(help: "The name that contacts see; at most \(OwnSettings.nameBytesMax) bytes.")
  var name: String?
  @Option(
    help: "The status message that contacts see; at most \(OwnSettings.aboutBytesMax) bytes.")
  var about: String?
  @Option(
    help: ArgumentHelp(
      """
      How long messages are kept: 7d, 12h, 8w or forever (the default). What is older is erased \
      while send or chat runs, whether it was received or not.
      """, valueName: "time"))
  var keep: String?
  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    try check(name, "--name", bytesMax: OwnSettings.nameBytesMax)
    try check(about, "--about", bytesMax: OwnSettings.aboutBytesMax)
    guard keep == nil || duration != nil else {
      throw ValidationError("--keep takes a number with a unit, such as 7d or 12h, or forever.")
    }
  }

  func run() async throws {
    try await Failure.reported {
      let path = try home.path
      if name != nil || about != nil || keep != nil { try change(path) }
      guard FileManager.default.fileExists(atPath: path) else {
        throw Failure(
          "You have no identity in \(path) yet: `postern me --name NAME`, `send` or `chat` makes it.",
          .refused)
      }
      try show(try BotHome.ownSettings(path: path))
    }
  }

  private func change(_ path: String) throws {
    var settings = OwnSettings()
    if FileManager.default.fileExists(atPath: path) {
      settings = try BotHome.ownSettings(path: path)
    }
    if let name { settings.name = name }
    if let about { settings.about = about }
    if let duration { settings.keep = duration }
    try BotHome.setOwnSettings(settings, path: path)
  }

  private func show(_ settings: OwnSettings) throws {
    if output.json {
      return try Output.json([
        "name": settings.name, "about": settings.about, "keep": settings.keep.text,
      ])
    }
    let none: OutputLine = "none; contacts see no name (set one with --name)"
    Output.line("name   " + (settings.name.isEmpty ? none : "\(settings.name)"))
    if !settings.about.isEmpty { Output.line("about  \(settings.about)") }
    Output.line("keep   \(settings.keep.text)")
  }

  /// nil where none is given, or none that such an identity can have: what it owes is on the disk
  /// between two sessions.
  private var duration: BotConfiguration.InboxPolicy.Keep? {
    keep.flatMap { BotConfiguration.InboxPolicy.Keep($0) }.flatMap { $0 == .nothing ? nil : $0 }
  }

  private func check(_ text: String?, _ option: String, bytesMax: Int) throws {
    guard let text else { return }
    guard text.utf8.count <= bytesMax else {
      throw ValidationError("\(option) takes at most \(bytesMax) bytes, not \(text.utf8.count).")
    }
    guard text == text.asProfileLine else {
      throw ValidationError("\(option) takes one line, without control characters.")
    }
  }
}

extension Me {
  /// Tells a person, at the first message of a new identity, that contacts see no name. A script is
  /// told nothing.
  static func hintAtName(ofNewHome isNew: Bool) {
    guard isNew, Terminal.isErrors else { return }
    Output.note("Contacts see no name for you: `postern me --name NAME` sets one.")
  }
}

import ArgumentParser
import Gateway
import GatewayCore
import GatewayPages

/// `postern contact-page`
struct ContactPageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "contact-page", abstract: "Write the page on which the public finds the bot.",
    discussion: """
      One HTML file without a script or any other file: the Tox ID, its QR code and link, how to \
      write safely, and what that does not protect. Publish it, and print the check words where \
      readers can compare them:

      postern contact-page bots/tipline.lua --name "Example Times" > contact.html
      """)

  @Argument(help: "The bot's file, which names the home (default: your own identity).")
  var bot: String?
  @Option(help: "The name at the head of the page, as readers know it.") var name = ""
  @Option(
    help: ArgumentHelp(
      "A language of the page: \(Self.codes); repeatable (default: all of them).",
      valueName: "code"))
  var language: [PageLanguage] = []
  @OptionGroup var home: HomeOptions

  private static let codes = PageLanguage.allValueStrings.joined(separator: ", ")
  /// UTF-8 bytes.
  private static let nameBytesMax = 200

  func validate() throws {
    guard name.utf8.count <= Self.nameBytesMax else {
      throw ValidationError("A name has at most \(Self.nameBytesMax) bytes.")
    }
  }

  func run() async throws {
    try await Failure.reported {
      let id = try BotHome.toxID(home.choice(bot))
      guard let code = QRCode(id, isForPaper: true), let words = CheckWords(toxID: id) else {
        throw Failure("There was not enough memory for the QR code.", .inputOutput)
      }
      let page = ContactPage(
        name: name, toxID: id, checkWords: words, code: code.modules,
        languages: language.isEmpty ? Language.allCases : language.map(\.language))
      try Output.bytes(page.html())
    }
  }
}

/// A language by its code.
struct PageLanguage: ExpressibleByArgument {
  let language: Language

  init?(argument: String) {
    guard let language = Language(rawValue: argument) else { return nil }
    self.language = language
  }

  static var allValueStrings: [String] { Language.allCases.map(\.rawValue) }
}

extension QRCode {
  fileprivate var modules: ContactPage.Code {
    let places = (0..<width).flatMap { row in (0..<width).map { (row: row, column: $0) } }
    return ContactPage.Code(
      width: width, isDark: places.map { isDark(row: $0.row, column: $0.column) })
  }
}

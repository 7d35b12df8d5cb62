import Foundation
import InteropSupport
import Testing

/// `postern contact-page`, as a browser shows it and a phone reads it.
@Suite(.mayBlock, .timeLimit(.minutes(5))) struct `A contact page` {
  private let place: Place
  private let id: String

  init() throws {
    place = try Place()
    #expect(try place.run("key", "new", "--home", "home").status == 0)
    id = try place.run("id", "--home", "home", "--text").output.filter { !$0.isNewline }
  }

  @Test(arguments: ["ar", "en"])
  func `a scanner reads the code from the screen, in both themes`(_ language: String) throws {
    let page = try place.run(
      "contact-page", "--home", "home", "--language", language, "--name", "Example Times")
    #expect(page.status == 0 && page.output.contains(id))
    try place.write(page.output, to: "contact.html")
    for theme in ["light", "dark"] {
      try show("contact.html", in: theme, as: "\(theme).png")
      #expect(try run("/usr/bin/zbarimg", ["-q", "\(theme).png"]) == "QR-Code:\(id)\n")
    }
  }

  @Test func `the page is for the address that it names, in the languages that are wanted`() throws
  {
    let all = try place.run("contact-page", "--home", "home").output
    #expect(all.components(separatedBy: "<article ").count == 7)
    let two = try place.run(
      "contact-page", "--home", "home", "--language", "fr", "--language", "de"
    ).output
    #expect(two.components(separatedBy: "<article ").count == 3)
    #expect(two.contains("<html lang=\"fr\" dir=\"ltr\">"))
    let words = try #require(two.firstMatch(of: /class="words"[^>]*>([a-z ]+)</)).output.1
    #expect(words.split(separator: " ").count == 8)
    // The check words are of the key, not of the nospam.
    #expect(try place.run("id", "--home", "home", "--new-nospam", "--text").output != "\(id)\n")
    let renewed = try place.run("contact-page", "--home", "home").output
    #expect(renewed.contains(words) && !renewed.contains(id))
    let wrong = try place.run("contact-page", "--home", "home", "--language", "xx")
    #expect(wrong.status == 64 && wrong.errors.contains("en, de, fr, es, ru, ar"))
  }

  /// The page as it is on a screen of 1280 by 900.
  private func show(_ file: String, in theme: String, as picture: String) throws {
    let dark = theme == "dark" ? ["--force-dark-mode"] : []
    _ = try run(
      "/usr/bin/chromium",
      [
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
        "--user-data-dir=\(place.path("profile"))", "--window-size=1280,900", "--hide-scrollbars",
        "--screenshot=\(place.path(picture))",
      ] + dark + ["file://\(place.path(file))"])
  }

  private func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = place.directory
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }
}

import Foundation
import InteropSupport
import Testing

/// `postern id` for posters and scripts, and `postern me`.
@Suite(.mayBlock) struct `One's own identity` {
  private let place: Place

  init() throws { place = try Place() }

  @Test func `the digits come alone, and as pictures that scanners read`() async throws {
    #expect(try place.run("key", "new", "--home", "home").status == 0)
    let id = try place.run("id", "--home", "home", "--text").output.filter { !$0.isNewline }
    #expect(id.count == 76)
    for file in ["code.png", "code.svg"] {
      #expect(try place.run("id", "--home", "home", "--text", "--qr", file).output == "\(id)\n")
      // Nothing that is there is overwritten.
      let before = try place.read(file)
      let again = try place.run("id", "--home", "home", "--qr", file)
      #expect(again.status == 73 && again.errors.contains("File exists"))
      #expect(try place.read(file) == before)
    }
    #expect(try scan("code.png") == "QR-Code:\(id)\n")
    try drawSVG("code.svg", to: "drawn.pgm")
    #expect(try scan("drawn.pgm") == "QR-Code:\(id)\n")
    let uri = try place.run("id", "--home", "home", "--code", "uri", "--qr", "uri.PNG")
    #expect(uri.status == 0)
    #expect(try scan("uri.PNG") == "QR-Code:tox:\(id)\n")
    for wrong in ["code.gif", "code", "nowhere/code.png"] {
      let refused = try place.run("id", "--home", "home", "--qr", wrong)
      #expect(refused.status != 0 && refused.errors.contains(wrong))
    }
  }

  @Test func `colours are for terminals alone, and not where they are refused`() async throws {
    #expect(try place.run("key", "new", "--home", "home").status == 0)
    let plain = try place.run("id", "--home", "home").output
    #expect(plain.contains("█") && !plain.contains("\u{1b}"))
    try draw(plain.split(separator: "\n").dropFirst(2).map(String.init), to: "plain.pgm")
    #expect(try scan("plain.pgm") == "QR-Code:\(plain.prefix(76))\n")
    for (environment, hasColours) in [
      ([:], true), (["NO_COLOR": "1"], false), (["TERM": "dumb"], false), (["NO_COLOR": ""], true),
    ] {
      let shown = try TerminalProgram(
        ["id", "--home", place.path("home")], in: place, environment: environment)
      #expect(try await shown.waitForEnd() == 0)
      #expect(shown.output.contains("█"))
      // Both colours are named, so that it is dark on light on any background.
      #expect(shown.output.contains("\u{1b}[30;107m") == hasColours)
      #expect(shown.output.contains("\u{1b}") == hasColours)
    }
  }

  @Test func `a name is set, shown, and taken away`() throws {
    let none = try place.run("me")
    #expect(none.status == 1 && none.errors.contains("no identity"))
    #expect(!FileManager.default.fileExists(atPath: place.path("data")))
    #expect(
      try place.run("me", "--name", "Ana", "--keep", "1w").output == "name   Ana\nkeep   7d\n")
    #expect(try place.run("me", "--about", "at sea").output.contains("about  at sea"))
    #expect(
      try place.run("me", "--json").output
        == #"{"about":"at sea","keep":"7d","name":"Ana"}"# + "\n")
    #expect(try place.run("me", "--name", "").output.hasPrefix("name   none"))
    for wrong in [
      ["--name", "a\nb"], ["--name", String(repeating: "a", count: 129)], ["--keep", "nothing"],
      ["--keep", "7"], ["--about", String(repeating: "ä", count: 504)],
    ] {
      let refused = try Command(["me"] + wrong, in: place.directory)
      #expect(refused.status == 64 && refused.errors.contains(wrong[0]), "\(refused.errors)")
    }
    #expect(try place.run("me", "--json").output.contains("at sea"))
  }

  // MARK: Pictures

  private func scan(_ file: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/zbarimg")
    process.arguments = ["-q", place.path(file)]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// Draws the squares of an SVG as a picture.
  private func drawSVG(_ file: String, to picture: String) throws {
    let text = String(decoding: try place.read(file), as: UTF8.self)
    let side = try #require(text.firstMatch(of: #/viewBox="0 0 (\d+) \d+"/#)).output.1
    let width = try #require(Int(side))
    var dark = [Bool](repeating: false, count: width * width)
    for square in text.matches(of: #/M(\d+) (\d+)h1v1h-1z/#) {
      let (column, row) = (Int(square.output.1) ?? 0, Int(square.output.2) ?? 0)
      dark[row * width + column] = true
    }
    #expect(dark.contains(true))
    try write(dark, width: width, to: picture)
  }

  /// Draws half blocks, which are dark on white paper.
  private func draw(_ lines: [String], to picture: String) throws {
    // Scanners want more room around it than a terminal has.
    let width = (lines.first?.count ?? 0) + 8
    var dark = [Bool](repeating: false, count: width * width)
    for (row, line) in lines.enumerated() {
      for (column, block) in line.enumerated() {
        let place = (2 * row + 4) * width + column + 4
        if "█▀".contains(block) { dark[place] = true }
        if "█▄".contains(block) { dark[place + width] = true }
      }
    }
    try write(dark, width: width, to: picture)
  }

  private func write(_ dark: [Bool], width: Int, to picture: String) throws {
    let scale = 8
    var data = Data("P5 \(width * scale) \(width * scale) 255\n".utf8)
    for row in 0..<(width * scale) {
      for column in 0..<(width * scale) {
        data.append(dark[row / scale * width + column / scale] ? 0 : 255)
      }
    }
    try data.write(to: place.directory.appending(path: picture))
  }
}

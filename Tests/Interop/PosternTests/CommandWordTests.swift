import Foundation
import Testing

/// Words and values of the command line that are none.
@Suite(.mayBlock) struct `The command line` {
  private let place: Place

  init() throws { place = try Place() }

  @Test(arguments: [
    (
      ["inbox", "serach", "mayor", "--bot", "b"], "'postern inbox serach'",
      "'postern inbox search'"
    ),
    (["rnu", "x"], "'postern rnu'", "'postern run'"),
    (["help", "inbx"], "'postern inbx'", "'postern inbox'"),
    (["help", "inbox", "shwo"], "'postern inbox shwo'", "'postern inbox show'"),
    (["clock", "confrim"], "'postern clock confrim'", "'postern clock confirm'"),
    (["contact", "banish", "x"], "'postern contact banish'", "There are: add, list, accept"),
    (["key", "nwe", "--home", "h"], "'postern key nwe'", "'postern key new'"),
  ])
  func `a word that is no command is named, with the one that is near`(
    words: [String], unknown: String, near: String
  ) throws {
    let command = try Command(words, in: place.directory)
    #expect(command.status == 64)
    #expect(command.errors.contains("There is no command \(unknown)."), "\(command.errors)")
    #expect(command.errors.contains(near) && command.output.isEmpty, "\(command.errors)")
  }

  @Test func `help is given for commands that are there`() throws {
    for words in [["help"], ["help", "inbox"], ["help", "inbox", "show"], ["inbox", "--help"]] {
      let command = try Command(words, in: place.directory)
      #expect(command.status == 0 && command.output.contains("USAGE"), "\(words)")
    }
    #expect(try place.run("--generate-completion-script", "bash").status == 0)
    #expect(try place.run("--version").status == 0)
  }

  @Test func `a log level that is none is told with those that are`() throws {
    for words in [["send", "x", "y"], ["run", "bot.lua"]] {
      let command = try Command(words + ["--log-level", "verbose"], in: place.directory)
      #expect(command.status == 64, "\(command.errors)")
      #expect(command.errors.contains("'verbose': --log-level takes debug, info, notice, warning"))
    }
  }

  /// Each number and time of each command, with what would overflow or means nothing.
  @Test(arguments: [
    ("send x y", "--timeout"), ("chat x", "--linger"), ("doctor", "--seconds"),
    ("run bot.lua", "--port"), ("send x y", "--port"), ("chat x", "--port"), ("doctor", "--port"),
    ("node", "--port"), ("node", "--relay-port"), ("inbox list", "--limit"),
    ("inbox list", "--before"), ("inbox search x", "--limit"), ("inbox search x", "--before"),
    ("inbox thread x", "--limit"), ("inbox thread x", "--before"), ("inbox follow", "--after"),
    ("inbox export", "--before"), ("inbox list", "--since"), ("inbox export", "--until"),
    ("me", "--keep"), ("inbox show", ""), ("inbox close", ""), ("inbox reopen", ""),
    ("inbox erase", ""), ("inbox erase 1", "--undo"), ("inbox unerase", ""),
  ])
  func `a number or time that is none, or too large, is refused in a sentence`(
    words: String, option: String
  ) async throws {
    let isTime = option == "--since" || option == "--until"
    let numbers =
      ["-1", "nan", "1e3", "", "99999999999999999999"]
      + (isTime ? ["999999999999999999999d", "999999999999-01-01T00:00:00Z"] : [])
      + (option.isEmpty ? ["9223372036854775807-9223372036854775807"] : [])
    for number in numbers {
      let values = option.isEmpty ? ["--", number] : ["\(option)=\(number)"]
      let command = try await place.runAside(
        words.split(separator: " ").map(String.init) + values)
      #expect(command.status == 64, "\(words) \(values): \(command.status) \(command.errors)")
      #expect(command.errors.hasPrefix("Error: ") && command.output.isEmpty, "\(command.errors)")
    }
  }

  @Test(arguments: ["inbox list --before", "inbox show", "inbox erase"])
  func `the largest number of a message names none, and overflows nowhere`(words: String) throws {
    #expect(try place.run("key", "new", "--home", "home").status == 0)
    for number in ["9223372036854775806", "9223372036854775807"] {
      let command = try Command(
        words.split(separator: " ").map(String.init) + [number, "--home", "home"],
        in: place.directory)
      #expect([0, 1, 64].contains(command.status), "\(words) \(number): \(command.status)")
    }
  }
}

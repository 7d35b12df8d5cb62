import ArgumentParser
import Foundation
import Gateway

/// A text that is given as an argument, from standard input or from a file. What stands on the
/// command line can be read by every user of the machine, and stays in the shell's history.
struct TextArgument: ParsableArguments {
  @Argument(help: "The text; - reads it from standard input.") var text: String?

  @Option(help: ArgumentHelp("Read the text from this file.", valueName: "file"))
  var textFile: String?

  func validate() throws {
    guard (text == nil) != (textFile == nil) else {
      throw ValidationError("Give the text, or - for standard input, or --text-file.")
    }
  }

  /// The text, without the line end that closes a file.
  ///
  /// - Throws: `Failure` where it can't be read.
  func read() throws -> String {
    if let text, text != "-" { return text }
    let handle = try textFile.map { path in
      guard let handle = FileHandle(forReadingAtPath: path) else {
        throw Failure("\(path) can't be read.", .data)
      }
      return handle
    }
    let data = try (handle ?? .standardInput).readToEnd() ?? Data()
    guard let text = String(data: data, encoding: .utf8) else {
      throw Failure("The text is not UTF-8.", .data)
    }
    // "\r\n" is one character.
    return text.last?.isNewline == true ? String(text.dropLast()) : text
  }
}

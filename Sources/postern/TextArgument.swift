import ArgumentParser
import Foundation
import Gateway
import GatewayCore

/// A text that is given as an argument, from standard input or from a file. What stands on the
/// command line can be read by every user of the machine, and stays in the shell's history.
struct TextArgument: ParsableArguments {
  @Argument(help: "The text; - reads it from standard input (a text \"-\" stands behind --).")
  var text: String?

  @Option(help: ArgumentHelp("Read the text from this file.", valueName: "file"))
  var textFile: String?

  /// What is taken as one message: 512 KiB, which in JSON still fits a line of the control socket.
  static let bytesMax = 1 << 19

  func validate() throws {
    guard (text == nil) != (textFile == nil) else {
      throw ValidationError("Give the text, or - for standard input, or --text-file.")
    }
  }

  /// The same for a command that can do without a text.
  struct Optional: ParsableArguments {
    @Argument(help: "The text; - reads it from standard input (a text \"-\" stands behind --).")
    var text: String?

    @Option(help: ArgumentHelp("Read the text from this file.", valueName: "file"))
    var textFile: String?

    var isGiven: Bool { text != nil || textFile != nil }

    func validate() throws {
      guard text == nil || textFile == nil else {
        throw ValidationError("Give the text, or - for standard input, or --text-file.")
      }
    }

    func read() throws -> String { try TextArgument.read(text, file: textFile) }
  }

  /// The text; of standard input and of a file without the line end that closes it.
  ///
  /// - Throws: `Failure` where it can't be read, or is none that can be sent.
  func read() throws -> String { try Self.read(text, file: textFile) }

  private static func read(_ text: String?, file: String?) throws -> String {
    if let text, text != "-" || isLiteral { return try checked(text, of: "The text") }
    let name = file ?? "Standard input"
    let text: String
    do throws(NamedFile.Fault) { text = try NamedFile.text(of: try bytes(of: file)) } catch {
      throw Failure(name, fault: error)
    }
    // "\r\n" is one character.
    return try checked(text.last?.isNewline == true ? String(text.dropLast()) : text, of: name)
  }

  /// A dash behind the sign that ends the options is a text.
  private static var isLiteral: Bool { CommandLine.arguments.dropLast().contains("--") }

  private static func bytes(of file: String?) throws(NamedFile.Fault) -> [UInt8] {
    if let file { return try NamedFile.bytes(file, sizeMax: bytesMax) }
    if Terminal.isInput { Output.note("Type the text; Ctrl-D on a line of its own ends it.") }
    return try NamedFile.bytes(of: STDIN_FILENO, sizeMax: bytesMax)
  }

  private static func checked(_ text: String, of name: String) throws -> String {
    guard !text.utf8.contains(0) else {
      throw Failure("\(name) holds a zero byte, so it is no text.", .data)
    }
    guard text.utf8.count <= bytesMax else {
      throw Failure("\(name) has more than the \(bytesMax) bytes of one message.", .data)
    }
    guard !text.asMessage.allSatisfy(\.isWhitespace) else {
      throw Failure("\(name) is empty: there is nothing to send.", .data)
    }
    return text
  }
}

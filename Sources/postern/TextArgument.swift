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

  /// The text; of standard input and of a file without the line end that closes it.
  ///
  /// - Throws: `Failure` where it can't be read, or is none that can be sent.
  func read() throws -> String {
    if let text, text != "-" || isLiteral { return try Self.checked(text, of: "The text") }
    let name = textFile ?? "Standard input"
    let text = try Self.decoded(try bytes(), of: name)
    // "\r\n" is one character.
    return try Self.checked(text.last?.isNewline == true ? String(text.dropLast()) : text, of: name)
  }

  /// A dash behind the sign that ends the options is a text.
  private var isLiteral: Bool { CommandLine.arguments.dropLast().contains("--") }

  private func bytes() throws -> Data {
    guard let textFile else {
      if Terminal.isInput { Output.note("Type the text; Ctrl-D on a line of its own ends it.") }
      return try Self.read(.standardInput, named: "Standard input")
    }
    let descriptor = open(textFile, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(textFile, errno) }
    return try Self.read(
      FileHandle(fileDescriptor: descriptor, closeOnDealloc: true), named: textFile)
  }

  /// No more than shows that it is too much: a device may have no end.
  private static func read(_ handle: FileHandle, named name: String) throws -> Data {
    var data = Data()
    while data.count <= bytesMax {
      let part: Data?
      do { part = try handle.read(upToCount: bytesMax + 1 - data.count) } catch {
        throw failure(name, errno)
      }
      guard let part, !part.isEmpty else { break }
      data += part
    }
    guard data.count <= bytesMax else {
      throw Failure("\(name) has more than the \(bytesMax) bytes of one message.", .data)
    }
    return data
  }

  private static func decoded(_ data: Data, of name: String) throws -> String {
    guard let text = String(data: data, encoding: .utf8) else {
      throw Failure("\(name) is not UTF-8 text.", .data)
    }
    return text
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

  private static func failure(_ name: String, _ reason: Int32) -> Failure {
    Failure("\(name) can't be read: \(String(cString: strerror(reason))).", .data)
  }
}

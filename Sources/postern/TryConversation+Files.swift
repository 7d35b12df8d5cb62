import Gateway
import GatewayCore
import GatewayRules

extension TrySession {
  /// What `:file`, `:send`, `:cancel`, `:take` and `:refuse` do.
  ///
  /// - Throws: `Failure` where there is no such file.
  func fileSteps(of word: String, _ argument: String, by name: String) throws -> [Step] {
    switch word {
    case "file":
      let (file, size) = try Self.offer(argument)
      return offer(.file(name: file, size: size, kind: 0), by: name)
    case "send":
      let type = argument.isEmpty ? "application/octet-stream" : argument
      guard MediaRange(type) != nil, !type.hasSuffix("*") else {
        throw Failure("A media type is written like image/png.", .data)
      }
      guard let steps = finishFile(by: name, type: type.lowercased()) else {
        throw Failure("The bot has taken no file of \(name) that could be sent.", .data)
      }
      return steps
    case "cancel":
      guard let steps = cancelFile(by: name) else {
        throw Failure("\(name) has offered no file that is not whole.", .data)
      }
      return steps
    default:
      guard let answer = answerFile(by: name, takes: word == "take") else {
        throw Failure("The bot sends no file to \(name).", .data)
      }
      return answer.steps
    }
  }

  /// `minutes.pdf 2MB`
  private static func offer(_ argument: String) throws -> (name: String, size: UInt64) {
    let words = argument.split(separator: " ")
    guard words.count > 1, let last = words.last else {
      throw Failure(":file needs a name and a size, such as minutes.pdf 2MB.", .data)
    }
    guard let bytes = ByteSize(String(last))?.bytes ?? Int64(last), bytes >= 0 else {
      throw Failure("\(last) is no size: write a number of bytes, or 2MB.", .data)
    }
    let name = words.dropLast().joined(separator: " ")
    return (name, UInt64(bytes))
  }
}

extension FileItem {
  /// The state of a file in a trial.
  var stateWords: OutputLine {
    let end: OutputLine = failure.map { ": \($0.words)" } ?? ""
    return "file \(id.rawValue), \(name.shown): \(state.rawValue)" + end
  }
}

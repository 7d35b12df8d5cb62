/// Commands that a sentence tells a person to give: they are to work as they stand.
enum HomeHint {
  /// Puts the --bot or --home that this command was given behind each command of the sentence that
  /// would look into another home without it.
  static func completed(
    _ sentence: String, arguments: [String] = Array(CommandLine.arguments.dropFirst())
  ) -> String {
    guard let option = option(in: arguments) else { return sentence }
    let parts = sentence.split(separator: "`", omittingEmptySubsequences: false)
    return parts.enumerated().map { index, part in
      let isCommand = !index.isMultiple(of: 2) && commands.contains { part.hasPrefix($0) }
      return isCommand && !options.contains { part.contains($0) } ? "\(part) \(option)" : "\(part)"
    }.joined(separator: "`")
  }

  private static let options = ["--bot", "--home"]
  private static let commands = ["contact", "inbox", "hooks", "clock"].map { "postern \($0)" }

  private static func option(in arguments: [String]) -> String? {
    for (index, argument) in arguments.enumerated() {
      for option in options {
        if argument == option, index + 1 < arguments.count {
          return "\(option) \(quoted(arguments[index + 1]))"
        }
        if argument.hasPrefix(option + "=") {
          return "\(option) \(quoted(String(argument.dropFirst(option.count + 1))))"
        }
      }
    }
    return nil
  }

  /// As a shell takes it.
  private static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy { byte in
      byte >= 0x80 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
        || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
        || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || "/._-+:@%,".utf8.contains(byte)
    }
    return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}

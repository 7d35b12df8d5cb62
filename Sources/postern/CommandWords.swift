import ArgumentParser
import GatewayCore

/// The words that lead to a command, looked at before its options: of a word that is none the
/// parser would say that an option behind it is unknown, or count arguments.
enum CommandWords {
  /// - Parameter words: without the program's name.
  /// - Throws: `ValidationError` for a word that names no command, with the one that is near.
  static func check(_ words: [String]) throws {
    let isHelp = words.first == "help"
    var command: any ParsableCommand.Type = Postern.self
    var path = ["postern"]
    for word in isHelp ? words.dropFirst() : words[...] {
      let commands = command.configuration.subcommands
      guard !commands.isEmpty, !word.hasPrefix("-") else { return }
      let named = commands.first {
        $0._commandName == word || $0.configuration.aliases.contains(word)
      }
      guard let next = named else {
        let names = commands.filter { $0.configuration.shouldDisplay }.map { $0._commandName }
        throw ValidationError(mistake(word, after: path, names))
      }
      command = next
      path.append(word)
    }
  }

  private static func mistake(
    _ word: String, after path: [String], _ names: [String]
  ) -> String {
    let path = path.joined(separator: " ")
    let beginning = "There is no command '\(path) \(word)'."
    if let near = NearMiss.nearest(to: word, among: names) {
      return "\(beginning) Did you mean '\(path) \(near)'?"
    }
    return "\(beginning) There are: \(names.joined(separator: ", "))."
  }
}

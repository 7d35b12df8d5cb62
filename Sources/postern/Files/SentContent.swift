import ArgumentParser

/// What `postern send` sends: a text, or a file.
struct SentContent: ParsableArguments {
  @Argument(help: "The text; - reads it from standard input (a text \"-\" stands behind --).")
  var words: String?

  @Option(help: ArgumentHelp("Read the text from this file.", valueName: "file"))
  var textFile: String?

  @Option(help: ArgumentHelp("Send this file.", valueName: "path"), completion: .file())
  var file: String?

  func validate() throws {
    let given = [words, textFile, file].filter { $0 != nil }
    guard given.count == 1 else {
      throw ValidationError("Give the text, or - for standard input, or --text-file, or --file.")
    }
  }

  var text: TextArgument {
    var argument = TextArgument()
    argument.text = words
    argument.textFile = textFile
    return argument
  }
}

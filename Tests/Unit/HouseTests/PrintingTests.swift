import Testing

/// What a person wrote reaches terminals and logs through one function. `OutputLine` sees to that
/// for whatever is printed as one; here, that nothing is printed as anything else.
@Suite struct `Printing` {
  @Test func `nothing is printed past Output and the log`() throws {
    let ways =
      #"(^|[^.\w])(debugP|p)rint\(|\bFileHandle\.standard|\bf?puts\(|\bSTD(OUT|ERR)_FILENO"#
      + #"|\bstd(out|err)\b|\bStreamLogHandler|\bLineQueue\("#
    let printing = try SourceFile.all.flatMap { try $0.lines(matching: ways) }
    let places = Set(printing.map { String($0.prefix { $0 != ":" }) })
    // The last two hand the terminal to the line editor, and ask whether it is one.
    #expect(
      places == [
        "Gateway/Log.swift", "postern/Output.swift", "postern/Terminal/BorrowedTerminal.swift",
        "postern/Terminal/Terminal.swift",
      ])
  }

  @Test func `only what we make ourselves is printed as it is`() {
    // In the text, since interpolations are part of string literals.
    let users = SourceFile.all.filter { $0.text.contains("(verbatim:") }.map(\.path)
    #expect(
      users == [
        "GatewayCore/Text/OutputLine.swift", "postern/Output.swift", "postern/QRCode.swift",
      ])
  }

  @Test func `only the log's handler and Output feed the queues of lines`() throws {
    let posting = try SourceFile.files(of: ["Gateway", "postern"]).flatMap {
      try $0.lines(matching: #"\b[lL]ines\.post\(|\bqueue\.post\("#)
    }
    let places = Set(posting.map { String($0.prefix { $0 != ":" }) })
    #expect(places == ["Gateway/Output/QueuedLogHandler.swift", "postern/Output.swift"])
  }
}

import GatewayCore

extension RuleAPI {
  static let log = HostTable<RuleSession>(
    title: "Log",
    about: "Lines for the owner. They are written when the event has been committed.",
    place: .globals,
    functions: [
      HostFunction(
        "log", signature: "log(…)",
        help: """
          Writes a line: the arguments with a space between them, cut after \
          \(RuleLimits.logBytes) bytes.
          """, write),
      HostFunction("print", signature: "print(…)", help: "The same as `log`.", write),
    ])

  private static func write(_ session: RuleSession, _ call: inout HostCall) throws(HostError) {
    let line = try call.logLine()
    // What is said while the file is loaded has no event to be committed with.
    guard !session.isLoading else { return }
    try session.ask(for: .log(line.cut(toBytes: RuleLimits.logBytes)))
  }
}

extension HostCall {
  /// The arguments with a space between them.
  func logLine() throws(HostError) -> String {
    var words: [String] = []
    for index in 0..<count { words.append(try value(index).logText) }
    return words.joined(separator: " ")
  }
}

extension String {
  /// Counted in bytes: one character may have any number of combining marks.
  fileprivate func cut(toBytes bytesMax: Int) -> String {
    guard utf8.count > bytesMax else { return self }
    var end = utf8.index(startIndex, offsetBy: bytesMax)
    while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
    return String(self[..<end])
  }
}

extension LuaValue {
  fileprivate var logText: String {
    switch self {
    case .nil: "nil"
    case .boolean(let boolean): boolean.description
    case .integer(let integer): String(integer)
    case .number(let number): number.description
    case .string(let text): text
    case .table: (try? jsonText(of: "a log line")) ?? "a table"
    case .object(let kind, _): kind.name
    }
  }
}

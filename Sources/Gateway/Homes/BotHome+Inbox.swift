import GatewayCore

/// Queries that read much are answered from the home's own files, whether a bot runs on it or not:
/// each sees one moment, and holds up nobody.
extension BotHome {
  static func readInbox(_ query: Query, path: String) throws -> Reply {
    let reply = try carryOut(.query(query), path: path)
    let waiting = reply.waitingAnswers
    guard !waiting.isEmpty else { return reply }
    // Where a bot runs, it knows which answers are on their way.
    let client = try? ControlClient(socketPath: socketPath(home: path))
    return reply.marked(underway: try? client?.ask(.query(.answersUnderway(messages: waiting))))
  }
}

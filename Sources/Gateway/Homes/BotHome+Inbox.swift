import GatewayCore

/// Long queries are answered from the home's own files, whether a bot runs on it or not: each sees
/// one snapshot, and delays no other request.
extension BotHome {
  static func readInbox(_ query: any Query, path: String) throws -> Reply {
    let reply = try carryOut(.query(query), path: path)
    let waiting = reply.waitingAnswers
    guard !waiting.isEmpty else { return reply }
    // A running bot knows which answers are in flight.
    let client = try? ControlClient(socketPath: socketPath(home: path))
    return reply.marked(underway: try? client?.ask(.query(.answersUnderway(messages: waiting))))
  }
}

import ToxCore

extension Simulation {
  /// Whether an expectation is met at this moment.
  func holds(_ expectation: Expectation, _ nodes: [String: NodeID]) -> Bool {
    switch expectation {
    case .joined(let name): person(name, nodes)?.connection != .offline
    case .announced(let name): person(name, nodes)?.connection == .announced
    case .online(let peer, let viewer, let isOnline):
      contact(peer, at: viewer, nodes)?.isOnline == isOnline
    case .asked(let name, let peer, let request):
      isAsked(name, by: peer, request: request, nodes: nodes)
    case .heardText(let name, let peer, let text):
      contact(peer, at: name, nodes)?.heard.contains([UInt8](text.utf8)) ?? false
    case .heard(let name, let peer, let count, let inOrder, let once):
      hasHeard(
        contact(peer, at: name, nodes)?.heard ?? [],
        said: contact(name, at: peer, nodes)?.said ?? [], count: count, inOrder: inOrder, once: once
      )
    case .receipts(let name, let peer, let count):
      contact(peer, at: name, nodes)?.receipts == count
    case .files(let name, let peer, let count):
      contact(peer, at: name, nodes)?.files.wholeCount == count
    case .filesSent(let name, let peer, let count):
      contact(peer, at: name, nodes)?.files.sentCount == count
    }
  }

  private func hasHeard(
    _ heard: [[UInt8]], said: [[UInt8]], count: Int, inOrder: Bool, once: Bool
  ) -> Bool {
    guard said.count >= count, heard.count >= count else { return false }
    let expected = Array(said.prefix(count))
    if inOrder && once { return heard == expected }
    var first: [[UInt8]] = []
    for text in heard where !first.contains(text) { first.append(text) }
    if inOrder { return first == expected }
    let hasAll = first.count == count && expected.allSatisfy(first.contains)
    return hasAll && (!once || heard.count == count)
  }

  private func isAsked(
    _ name: String, by peer: String, request: String?, nodes: [String: NodeID]
  ) -> Bool {
    guard let person = person(name, nodes), let peer = nodes[peer] else { return false }
    return person.requests.contains {
      $0.from == publicKey(of: peer) && (request == nil || $0.message == [UInt8](request!.utf8))
    }
  }

  private func person(_ name: String, _ nodes: [String: NodeID]) -> Person? {
    guard let id = nodes[name] else { return nil }
    return person(id)
  }

  private func contact(
    _ peer: String, at name: String, _ nodes: [String: NodeID]
  ) -> Contact? {
    guard let peer = nodes[peer] else { return nil }
    return person(name, nodes)?.contact(publicKey(of: peer))
  }
}

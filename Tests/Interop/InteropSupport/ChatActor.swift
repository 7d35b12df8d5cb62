/// A chat client on the network, whichever program it is.
///
/// A scene is written against this, so that the same scene runs with c-toxcore and with Postern.
public protocol ChatActor: Sendable {
  /// 76 hex digits.
  var toxID: String { get }
  /// 64 hex digits; what contacts are told apart by.
  var publicKey: String { get }
  var process: NamespaceProcess { get }

  func addContact(_ toxID: String, message: String) async throws
  func waitOnline(_ publicKey: String, within limit: Duration) async throws
  func send(_ text: String, to publicKey: String) async throws
  /// The next text message from this contact that was not taken yet.
  func nextMessage(from publicKey: String, within limit: Duration) async throws -> String
}

extension ChatActor {
  public func waitOnline(_ publicKey: String) async throws {
    try await waitOnline(publicKey, within: .patience)
  }

  public func nextMessage(from publicKey: String) async throws -> String {
    try await nextMessage(from: publicKey, within: .patience)
  }
}

/// Which program stands behind an actor.
public enum Implementation: Sendable, CaseIterable {
  case toxcore
  case postern

  /// A client on this network that accepts everyone and sends every message back.
  public func echoBot(in network: TestNetwork) async throws -> any ChatActor {
    switch self {
    case .toxcore: try await ToxcoreActor.echoBot(in: network)
    case .postern: try await PosternActor.echoBot(in: network)
    }
  }
}

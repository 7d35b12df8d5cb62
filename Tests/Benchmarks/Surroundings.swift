import InteropSupport

/// What the network and the clients around a bot are.
enum Surroundings {
  /// `tox-bootstrapd`, nodes of c-toxcore, and its clients.
  case toxcore
  /// Nodes of ours, where there is no c-toxcore; then there are no clients.
  case postern

  static func available() -> Surroundings {
    (try? BuildProducts.path(of: "interop-peer")) == nil ? .postern : .toxcore
  }

  func network() async throws -> any LoopbackNetwork {
    switch self {
    case .toxcore: try await TestNetwork()
    case .postern: try await PosternNetwork()
    }
  }
}

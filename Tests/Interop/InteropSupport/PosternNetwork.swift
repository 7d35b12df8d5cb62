/// A network in which all nodes are ours: bots without contacts. It needs no c-toxcore.
public final class PosternNetwork: LoopbackNetwork {
  public let namespace: Namespace
  public let nodes: [NodeAddress]
  private let bots: [PosternActor]
  private let ports = Ports()

  public init(nodeCount: Int = 5) async throws {
    namespace = try await Namespace()
    var bots: [PosternActor] = []
    for number in 0..<nodeCount {
      let place = PosternActor.Place(
        namespace: namespace, port: 33_501 + number, nodes: bots.map(\.address))
      bots.append(try await PosternActor(rules: "", home: "node-\(number)", at: place))
    }
    self.bots = bots
    nodes = bots.map(\.address)
  }

  public func freePort() -> Int { ports.next() }
}

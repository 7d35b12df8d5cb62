import ToxWire

/// The clients of our relay, found by connection and by key, and counted by network.
struct RelayClientTable {
  private var clients: [RelayClient?] = []
  private var freeIndices: [Int] = []
  private var indexByID: [RelayClientID: Int] = [:]
  private var indexByKey: [DHTPublicKey: Int] = [:]
  private var countByNetwork = NetworkCounts()

  var count: Int { indexByID.count }

  subscript(index: Int) -> RelayClient? {
    get { clients[index] }
    _modify { yield &clients[index] }
  }

  func index(of id: RelayClientID) -> Int? { indexByID[id] }

  func index(of key: DHTPublicKey) -> Int? { indexByKey[key] }

  func count(of network: SourceNetwork) -> Int { countByNetwork[network] }

  /// One route of a client, for a data frame, without copying the client.
  func route(_ slot: RelaySlot, of index: Int) -> ServedRoutes.Route? {
    clients[index]?.routes[slot]
  }

  /// - Precondition: no client with that key or id is in the table.
  mutating func insert(_ client: RelayClient) -> Int {
    let index = freeIndices.popLast() ?? clients.count
    if index == clients.count { clients.append(client) } else { clients[index] = client }
    indexByID[client.id] = index
    indexByKey[client.key] = index
    countByNetwork.change(SourceNetwork(client.source), by: 1)
    return index
  }

  mutating func remove(_ index: Int) -> RelayClient? {
    guard let client = clients[index] else { return nil }
    clients[index] = nil
    freeIndices.append(index)
    indexByID[client.id] = nil
    indexByKey[client.key] = nil
    countByNetwork.change(SourceNetwork(client.source), by: -1)
    return client
  }
}

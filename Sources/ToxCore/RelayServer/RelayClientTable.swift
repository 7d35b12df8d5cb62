import ToxWire

/// The clients of our relay, found by connection and by key, and counted by network.
struct RelayClientTable {
  private var clients: [RelayClient?] = []
  private var freePlaces: [Int] = []
  private var placeByID: [RelayClientID: Int] = [:]
  private var placeByKey: [DHTPublicKey: Int] = [:]
  private var countByNetwork = NetworkCounts()

  var count: Int { placeByID.count }

  subscript(place: Int) -> RelayClient? {
    get { clients[place] }
    _modify { yield &clients[place] }
  }

  func place(of id: RelayClientID) -> Int? { placeByID[id] }

  func place(of key: DHTPublicKey) -> Int? { placeByKey[key] }

  func count(of network: SourceNetwork) -> Int { countByNetwork[network] }

  /// One route of a client; what a data frame looks for, hence without copying the client.
  func route(_ slot: RelaySlot, of place: Int) -> ServedRoutes.Route? {
    clients[place]?.routes[slot]
  }

  /// - Precondition: nobody with that key or id is there.
  mutating func insert(_ client: RelayClient) -> Int {
    let place = freePlaces.popLast() ?? clients.count
    if place == clients.count { clients.append(client) } else { clients[place] = client }
    placeByID[client.id] = place
    placeByKey[client.key] = place
    countByNetwork.change(SourceNetwork(client.source), by: 1)
    return place
  }

  mutating func remove(_ place: Int) -> RelayClient? {
    guard let client = clients[place] else { return nil }
    clients[place] = nil
    freePlaces.append(place)
    placeByID[client.id] = nil
    placeByKey[client.key] = nil
    countByNetwork.change(SourceNetwork(client.source), by: -1)
    return client
  }
}

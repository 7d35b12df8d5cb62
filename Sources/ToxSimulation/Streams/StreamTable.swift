/// All TCP connections of a simulation.
struct StreamTable {
  private var streams: [StreamID: VirtualStream] = [:]
  /// The connections of each machine, oldest first.
  private var byHost: [HostID: [StreamID]] = [:]
  private var numberNext: UInt64 = 1

  subscript(_ id: StreamID) -> VirtualStream? { streams[id] }

  mutating func add(_ stream: VirtualStream) -> StreamID {
    let id = StreamID(rawValue: numberNext)
    numberNext += 1
    streams[id] = stream
    byHost[stream.client, default: []].append(id)
    byHost[stream.server, default: []].append(id)
    return id
  }

  mutating func remove(_ id: StreamID) {
    guard let stream = streams.removeValue(forKey: id) else { return }
    byHost[stream.client]?.removeAll { $0 == id }
    byHost[stream.server]?.removeAll { $0 == id }
  }

  func all(of host: HostID) -> [StreamID] { byHost[host] ?? [] }
}

import NIOPosix
import Synchronization
import ToxCore
import ToxWire

/// Carries out command lines: `new …`, or `INSTANCE|* VERB ARGUMENTS`, answered once for each
/// instance.
final class ClientCommands: Sendable {
  private let group: MultiThreadedEventLoopGroup
  private let clients = Mutex<[Client]>([])

  init(group: MultiThreadedEventLoopGroup) { self.group = group }

  func tick() {
    for client in clients.withLock({ $0 }) { client.tick() }
  }

  func run(_ line: String, _ sequence: Int) async {
    let words = line.split(separator: " ").map(String.init)
    guard let first = words.first else { return }
    if first == "new" { return await open(words.dropFirst(), sequence) }
    if first == "stats" {
      return Line.reply(to: first, sequence).with("cpu_seconds", ProcessTime.cpuSeconds()).say()
    }
    let all = clients.withLock { $0 }
    let named = first == "*" ? all : all.filter { "\($0.index)" == first }
    guard words.count > 1, !named.isEmpty else {
      return Line.reply(to: "unknown", sequence, failure: "no such command").say()
    }
    for client in named {
      run(words[1], words: Array(words.dropFirst(2)), client, sequence: sequence)
    }
  }

  private func run(_ verb: String, words: [String], _ client: Client, sequence: Int) {
    let failure: String?
    switch verb {
    case "talked":
      let reply = Line.reply(to: verb, sequence).with("instance", client.index)
      return client.tellTalked(reply)
    case "send_file", "send_stream", "send_zeros", "accept_file", "control_file":
      return client.file(
        verb, words: words,
        answering: Line.unfinished(reply: verb, sequence).with("instance", client.index))
    case "send":
      client.say(words.dropFirst().joined(separator: " "))
      failure = nil
    case "hush":
      client.hush()
      failure = nil
    case "talk": failure = client.talk(words) ? nil : "bad arguments"
    case "bootstrap": failure = bootstrap(client, words)
    case "add_friend": failure = addFriend(client, words)
    case "flood": failure = flood(client, FloodPlan(flood: words))
    case "oneway": failure = flood(client, FloodPlan(oneWay: words))
    default: failure = "no such command"
    }
    let reply = Line.reply(to: verb, sequence, failure: failure).with("instance", client.index)
    (verb == "add_friend" ? reply.with("friend", 0) : reply).say()
  }

  /// new ports=FIRST-LAST, of which the first is taken. Other options are for c-toxcore.
  private func open(_ options: ArraySlice<String>, _ sequence: Int) async {
    let ports = options.first { $0.hasPrefix("ports=") }?.dropFirst("ports=".count)
    let port = ports?.split(separator: "-").first.flatMap { UInt16($0) } ?? 0
    let index = clients.withLock { $0.count }
    do {
      let client = try await Client.open(index, port: port, group)
      clients.withLock { $0.append(client) }
      Line.reply(to: "new", sequence).with("instance", index).with("tox_id", client.toxID.text)
        .with("public_key", client.toxID.publicKey.encoded().hexUppercased)
        .with("dht_key", await client.dhtKey.encoded().hexUppercased)
        .with("udp_port", Int(client.port)).say()
    } catch {
      Line.reply(to: "new", sequence, failure: "cannot open port \(port)").say()
    }
  }

  /// bootstrap 127.0.0.1 PORT KEY
  private func bootstrap(_ client: Client, _ words: [String]) -> String? {
    guard words.count == 3, words[0] == "127.0.0.1", let port = UInt16(words[1]),
      let key = DHTPublicKey(argument: words[2])
    else { return "bad arguments" }
    client.bootstrap(Endpoint(.loopback4, port: port), key)
    return nil
  }

  /// add_friend TOXID MESSAGE
  private func addFriend(_ client: Client, _ words: [String]) -> String? {
    guard words.count > 1, let toxID = ToxID(argument: words[0]) else { return "bad arguments" }
    client.addFriend(toxID, message: words.dropFirst().joined(separator: " "))
    return nil
  }

  private func flood(_ client: Client, _ plan: FloodPlan?) -> String? {
    guard let plan else { return "bad arguments" }
    client.flood(plan)
    return nil
  }
}

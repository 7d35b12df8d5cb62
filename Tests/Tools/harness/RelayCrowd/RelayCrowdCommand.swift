import ArgumentParser
import Glibc
import ToxWire

/// Many clients of one TCP relay on 127.0.0.1, well-behaved or not.
///
/// Obeys a line at a time and answers each with one of JSON; in between it answers the relay's
/// pings.
///
/// | line | reply | |---|---| | `join PAIRS` | so many more pairs are on line | | `talk COUNT SIZE
/// WINDOW` | that much each way: `sent`, `received`, `gaps`, `corrupt`, `seconds` | | `clients` |
/// `count`: how many are connected | | `hostile KIND SECONDS` | it was: `made`, `ended`, `sent` |
struct RelayCrowdCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "relay-crowd", abstract: "Clients of one TCP relay, well-behaved or not.")

  @Argument(help: "The relay's TCP port.") var port: UInt16
  @Argument(help: "Its key, hex.") var key: DHTPublicKey

  func run() throws {
    raiseDescriptorLimit()
    let pairs = RelayPairs(port: port, relay: key)
    var input = LineReader()
    var sequence = 0
    while true {
      guard pairs.turn(milliseconds: 100, input: STDIN_FILENO) else { continue }
      guard input.read() else { return }
      while let line = input.next() {
        reply(to: line.split(separator: " ").map(String.init), sequence, pairs).say()
        sequence += 1
      }
    }
  }

  private func reply(to words: [String], _ sequence: Int, _ pairs: RelayPairs) -> Line {
    let verb = words.first ?? ""
    do {
      return try carryOut(words, pairs, reply: .reply(to: verb, sequence))
    } catch {
      return .reply(to: verb, sequence, failure: "\(error)")
    }
  }

  private func carryOut(_ words: [String], _ pairs: RelayPairs, reply: Line) throws -> Line {
    let numbers = words.dropFirst().compactMap { Int($0) }
    switch words.first {
    case "join" where numbers.count == 1:
      guard try pairs.join(pairs: numbers[0], seconds: 15) else {
        throw Refusal("not all are on line: \(pairs.count) connected")
      }
      return reply.with("count", pairs.count)
    case "talk" where numbers.count == 3:
      let talk = pairs.talk(count: numbers[0], size: numbers[1], window: numbers[2], seconds: 15)
      return reply.with("sent", talk.sent).with("received", talk.received)
        .with("gaps", talk.gaps).with("corrupt", talk.corrupt).with("seconds", talk.seconds)
    case "clients": return reply.with("count", pairs.count)
    case "hostile" where numbers.count == 1:
      guard let kind = Hostility(rawValue: words[1]) else {
        throw Refusal("kinds: \(Hostility.allCases.map(\.rawValue).joined(separator: " "))")
      }
      let outcome = try kind.play(pairs, port: port, seconds: Double(numbers[0]))
      return reply.with("made", outcome.made).with("ended", outcome.ended)
        .with("sent", outcome.sent)
    default: throw Refusal("no such command")
    }
  }

  /// Thousands of sockets.
  private func raiseDescriptorLimit() {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}

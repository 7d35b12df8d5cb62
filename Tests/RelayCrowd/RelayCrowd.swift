import Glibc
import ToxWire

/// Many clients of one TCP relay on 127.0.0.1, well-behaved or not.
///
///     relay-crowd PORT KEY
///
/// Obeys a line at a time and answers each with one of JSON; in between it answers the relay's
/// pings.
///
/// | line | reply |
/// |---|---|
/// | `join PAIRS` | so many more pairs are on line |
/// | `talk COUNT SIZE WINDOW` | every pair exchanged that much each way: `sent`, `received`, `gaps`, `corrupt`, `seconds` |
/// | `clients` | `count`: how many are connected |
/// | `hostile KIND SECONDS` | it was: `made`, `ended`, `sent` |
@main
struct RelayCrowd {
  static func main() throws {
    let words = CommandLine.arguments
    guard words.count == 3, let port = UInt16(words[1]), let key = [UInt8](hex: words[2][...]),
      key.count == 32
    else { throw CrowdError("relay-crowd PORT KEY") }
    raiseDescriptorLimit()
    let crowd = Crowd(port: port, relay: DHTPublicKey(key))
    var input = LineReader()
    var sequence = 0
    while true {
      guard crowd.turn(milliseconds: 100, input: STDIN_FILENO) else { continue }
      guard input.read() else { return }
      while let line = input.next() {
        let start = #"{"reply":"\#(line.prefix { $0 != " " })","seq":\#(sequence),"#
        do {
          let fields = try carryOut(line.split(separator: " "), crowd, port)
          print(start + #""ok":true"# + fields.map { #","\#($0.0)":\#($0.1)"# }.joined() + "}")
        } catch {
          print(start + #""ok":false,"error":"\#(error)"}"#)
        }
        fflush(nil)
        sequence += 1
      }
    }
  }

  private static func carryOut(
    _ words: [Substring], _ crowd: Crowd, _ port: UInt16
  ) throws -> [(String, String)] {
    let numbers = words.dropFirst().compactMap { Int($0) }
    switch words.first {
    case "join" where numbers.count == 1:
      guard try crowd.join(pairs: numbers[0], seconds: 15) else {
        throw CrowdError("not all are on line: \(crowd.count) connected")
      }
      return [("count", "\(crowd.count)")]
    case "talk" where numbers.count == 3:
      let talk = crowd.talk(
        count: numbers[0], size: numbers[1], window: numbers[2], seconds: 15)
      return [
        ("sent", "\(talk.sent)"), ("received", "\(talk.received)"), ("gaps", "\(talk.gaps)"),
        ("corrupt", "\(talk.corrupt)"), ("seconds", "\(talk.seconds)"),
      ]
    case "clients": return [("count", "\(crowd.count)")]
    case "hostile" where numbers.count == 1:
      guard let kind = Hostility(rawValue: String(words[1])) else {
        throw CrowdError("kinds: \(Hostility.allCases.map(\.rawValue).joined(separator: " "))")
      }
      let outcome = try kind.play(crowd, port: port, seconds: Double(numbers[0]))
      return [
        ("made", "\(outcome.made)"), ("ended", "\(outcome.ended)"), ("sent", "\(outcome.sent)"),
      ]
    default: throw CrowdError("no such command")
    }
  }

  /// Thousands of sockets.
  private static func raiseDescriptorLimit() {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}

/// Lines of standard input, as they come.
struct LineReader {
  private var pending: [UInt8] = []

  /// - Returns: false at its end.
  mutating func read() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = Glibc.read(STDIN_FILENO, &buffer, buffer.count)
    guard count > 0 else { return false }
    pending += buffer[..<count]
    return true
  }

  mutating func next() -> String? {
    guard let end = pending.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    defer { pending.removeFirst(end + 1) }
    return String(decoding: pending[..<end], as: UTF8.self)
  }
}

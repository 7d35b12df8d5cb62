import GatewayCore
import ToxWire

/// One JSON object in one line, its members in the order of the calls. Written by hand: a bot
/// prints several for each message, and Foundation takes 50 µs for one.
struct JSONLine {
  private var bytes: [UInt8] = []

  init(event: String, at time: UnixMilliseconds) {
    bytes.reserveCapacity(256)
    bytes.append(UInt8(ascii: "{"))
    add("event", event)
    add("time", time)
  }

  /// The finished line, without a line end.
  var text: String { String(decoding: bytes, as: UTF8.self) + "}" }

  /// Adds a member; nil is left out.
  mutating func add(_ name: String, _ value: String?) {
    guard let value else { return }
    begin(name)
    bytes.append(jsonString: value)
  }

  mutating func add(_ name: String, _ value: Int64?) {
    guard let value else { return }
    begin(name)
    bytes.append(contentsOf: String(value).utf8)
  }

  mutating func add(_ name: String, _ time: UnixMilliseconds?) { add(name, time?.rfc3339) }

  mutating func add(_ name: String, orNull value: Int64?) {
    if let value { add(name, value) } else { addNull(name) }
  }

  mutating func add(_ name: String, _ value: Bool) {
    begin(name)
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }

  mutating func add(_ name: String, _ values: [String]) {
    begin(name)
    bytes.append(UInt8(ascii: "["))
    for (index, value) in values.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes.append(jsonString: value)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  mutating func add(_ name: String, _ values: [Int64]) {
    begin(name)
    bytes.append(contentsOf: "[\(values.map(String.init).joined(separator: ","))]".utf8)
  }

  /// Adds a member with the value null.
  mutating func addNull(_ name: String) {
    begin(name)
    bytes.append(contentsOf: "null".utf8)
  }

  mutating func add(_ contact: Contact) {
    add("contact", contact.codename.text)
    add("name", contact.name)
    add("public_key", contact.key.bytes.hexUppercased)
  }

  private mutating func begin(_ name: String) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    bytes.append(jsonString: name)
    bytes.append(UInt8(ascii: ":"))
  }
}

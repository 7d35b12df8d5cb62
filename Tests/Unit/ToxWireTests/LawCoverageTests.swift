import TestSupport
import Testing

/// A new packet that is not held to the laws fails here.
@Suite struct `Coverage of the packet laws` {
  /// What makes a type a value of the wire.
  private static let protocols: Set<Substring> = [
    "WireValue", "Packet", "DHTPacket", "OnionRequest", "OnionResponse", "OnionCarriedRequest",
    "OnionCarriedResponse", "FriendPayload", "EmptyFriendPayload", "PublicKey",
  ]

  @Test func `every type with a form on the wire is held to the packet laws`() throws {
    let types = try Repository.paths(below: "Sources/ToxWire").map(Repository.text)
      .flatMap(Self.wireTypes)
    #expect(types.contains("PingRequest.Payload") && types.contains("OnionRequest0"))
    let tests = try Repository.paths(below: "Tests/Unit/ToxWireTests").map(Repository.text).joined()
    let unheld = try types.filter { type in
      let name = type.replacing(".", with: "\\.")
      return !tests.contains(try Regex("checkPacketLaws\\(\\s*\(name)(<\\w+>)?\\.self"))
    }
    #expect(unheld == [])
  }

  /// The names of a file's wire types, nested ones behind their owner's name.
  private static func wireTypes(in text: String) -> [String] {
    var owner: Substring = ""
    var types: [String] = []
    for line in text.split(separator: "\n") {
      guard let match = line.firstMatch(of: #/^( *)(?:public )?(\w+) (\w+)(?:<.*>)?(?:: (.*))? \{/#)
      else { continue }
      let (_, indent, keyword, name, inherited) = match.output
      guard ["struct", "enum", "extension", "protocol"].contains(keyword) else { continue }
      if indent.isEmpty { owner = name }
      guard keyword == "struct" || keyword == "enum",
        let inherited = inherited.flatMap({ $0 }),
        inherited.split(separator: ", ").contains(where: protocols.contains)
      else { continue }
      types.append(indent.isEmpty ? String(name) : "\(owner).\(name)")
    }
    return types
  }
}

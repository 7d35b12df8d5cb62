import GatewayCore

/// The path and the query of a request, decoded once.
struct RequestTarget: Hashable {
  /// What stands between the slashes.
  var path: [String]
  var query: [(name: String, value: String)]

  /// - Parameter text: as it was sent, beginning with a slash.
  /// - Throws: where it is ambiguous: proxies and frameworks read such paths differently.
  init(_ text: String) throws(Problem) {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }) else {
      throw .invalid("The target of a request is ASCII, without a fragment.")
    }
    let halves = text.utf8.split(
      separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
    let segments = halves[0].dropFirst().split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    // The path of a server alone has no parts.
    let parts = segments.count == 1 && segments[0].isEmpty ? [] : segments
    path = try parts.map { segment throws(Problem) in
      guard let decoded = Percent.decoded(Substring(segment)), !decoded.isEmpty, decoded != ".",
        decoded != "..",
        !decoded.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") })
      else {
        throw .invalid("The path has a part that is empty, ambiguous or wrongly encoded.")
      }
      return decoded
    }
    query = halves.count == 2 ? try Self.query(Substring(halves[1])) : []
  }

  private static func query(_ text: Substring) throws(Problem) -> [(name: String, value: String)] {
    guard let pairs = Percent.fields(text) else {
      throw .invalid("The query is not written name=value&… or wrongly encoded.")
    }
    var names: Set<String> = []
    for pair in pairs where !names.insert(pair.name).inserted {
      throw .invalid("\(ShownName(pair.name)) stands twice in the query.")
    }
    return pairs
  }

  static func == (one: Self, other: Self) -> Bool {
    one.path == other.path && one.query.elementsEqual(other.query, by: ==)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(path) }
}

/// A name that a client chose, in a sentence.
struct ShownName: CustomStringConvertible {
  let description: String
  init(_ name: String) { description = "\"\(name.prefix(64))\"" }
}

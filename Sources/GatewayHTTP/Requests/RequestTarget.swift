/// The path and the query of a request, decoded once.
struct RequestTarget: Hashable {
  /// What stands between the slashes.
  var path: [String]
  var query: [(name: String, value: String)]

  /// - Parameter text: as it was sent, beginning with a slash.
  /// - Throws: where it is ambiguous: proxies and frameworks read such paths differently.
  init(_ text: String) throws(Problem) {
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), !text.contains("#") else {
      throw .invalid("The target of a request is ASCII, without a fragment.")
    }
    let halves = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let segments = halves[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    path = try segments.map { segment throws(Problem) in
      guard let decoded = Percent.decoded(segment), !decoded.isEmpty, decoded != ".",
        decoded != "..", !decoded.contains("/"), !decoded.contains("\\")
      else {
        throw .invalid("The path has a part that is empty, ambiguous or wrongly encoded.")
      }
      return decoded
    }
    query = halves.count == 2 ? try Self.query(halves[1]) : []
  }

  private static func query(_ text: Substring) throws(Problem) -> [(name: String, value: String)] {
    guard !text.isEmpty else { return [] }
    var pairs: [(name: String, value: String)] = []
    for part in text.split(separator: "&", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Percent.decoded(halves[0], plusIsBlank: true), !name.isEmpty,
        let value = Percent.decoded(halves.count == 2 ? halves[1] : "", plusIsBlank: true)
      else { throw .invalid("The query is not written name=value&… or wrongly encoded.") }
      guard !pairs.contains(where: { $0.name == name }) else {
        throw .invalid("\(ShownName(name)) stands twice in the query.")
      }
      pairs.append((name, value))
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
